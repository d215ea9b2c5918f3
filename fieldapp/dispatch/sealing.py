"""Seals the journal's chains hourly in a chain of its own, so that a cut tail shows; rows are never changed here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from fieldapp.domain import journal
from fieldapp.models import JournalRow, Seal
from fieldapp.models.connection import writing

FORMAT = "%Y-%m-%dT%H:%M:%S.%f"
Heads = dict[str, tuple[int, str]]


def seal_if_due(session: Session, key: bytes, now: datetime) -> Seal | None:
    """Seal once in each hour of the clock; gives the seal if it was made by this call."""
    if _sealed_this_hour(_last(session), now):
        return None
    with writing(session):
        _hold_writers(session)
        # Asked again: another dispatcher may have been quicker.
        return None if _sealed_this_hour(_last(session), now) else _seal(session, key, now)


def seal(session: Session, key: bytes, now: datetime) -> Seal:
    """Seal now, whenever the last seal was made."""
    with writing(session):
        _hold_writers(session)
        return _seal(session, key, now)


def _seal(session: Session, key: bytes, now: datetime) -> Seal:
    """Seal the heads of all chains that grew since the last seal; those that did not are held by an earlier one."""
    last = _last(session)
    since = last.last_journal_number if last else 0
    rows = session.execute(
        select(JournalRow.chain, JournalRow.position, JournalRow.mac, JournalRow.number)
        .where(JournalRow.number > since)
        .order_by(JournalRow.number)
    ).all()
    heads = heads_of((row.chain, row.position, row.mac) for row in rows)
    made = Seal(
        number=last.number + 1 if last else 1,
        sealed_at=now,
        heads=len(heads),
        heads_sha256=heads_digest(heads),
        last_journal_number=rows[-1].number if rows else since,
        previous_mac=last.mac if last else "",
    )
    made.mac = journal.link(key, made.previous_mac, seal_facts(made))
    session.add(made)
    return made


def _last(session: Session) -> Seal | None:
    return session.scalar(select(Seal).order_by(Seal.number.desc()).limit(1))


def _sealed_this_hour(last: Seal | None, now: datetime) -> bool:
    return last is not None and last.sealed_at >= now.replace(minute=0, second=0, microsecond=0)


def heads_of(rows: Iterable[tuple[str, int, str]]) -> Heads:
    """Where each chain ends: position and code of the last of its rows, which come in the order of their numbers."""
    return {chain: (position, mac) for chain, position, mac in rows}


def heads_digest(heads: Heads) -> str:
    """One hash over a set of heads."""
    return journal.digest([[chain, *heads[chain]] for chain in sorted(heads)])


def seal_facts(one: Seal) -> dict[str, Any]:
    """What a seal's code covers."""
    return {
        "number": one.number,
        "sealed_at": f"{one.sealed_at:{FORMAT}}",
        "heads": one.heads,
        "heads_sha256": one.heads_sha256,
        "last_journal_number": one.last_journal_number,
    }


def _hold_writers(session: Session) -> None:
    """Until the seal is made no row is written, so none with a lower number comes after it; on SQLite we hold all."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = '3s'"))
        session.execute(text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE"))
