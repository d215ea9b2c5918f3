"""Visits that an earlier day of the demonstration left open: they are finished, unless a person has touched them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.demonstration.performing import BUILD
from fieldapp.demonstration.sources import homes, jobs
from fieldapp.demonstration.story import OFFICE, Step, Story
from fieldapp.demonstration.working_days import at
from fieldapp.domain.dates import london_day
from fieldapp.domain.lifecycle import ISSUED, ON_SITE, OPEN
from fieldapp.models import JournalRow, Ticket, User, WorksOrder

MINUTE = timedelta(minutes=1)
STAND_IN = "operative2"


def steps_of_leftovers(session: Session, today: date, but_for: Collection[str]) -> list[Step]:
    """The steps that finish what was booked for, or given to somebody, before today; not the orders `but_for`."""
    touched = select(JournalRow.order_id).where(JournalRow.order_id.is_not(None), JournalRow.build != BUILD)
    raised_by_us = select(JournalRow.order_id).where(JournalRow.command == "raise", JournalRow.build == BUILD)
    found = session.scalars(
        select(Ticket)
        .join(WorksOrder, WorksOrder.id == Ticket.order_id)
        .where(
            Ticket.state.in_(OPEN),
            WorksOrder.status == "ISS",
            WorksOrder.id.in_(raised_by_us),
            WorksOrder.id.not_in(touched),
            WorksOrder.reference.not_in(but_for),
        )
        .order_by(Ticket.id)
    )
    return [step for ticket in found if _day(ticket) < today for step in _finish(session, ticket)]


def _day(ticket: Ticket) -> date:
    """The day a visit was meant for; what nobody was given waits in the office for ever."""
    if ticket.visit_on:
        return ticket.visit_on
    return london_day(ticket.issued_at) if ticket.operative_id else date.max


def _finish(session: Session, ticket: Ticket) -> list[Step]:
    order = ticket.order
    job = next(one for one in jobs().values() if one.description == order.description)
    story = Story(order.reference, job, homes()[order.property.reference], order.priority, visit=ticket.visit)
    start = max(at(_day(ticket), "14:00"), order.raised_at + 60 * MINUTE, ticket.state_at + 5 * MINUTE)
    operative = session.get(User, ticket.operative_id) if ticket.operative_id else None
    account = operative.username if operative else STAND_IN
    if ticket.state == ISSUED:
        story.accepted(start, OFFICE)
    if ticket.visit_on is None:
        story.booked(start + MINUTE, london_day(start + MINUTE), "pm 15:00")
    if operative is None:
        story.given_to(start + 2 * MINUTE, account)
    if ticket.state != ON_SITE:
        story.arrived(start + 20 * MINUTE, account)
    story.completed(start + 65 * MINUTE, account)
    return [replace(step, key=f"later:{step.key}") for step in story.steps]
