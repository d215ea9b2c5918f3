"""Announcements: those that a contractor is shown, and a landlord's own by their state."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.orm import joinedload

from fieldapp.domain.announcements import COMING, CURRENT, PAST
from fieldapp.extensions import db
from fieldapp.models import Announcement, User, landlords_of
from fieldapp.queries.paging import SIZE, Key, Page

# A home page is no archive.
MOST_SHOWN = 20
NEWEST_FIRST = (Announcement.starts_on.desc(), Announcement.id.desc())


def announcements_for(user: User, today: date) -> list[Announcement]:
    """What the landlords of a contractor's person have to say on that day, the newest first. Rules: L1."""
    query = select(Announcement).where(
        Announcement.landlord_id.in_(landlords_of(user.contractor_id)), *_in_state(CURRENT, today)
    )
    return list(
        db.session.scalars(query.options(joinedload(Announcement.landlord)).order_by(*NEWEST_FIRST).limit(MOST_SHOWN))
    )


def listed(user: User, state: str, today: date, after: Key | None = None) -> Page[Announcement]:
    """One page of the landlord's own announcements in a state, the newest first."""
    query = select(Announcement).where(Announcement.landlord_id == user.landlord_id, *_in_state(state, today))
    if after:
        place = tuple_(Announcement.starts_on, Announcement.id)
        query = query.where(place < tuple_(after.moment.date(), after.id))
    rows = list(db.session.scalars(query.order_by(*NEWEST_FIRST).limit(SIZE + 1)))
    shown = rows[:SIZE]
    return Page(shown, _key_of(shown[-1]) if len(rows) > SIZE else None)


def announcement_of(user: User, number: int) -> Announcement | None:
    """One announcement of the landlord's own."""
    query = select(Announcement).where(Announcement.id == number, Announcement.landlord_id == user.landlord_id)
    return db.session.scalar(query)


def _in_state(state: str, today: date) -> tuple[ColumnElement[bool], ...]:
    ends = Announcement.ends_on
    return {
        COMING: (Announcement.starts_on > today,),
        CURRENT: (Announcement.starts_on <= today, or_(ends.is_(None), ends >= today)),
        PAST: (Announcement.starts_on <= today, ends < today),
    }[state]


def _key_of(row: Announcement) -> Key:
    return Key(datetime.combine(row.starts_on, time(), UTC), row.id)
