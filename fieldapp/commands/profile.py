"""What a firm changes about itself: who hears of new work, whether it is there, its people. No order is touched.

Each change is a row in its sender's own chain of the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands import journalling, registrations
from fieldapp.commands.firm_change import Change, Office
from fieldapp.commands.form import CommandForm, Ticked, Written
from fieldapp.commands.op import Answer, Op
from fieldapp.domain.asking import EMAIL
from fieldapp.domain.dates import london_day
from fieldapp.domain.lifecycle import BACK_OFFICE
from fieldapp.domain.policies import may_switch_alerts_off
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.extensions import db
from fieldapp.models import Contractor, Landlord, User, landlords_of
from fieldapp.models.connection import writing

NO_ADDRESS = "Write the address that hears of new work."
WRONG_ADDRESS = "Write an email address, for example office@example.org."
NOT_YOURS = Refused("not-yours", "Your firm’s profile is changed by its office or its supervisors.")
LANDLORDS_DECIDE = Refused(
    "landlord-decides", "Your landlords want you to be emailed about new work. Ask them to switch it off."
)


class AlertsForm(CommandForm):
    """Who is emailed about new work, and whether."""

    email = Written("Email for new work", longest=254)
    alerts = Ticked("Email us about new and cancelled work")


class AwayForm(CommandForm):
    """Why nobody is there."""

    reason = Written(
        "Why are you out of office?", longest=400, required="Write why, and until when. The landlords read this."
    )


class BackForm(CommandForm):
    """Nothing is asked."""


def _set_alerts(office: Office, *, email: str, alerts: bool) -> None:
    firm = office.firm
    if email and not EMAIL.fullmatch(email):
        raise Invalid({"email": [WRONG_ADDRESS]})
    if alerts and not email:
        raise Invalid({"email": [NO_ADDRESS]})
    if firm.alerts and not alerts and not may_switch_alerts_off(one.policy for one in _landlords(office.session, firm)):
        raise LANDLORDS_DECIDE
    firm.email, firm.alerts = email, alerts


def _go_away(office: Office, *, reason: str) -> None:
    office.firm.away_reason = reason


def _come_back(office: Office) -> None:
    office.firm.away_reason = ""


CHANGES: Mapping[str, Change] = {
    "set-alerts": Change(AlertsForm, _set_alerts),
    "out-of-office": Change(AwayForm, _go_away),
    "back-in-office": Change(BackForm, _come_back),
    **registrations.CHANGES,
}


def change(op: Op) -> Answer:
    """Change the profile of the sender's firm, or say why not; either way it is journalled when this returns.

    The same op again gets the same answer and changes nothing. Rules: A9.
    """
    session = db.session()
    with writing(session):
        return _change(session, op)


def _change(session: Session, op: Op) -> Answer:
    actor = session.get_one(User, op.actor, with_for_update=True, populate_existing=True)
    known = journalling.latest_answer(session, op)
    if known:
        return known
    answer = _judged(session, op, actor)
    journalling.write(session, op, actor, answer)
    return answer


def _judged(session: Session, op: Op, actor: User) -> Answer:
    wanted = CHANGES[op.command]
    form = wanted.form(op.typed)
    try:
        if actor.role not in BACK_OFFICE:
            raise NOT_YOURS
        if not form.validate():
            raise Invalid(form.faults())
        firm = session.get_one(Contractor, actor.contractor_id, with_for_update=True, populate_existing=True)
        asked: dict[str, Any] = form.data
        wanted.apply(Office(firm, session, london_day(op.received_at)), **asked)
    except Invalid as no:
        return Answer(id=op.id, outcome="invalid", code="invalid", reason=str(no), fields=no.fields)
    except Refused as no:
        return Answer(id=op.id, outcome="refused", code=no.code, reason=no.sentence)
    return Answer(id=op.id, outcome="applied")


def _landlords(session: Session, firm: Contractor) -> Iterable[Landlord]:
    return session.scalars(select(Landlord).where(Landlord.id.in_(landlords_of(firm.id))))
