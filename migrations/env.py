"""How Alembic runs here: in batch mode, with SQLite's foreign keys off before the transaction and checked after it."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

import fieldapp.models  # noqa: F401 - every table must be known
from fieldapp.models.schema import Moment

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our moments as plain timestamps: a migration must not depend on today's classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run_offline() -> None:
    """Write the SQL instead of running it."""
    context.configure(url=str(database.engine.url), target_metadata=database.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Migrate the database; batch mode rebuilds tables, which with foreign keys on would empty cascading children."""
    with database.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _outside_transaction(connection, "PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
            render_item=render_item,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite:
            _check(connection)


def _check(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    connection.rollback()
    if broken:
        raise RuntimeError(f"the migration left rows without their parents: {broken[:5]}")
    _outside_transaction(connection, "PRAGMA foreign_keys=ON")


def _outside_transaction(connection: Connection, pragma: str) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.execute(pragma)


if context.is_offline_mode():
    run_offline()
else:
    run_online()
