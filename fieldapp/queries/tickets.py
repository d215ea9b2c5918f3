"""Which tickets a person may see, and those of a day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import selectinload

from fieldapp.domain.lifecycle import ON_SITE, OPERATIVE
from fieldapp.extensions import db
from fieldapp.models import Landlord, Property, Ticket, User, WorksOrder

A_WEEK = timedelta(days=7)


def visible(user: User) -> ColumnElement[bool]:
    """The condition under which `user` may see a ticket: an operative's own, or the firm's by policy. Rules: A8."""
    if user.landlord_id is not None:
        return Ticket.landlord_id == user.landlord_id
    if user.contractor_id is None:
        return false()
    of_firm = listed(user)
    if user.role != OPERATIVE:
        return of_firm
    open_landlords = [one.id for one in db.session.scalars(select(Landlord)) if one.policy.operative_sees == "firm"]
    return and_(
        of_firm, or_(given_to(user.id), Ticket.landlord_id.in_(open_landlords)) if open_landlords else given_to(user.id)
    )


def listed(user: User) -> ColumnElement[bool]:
    """Tickets of the asking firm that are not archived; stating so lets the firm's indexes serve. Rules: A8, L3."""
    return and_(Ticket.contractor_id == user.contractor_id, Ticket.archived_at.is_(None))


def given_to(user_id: int) -> ColumnElement[bool]:
    """Tickets of which the person is the operative, or the second one."""
    return or_(Ticket.operative_id == user_id, Ticket.second_operative_id == user_id)


def ticket_of(user: User, ticket_id: int) -> Ticket | None:
    """One ticket, if `user` may see it; None is a 404. Rules: A8."""
    return db.session.scalar(select(Ticket).where(Ticket.id == ticket_id, visible(user)))


def of_day(user: User, day: date) -> list[Ticket]:
    """The visits given to `user` on a day, in slot order, then the earlier due first."""
    return sorted(_given(user, Ticket.visit_on == day), key=lambda one: (one.slot_starts, one.slot, one.due_at, one.id))


def of_today(user: User, today: date) -> list[Ticket]:
    """The day's visits, and before them those of the week before on which `user` is still on site past midnight."""
    lately = Ticket.visit_on.between(today - A_WEEK, today)
    lasting = and_(lately, or_(Ticket.visit_on == today, Ticket.state == ON_SITE))
    return sorted(_given(user, lasting), key=lambda one: (one.visit_on, one.slot_starts, one.slot, one.due_at, one.id))


def unscheduled(user: User) -> list[Ticket]:
    """Visits given to `user` that have no day yet and are still open, at most 50: to accept or to appoint."""
    without_day = and_(Ticket.visit_on.is_(None), Ticket.state.in_(("issued", "accepted")))
    return sorted(_given(user, without_day, most=50), key=lambda one: (one.due_at, one.id))[:50]


def next_day_with_visits(user: User, after: date) -> date | None:
    """The operative's next day with visits after a day."""
    first = [
        select(func.min(Ticket.visit_on)).where(listed(user), column == user.id, Ticket.visit_on > after)
        for column in (Ticket.operative_id, Ticket.second_operative_id)
    ]
    return min((day for day in map(db.session.scalar, first) if day), default=None)


def _given(user: User, condition: ColumnElement[bool], most: int | None = None) -> list[Ticket]:
    """Tickets given to `user` that meet a condition, the first due; an index serves each half, none both at once."""
    found: dict[int, Ticket] = {}
    for column in (Ticket.operative_id, Ticket.second_operative_id):
        half = select(Ticket).where(listed(user), column == user.id, condition)
        half = half.order_by(Ticket.due_at, Ticket.id).limit(most)
        found |= {one.id: one for one in db.session.scalars(_with_order(half))}
    return list(found.values())


def _with_order(query: Select[Ticket]) -> Select[Ticket]:
    order = selectinload(Ticket.order)
    return query.options(
        order.selectinload(WorksOrder.property).selectinload(Property.cautions),
        order.selectinload(WorksOrder.landlord),
        order.selectinload(WorksOrder.lines),
        order.selectinload(WorksOrder.contract),
        selectinload(Ticket.evidence),
    )
