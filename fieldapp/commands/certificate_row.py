"""Recording a certificate of a home, and taking it off: which one is current follows from all that are left (C8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from fieldapp.commands.op import Act
from fieldapp.domain.asking import Values
from fieldapp.domain.certificate_forms import form_of
from fieldapp.domain.certificates import AHEAD, CertificateForm, add_months, next_due
from fieldapp.domain.dates import london_day, show_day
from fieldapp.domain.list_entries import all_facts
from fieldapp.domain.read_back import ReadDoubt
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.extensions import db
from fieldapp.models import Certificate, ListItem, Property, Ticket, WorksOrder


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was told of a certificate; `done_on` None is the day on which it was recorded."""

    kind: str
    blob_id: str
    done_on: date | None = None
    next_due: date | None = None
    outcome: str = ""
    engineer: str = ""
    registration: str = ""
    number: str = ""
    data: Values = field(default_factory=dict)


def asked_of_kind(ticket: Ticket, kind: str) -> tuple[CertificateForm, int]:
    """The form that the landlord's list names for a kind of certificate, and for how many months one is good."""
    query = select(ListItem.facts).where(
        ListItem.landlord_id == ticket.landlord_id, ListItem.list_name == "certificate", ListItem.code == kind
    )
    facts = all_facts("certificate", db.session.scalar(query) or {})
    return form_of(facts["form"]), facts["months"]


def record(ticket: Ticket, act: Act, told: Told) -> Certificate:
    """Add a certificate to the visit and its home; the newest of its kind there becomes the current one."""
    form, months = asked_of_kind(ticket, told.kind)
    home = _locked(ticket.order.property_id)
    others = _standing(home.id, told.kind)
    done_on = told.done_on or london_day(act.done_at)
    _check(done_on, told.next_due, months, form, act)
    last_due = next((one.expires_on for one in reversed(others) if one.done_on < done_on), None)
    made = Certificate(
        op_id=act.op_id,
        landlord_id=ticket.landlord_id,
        contractor_id=ticket.contractor_id,
        property_id=home.id,
        order_id=ticket.order_id,
        kind=told.kind,
        form=form.code,
        number=told.number,
        done_on=done_on,
        expires_on=told.next_due or next_due(form, done_on, last_due, months),
        outcome=told.outcome,
        engineer=told.engineer,
        registration=told.registration,
        data=told.data,
        blob_id=told.blob_id,
        recorded_at=act.done_at,
        recorded_by_id=act.actor.id,
    )
    ticket.certificates.append(made)
    _choose([*others, made])
    home.version += 1
    return made


def take_off(ticket: Ticket, blob_id: str, at: datetime) -> bool:
    """Take the certificate of this file off; whether there was one. The one before it is current again."""
    found = [one for one in ticket.certificates if one.blob_id == blob_id and one.removed_at is None]
    for one in found:
        home = _locked(one.property_id)
        one.removed_at = at
        one.rank(newest=False)
        _choose([other for other in _standing(home.id, one.kind) if other is not one])
        home.version += 1
    return bool(found)


def doubt(one: Certificate, doubts: Sequence[ReadDoubt]) -> None:
    """Note what its file says otherwise; phones fetch again the pages of its home. Rules: D2."""
    home = _locked(one.property_id)
    one.doubts = [found._asdict() for found in doubts]
    home.version += 1


def settle(ticket: Ticket, blob_id: str | None, act: Act) -> None:
    """Somebody says that a file is the right one; who said so first stays. Refuses (`no-such-file`). Rules: D2."""
    for one in ticket.certificates:
        if one.blob_id == blob_id and one.removed_at is None and one.doubts:
            if one.doubts_settled_at is None:
                one.doubts_settled_at, one.doubts_settled_by_id = act.done_at, act.actor.id
            return
    # Not invalid: somebody at a desk may have taken it off since the phone saw it, and its queue must go on.
    raise Refused("no-such-file", "Nothing of that file waits to be checked. Open the visit again.")


def put_right(number: int, home: Property, order: WorksOrder) -> None:
    """An order is raised for what a certificate of the home found: it no longer waits for one. Rules: O1."""
    _locked(home.id)
    query = select(Certificate).where(Certificate.id == number, Certificate.property_id == home.id)
    one = db.session.scalar(query.execution_options(populate_existing=True))
    if one is None:
        raise Invalid({"certificate": ["That certificate is not of this home. Open it again."]})
    settled = why_settled(one)
    if settled:
        raise Invalid({"certificate": [settled]})
    db.session.flush()
    one.remedy_id = order.id
    one.rank(newest=one.current, remedied=True)


def why_settled(one: Certificate) -> str:
    """Why no order is to be raised for a certificate, in a sentence for its landlord; empty where one is."""
    if one.faulty_since is not None:
        return ""
    if one.remedy is not None and one.remedy.status != "CAN":
        return f"An order is already raised for it: {one.remedy.reference}."
    return "Nothing of this certificate waits to be put right."


def remedy_changed(order: WorksOrder) -> None:
    """An order was cancelled, or is no longer: what it was to put right waits again, or does not. Rules: O1."""
    raised_for = select(Certificate).where(
        Certificate.property_id == order.property_id, Certificate.remedy_id == order.id
    )
    # The order is half changed.
    with db.session.no_autoflush:
        _locked(order.property_id)
        for one in db.session.scalars(raised_for.execution_options(populate_existing=True)):
            one.rank(newest=one.current, remedied=order.status != "CAN")


def _check(done_on: date, due: date | None, months: int, form: CertificateForm, act: Act) -> None:
    """A certificate is not of tomorrow; the next one is due after it, and not later than the landlord's list says."""
    if done_on > london_day(act.done_at):
        raise Invalid({"done_on": ["The date of a certificate cannot be in the future. Correct it."]})
    if due is None:
        return
    latest = next_due(form, done_on, None, months)
    if latest and form.anniversary:
        latest = add_months(latest, AHEAD)
    if due <= done_on:
        raise Invalid({"next_due": ["The next one is due after this one. Correct one of the dates."]})
    if latest and due > latest:
        raise Invalid({"next_due": [f"The next one is due by {show_day(latest)} at the latest."]})


def _locked(property_id: int) -> Property:
    """The home, locked: two orders of it may record a certificate at once, and one of them has to be the newest."""
    fresh = select(Property).where(Property.id == property_id).with_for_update(of=Property)
    return db.session.scalars(fresh.execution_options(populate_existing=True)).one()


def _standing(property_id: int, kind: str) -> Sequence[Certificate]:
    """Those of a home and kind that nobody took off, read afresh once the home is locked."""
    query = select(Certificate).where(
        Certificate.property_id == property_id, Certificate.kind == kind, Certificate.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(Certificate.done_on, Certificate.id)).all()


def _choose(left: Sequence[Certificate]) -> None:
    """The newest is current; of one day, the one recorded last."""
    newest = sorted(left, key=lambda one: one.done_on)[-1:]
    for one in left:
        one.rank(newest=one in newest, remedied=one in newest and _remedied(one))


def _remedied(one: Certificate) -> bool:
    """Whether an order stands that puts it right: past the fence, for it may be another contractor's."""
    table = WorksOrder.__table__
    status = one.remedy_id and db.session.scalar(select(table.c.status).where(table.c.id == one.remedy_id))
    return status not in (None, "CAN")
