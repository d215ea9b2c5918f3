"""Counting the statements that a piece of code sends, and asking SQLite how it would answer one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from fieldapp.extensions import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def plan(query: Any) -> str:
    """SQLite's plan for a statement, a step a line."""
    written = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
    return "\n".join(row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {written}")))


def on_sqlite() -> bool:
    """Whether this run is about SQLite."""
    return db.engine.dialect.name == "sqlite"
