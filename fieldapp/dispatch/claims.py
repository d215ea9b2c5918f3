"""Who does which row of Outgoing: a lease claimed by one UPDATE, on both databases; what is done is not known here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldapp.models import Outgoing
from fieldapp.models.connection import writing

# Longer than any handler may take; a dispatcher that was killed gives its row free after so long.
LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """A row that is ours until `until`: its kind, its facts, and which attempt this is."""

    id: int
    kind: str
    facts: dict[str, Any]
    attempt: int
    until: datetime


def claim(session: Session, kinds: Collection[str], now: datetime) -> Claim | None:
    """The oldest row that is due and free, now ours; None when there is none.

    The conditions stand twice: PostgreSQL looks at the outer ones again when another dispatcher was quicker.
    """
    free = (
        Outgoing.done_at.is_(None),
        Outgoing.due_at <= now,
        Outgoing.kind.in_(kinds),
        Outgoing.leased_until.is_(None) | (Outgoing.leased_until < now),
    )
    first = select(Outgoing.id).where(*free).order_by(Outgoing.due_at, Outgoing.id).limit(1)
    taken = (
        update(Outgoing)
        .where(Outgoing.id == first.with_for_update(skip_locked=True).scalar_subquery(), *free)
        .values(leased_until=now + LEASE, attempts=Outgoing.attempts + 1)
        .returning(Outgoing.id, Outgoing.kind, Outgoing.facts, Outgoing.attempts)
        .execution_options(synchronize_session=False)
    )
    with writing(session):
        row = session.execute(taken).one_or_none()
    return Claim(row.id, row.kind, row.facts, row.attempts, now + LEASE) if row else None


def finish(session: Session, one: Claim, now: datetime) -> None:
    """The row is done."""
    _settle(session, one, done_at=now, last_error="")


def give_back(session: Session, one: Claim, now: datetime, error: str) -> None:
    """It failed; it is due again after 5 s, then twice as long each time, at most an hour."""
    wait = min(LONGEST_WAIT, timedelta(seconds=5) * 2 ** min(one.attempt - 1, 10))
    _settle(session, one, due_at=now + wait, last_error=error[:2000])


def _settle(session: Session, one: Claim, **values: Any) -> None:
    """Nothing is written by who has lost the lease meanwhile."""
    mine = (Outgoing.id == one.id, Outgoing.leased_until == one.until, Outgoing.done_at.is_(None))
    left = update(Outgoing).where(*mine).values(leased_until=None, **values)
    with writing(session):
        session.execute(left.execution_options(synchronize_session=False))
