"""Visits that are completed several at once: which of them can be, and why another needs a completion of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fieldapp.domain import lifecycle
from fieldapp.extensions import db
from fieldapp.models import Landlord, Property, Ticket, User, WorksOrder
from fieldapp.models.conditions import conditions
from fieldapp.queries.paging import SIZE
from fieldapp.queries.readiness import readiness_of
from fieldapp.queries.tickets import visible
from fieldapp.queries.visit_cards import held

COMPLETE = "complete"


@dataclass(frozen=True)
class Chosen:
    """A visit that somebody ticked; `alone` says why it cannot be completed among others, empty where it can."""

    ticket: Ticket
    alone: str


def chosen(user: User, ids: Sequence[int], today: date) -> list[Chosen]:
    """Those of the ticked visits that `user` may see, at most a page of them, as they were ticked. Rules: C3, A8."""
    asked = list(dict.fromkeys(ids))[:SIZE]
    order = selectinload(Ticket.order)
    query = select(Ticket).where(Ticket.id.in_(asked), visible(user))
    query = query.options(
        order.selectinload(WorksOrder.property).selectinload(Property.cautions),
        order.selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
        order.selectinload(WorksOrder.lines),
        order.selectinload(WorksOrder.contract),
        selectinload(Ticket.evidence),
        selectinload(Ticket.certificates),
        selectinload(Ticket.operative),
        selectinload(Ticket.second_operative),
    )
    found = {one.id: one for one in db.session.scalars(query)}
    return [Chosen(found[one], why_alone(user, found[one], today)) for one in asked if one in found]


def why_alone(user: User, ticket: Ticket, today: date) -> str:
    """Why a visit cannot be completed among others; empty where a date, a time and comments are all it asks. Rules: C3.

    The command judges once more: what is refused then comes back with its reason.
    """
    order = ticket.order
    if ticket.state not in lifecycle.AT_WORK:
        return "It is not at work now: open it to see what it asks."
    if waits := held(ticket):
        return f"{waits}: what is recorded counts after that."
    asked = conditions(order, ticket, lifecycle.conditions_of(COMPLETE))
    if lifecycle.find(COMPLETE, ticket.state, user.role, asked) is None:
        return "Its appointment has to be settled first."
    if order.landlord.policy.completion_quantities_asked and any(not line.extra for line in order.lines):
        return "Its quantities are asked, line by line."
    rows = readiness_of(user, ticket, today, ()).rows
    missing = [one.what for one in rows if one.blocks and not one.met]
    return f"Missing: {', '.join(missing)}." if missing else ""
