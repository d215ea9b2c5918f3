"""How the program itself is doing, for operators: its migrations, what came of commands, what waits to go out."""

from __future__ import annotations

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from fieldapp.extensions import db
from fieldapp.models import JournalRow, Outgoing


def is_migrated(directory: str) -> bool:
    """Whether the database stands at the newest of the migrations in `directory`; asks the database."""
    found = MigrationContext.configure(db.session.connection()).get_current_heads()
    return set(found) == _newest(directory)


def ops_by_outcome() -> dict[str, int]:
    """How many commands the journal holds, by outcome; needs the system's fence."""
    rows = db.session.execute(select(JournalRow.outcome, func.count()).group_by(JournalRow.outcome)).all()
    return {row[0]: row[1] for row in rows}


def outgoing_waiting() -> int:
    """How many things commands have written down that nobody has done yet."""
    return db.session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.done_at.is_(None))) or 0


@cache
def _newest(directory: str) -> frozenset[str]:
    return frozenset(ScriptDirectory(directory).get_heads())
