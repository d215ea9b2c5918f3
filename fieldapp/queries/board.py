"""A day of a firm as its supervisor watches it: visits, people, phones, refused items; a fixed number of statements."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from fieldapp.domain import lifecycle
from fieldapp.domain.dates import LONDON, london_day
from fieldapp.extensions import db
from fieldapp.models import Appointment, Device, JournalRow, Landlord, Ticket, User, WorksOrder
from fieldapp.queries import desk
from fieldapp.queries.tickets import visible

MOST = 500
MOST_NEEDS = 30
# An emergency is due within hours; what is due later is no emergency that nobody took.
EMERGENCY_AHEAD = timedelta(days=3)


@dataclass(frozen=True)
class BoardFacts:
    """What a board is drawn from. `refused` are items of today's that nobody has corrected since."""

    day: date
    is_today: bool
    visits: Sequence[Ticket]
    operatives: Sequence[User]
    devices: Sequence[Device]
    refused: Sequence[JournalRow]
    emergencies: Sequence[Ticket]
    to_rebook: Sequence[Ticket]


def board_facts(user: User, day: date, now: datetime) -> BoardFacts:
    """Everything about one day of the asking person's firm. Rules: A8, P7."""
    is_today = day == london_day(now)
    visits = [*_booked_for(user, day), *(_moved_on(user, day) if is_today else [])]
    return BoardFacts(
        day=day,
        is_today=is_today,
        visits=list({one.id: one for one in visits}.values()),
        operatives=desk.operatives(user),
        devices=list(db.session.scalars(_devices(user).options(selectinload(Device.user)))),
        refused=_refused(user, day),
        emergencies=_emergencies(user, now),
        to_rebook=_after_no_access(user),
    )


def version(user: User, day: date, now: datetime) -> str:
    """What the board depends on, hashed, in one statement: the journal's end, the phones, the day and the minute."""
    phones = _devices(user).subquery()
    found = db.session.execute(
        select(
            select(func.max(JournalRow.number)).where(JournalRow.contractor_id == user.contractor_id).scalar_subquery(),
            select(func.count(phones.c.id)).scalar_subquery(),
            select(func.max(phones.c.contact_at)).scalar_subquery(),
            select(func.sum(phones.c.unsent)).scalar_subquery(),
        )
    ).one()
    parts = (user.id, day, f"{now:%Y%m%d%H%M}", *found)
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:20]


def booked_for(user: User, day: date) -> Select[Ticket]:
    """The statement for the visits of a day, in slot order."""
    return (
        select(Ticket)
        .where(visible(user), Ticket.visit_on == day)
        .order_by(Ticket.slot_starts, Ticket.due_at, Ticket.id)
        .limit(MOST)
    )


def _booked_for(user: User, day: date) -> list[Ticket]:
    return list(db.session.scalars(_with_order(booked_for(user, day))))


def on_site(user: User) -> Select[Ticket]:
    """The statement for visits where somebody is now, whatever day they were meant for."""
    return select(Ticket).where(visible(user), Ticket.state == lifecycle.ON_SITE).order_by(Ticket.id).limit(MOST)


def ended_since(user: User, start: datetime) -> Select[Ticket]:
    """The statement for visits that somebody went to and that ended since a moment."""
    ended = Ticket.state.in_(lifecycle.VISITED_ENDS)
    return select(Ticket).where(visible(user), ended, Ticket.state_at >= start).order_by(Ticket.id).limit(MOST)


def _moved_on(user: User, day: date) -> list[Ticket]:
    """Visits without this day that somebody went to all the same."""
    start = datetime.combine(day, time(), LONDON)
    found = [
        *db.session.scalars(_with_order(on_site(user))),
        *db.session.scalars(_with_order(ended_since(user, start))),
    ]
    return [one for one in found if one.arrived_at]


def _devices(user: User) -> Select[Device]:
    firm = select(User.id).where(User.contractor_id == user.contractor_id)
    return select(Device).where(Device.user_id.in_(firm)).order_by(Device.contact_at.desc())


def _refused(user: User, day: date) -> list[JournalRow]:
    """What was not accepted on a day: from phones, and of what had waited for the landlord, by whichever door.

    But for what its sender has sent anew since.
    """
    start = datetime.combine(day, time(), LONDON)
    later = aliased(JournalRow)
    corrected = exists().where(
        later.actor_id == JournalRow.actor_id,
        later.number > JournalRow.number,
        later.replaces == func.coalesce(JournalRow.answers, JournalRow.op_id),
    )
    query = select(JournalRow).where(
        JournalRow.contractor_id == user.contractor_id,
        JournalRow.outcome.in_(("refused", "invalid")),
        JournalRow.received_at >= start,
        JournalRow.received_at < start + timedelta(days=1),
        or_(JournalRow.door == "phone", and_(JournalRow.answers.is_not(None), JournalRow.outcome == "invalid")),
        ~corrected,
    )
    query = query.order_by(JournalRow.number.desc()).limit(MOST_NEEDS)
    return list(db.session.scalars(query.options(selectinload(JournalRow.actor))))


def _emergencies(user: User, now: datetime) -> list[Ticket]:
    """Open emergencies that nobody accepted or nobody was given, whatever their day, the earliest due first."""
    query = (
        select(Ticket)
        .join(Ticket.order)
        .where(
            visible(user),
            Ticket.state.in_((lifecycle.ISSUED, lifecycle.ACCEPTED, lifecycle.BOOKED)),
            Ticket.due_at < now + EMERGENCY_AHEAD,
            or_(Ticket.operative_id.is_(None), Ticket.state == lifecycle.ISSUED),
            WorksOrder.emergency.is_(True),
        )
        .order_by(Ticket.due_at, Ticket.id)
    )
    return list(db.session.scalars(_with_order(query.limit(MOST_NEEDS))))


def _after_no_access(user: User) -> list[Ticket]:
    """Visits to be booked because nobody opened: a next one, or the same one where the landlord keeps it. Rules: S3."""
    before = aliased(Ticket)
    nobody_opened = exists().where(
        before.order_id == Ticket.order_id, before.visit == Ticket.visit - 1, before.state == lifecycle.NO_ACCESS
    )
    broken = exists().where(
        Appointment.ticket_id == Ticket.id, Appointment.state == "broken", Appointment.ended_reason == "no-access"
    )
    query = select(Ticket).where(
        visible(user), Ticket.state.in_((lifecycle.ISSUED, lifecycle.ACCEPTED)), or_(nobody_opened, broken)
    )
    return list(db.session.scalars(_with_order(query.order_by(Ticket.due_at, Ticket.id).limit(MOST_NEEDS))))


def _with_order(query: Select[Ticket]) -> Select[Ticket]:
    order = selectinload(Ticket.order)
    return query.options(
        order.selectinload(WorksOrder.property),
        order.selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
        selectinload(Ticket.operative),
        selectinload(Ticket.second_operative),
    )
