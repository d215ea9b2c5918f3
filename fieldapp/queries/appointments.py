"""A firm's visits by the day that they are booked for: how many on each, and a page of one day in slot order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import selectinload

from fieldapp.domain.numbers import row_number
from fieldapp.extensions import db
from fieldapp.models import Landlord, Property, Ticket, User, WorksOrder
from fieldapp.queries.paging import SIZE
from fieldapp.queries.tickets import visible


@dataclass(frozen=True)
class DayOfVisits:
    """A page of a day's visits, and where the next one begins: `08:00-12`, or nothing."""

    rows: Sequence[Ticket]
    following: str


def counts(user: User, first: date, last: date) -> dict[date, int]:
    """How many visits are booked for each day from `first` to `last`; days without any are left out. Rules: P7."""
    query = select(Ticket.visit_on, func.count(Ticket.id)).where(visible(user), Ticket.visit_on.between(first, last))
    return {day: count for day, count in db.session.execute(query.group_by(Ticket.visit_on)) if day}


def of_day(user: User, day: date, after: str = "") -> DayOfVisits:
    """One page of the visits booked for a day, whatever became of them. Rules: P7, A8."""
    order = selectinload(Ticket.order)
    query = listing(user, day, after).options(
        order.selectinload(WorksOrder.property).selectinload(Property.cautions),
        order.selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
        selectinload(Ticket.operative),
        selectinload(Ticket.second_operative),
    )
    found = list(db.session.scalars(query))
    last = found[SIZE - 1] if len(found) > SIZE else None
    return DayOfVisits(found[:SIZE], f"{last.slot_starts}-{last.id}" if last else "")


def listing(user: User, day: date, after: str = "") -> Select[Ticket]:
    """The statement behind `of_day`; what follows `after`, or everything where that is none."""
    query = select(Ticket).where(visible(user), Ticket.visit_on == day)
    starts, _, number = after.rpartition("-")
    last = row_number(number)
    if last is not None:
        query = query.where(tuple_(Ticket.slot_starts, Ticket.id) > tuple_(literal(starts), literal(last)))
    return query.order_by(Ticket.slot_starts, Ticket.id).limit(SIZE + 1)
