"""How transactions begin and what SQLite is told on connecting; no query lives here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, scoped_session

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON")


def prepare(engine: Engine) -> None:
    """Let SQLite begin transactions when told, not when it thinks fit, and never acknowledge before the disk has it."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tell_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def begin_writing(session: Session | scoped_session[Any]) -> None:
    """End the reading transaction that signing in has opened and begin a writing one.

    On SQLite it is IMMEDIATE: a transaction that read first and writes later fails when another wrote meanwhile.
    """
    session.rollback()
    session.connection(execution_options={"writing": True})


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """A writing transaction: committed at the end of the block, rolled back where anything in it fails."""
    begin_writing(session)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def _tell_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
