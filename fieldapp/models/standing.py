"""What a visit asks for and has, found out for one ticket: what `domain/readiness.py` judges.

And an order as far as its payment goes: what `domain/invoiceable.py` judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import object_session

from fieldapp.domain.invoiceable import Claim
from fieldapp.domain.lifecycle import OPERATIVE
from fieldapp.domain.readiness import Attending, Demand, Standing
from fieldapp.models.party import User
from fieldapp.models.registration import last_days
from fieldapp.models.ticket import Ticket
from fieldapp.models.works_order import WorksOrder


def standing_of(ticket: Ticket, day: date, doer: User | None = None, no_signature: str = "") -> Standing:
    """What is asked of a visit that is done on `day`, and what there is.

    Those who have the visit attend it; so does `doer`, where that is an operative. A line of which nothing was done
    demands no certificate. Rules: C8, D1.
    """
    demands = demands_of(ticket.order)
    return Standing(
        policy=ticket.order.landlord.policy,
        day=day,
        demands=demands,
        certificates=ticket.certificates_held,
        photos=Counter(
            one.kind for one in ticket.evidence if one.sort == "photo" and not (one.removed_at or one.by_landlord)
        ),
        two_to_attend=ticket.order.two_to_attend,
        people=_people(ticket, doer, any(one.scheme for one in demands)),
        no_signature=no_signature,
    )


def demands_of(order: WorksOrder) -> Sequence[Demand]:
    """The lines of an order that demand a certificate, with what its engineer needs. Rules: C8."""
    lines = [one for one in order.lines if one.certificate and (one.completed is None or one.completed > 0)]
    if not lines:
        return ()
    items = {one.code: one for one in order.landlord.list_items if one.list_name == "certificate"}
    found = []
    for line in lines:
        item = items.get(line.certificate)
        label, facts = (item.label, item.facts) if item else (line.certificate, {})
        found.append(Demand(line=line.code, kind=line.certificate, label=label, scheme=facts.get("scheme") or ""))
    return found


def files_owed(order: WorksOrder) -> Sequence[str]:
    """The certificates that completed work demands and of which no file has been received yet, in the landlord's words.

    Completion is content with what was written down; payment waits for the bytes. Rules: C8.
    """
    if order.status != "COM":
        return ()
    files = [one for ticket in order.tickets for one in ticket.evidence if one.sort == "certificate"]
    received = {one.kind for one in files if one.blob is not None and not one.removed_at}
    return list(dict.fromkeys(one.label for one in demands_of(order) if one.kind not in received))


def claim_of(order: WorksOrder) -> Claim:
    """An order as far as its payment goes. Rules: C7, C8, V4, F4."""
    placeholders = [one for one in order.lines if one.is_placeholder]
    return Claim(
        status=order.status,
        payment_applications=order.landlord.policy.payment_applications,
        review=order.extra_review,
        placeholders=[one.code for one in placeholders],
        left=[one.code for one in placeholders if one.placeholder_left],
        files_owed=files_owed(order),
        invoices=[one.number for one in order.invoices],
    )


def _people(ticket: Ticket, doer: User | None, registered: bool) -> Sequence[Attending]:
    """Those who attend; their registrations only where one is asked for."""
    people = {one.id: one for one in (ticket.operative, ticket.second_operative) if one is not None}
    if doer is not None and doer.role == OPERATIVE and doer.contractor_id == ticket.contractor_id:
        people.setdefault(doer.id, doer)
    session = object_session(ticket)
    until = last_days(session, ticket.contractor_id, people.keys()) if session and registered else {}
    return [
        Attending(name=one.name, given=ticket.allocated_to(key), until=until.get(key, {}))
        for key, one in people.items()
    ]
