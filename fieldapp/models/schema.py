"""What all tables share: the naming of constraints, UTC times, texts of a fixed set; no table of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, MetaData, Numeric, text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

QUANTITY = Numeric(12, 2)


class Model(DeclarativeBase):
    """The declarative base; constraint names are fixed from the first migration on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused, so that no clock's zone is ever guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, values: Collection[str], name: str) -> CheckConstraint:
    """A CHECK that a column holds one of a fixed set of codes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def unsought(column: Any) -> Any:
    """A number's column in a condition that no index shall serve: SQLite keeps no statistics, and guesses.

    For what narrows nothing, beside a condition that does: all visits of a contractor, beside those of one order.
    """
    return column + 0


def where(condition: str) -> dict[str, Any]:
    """What makes an index partial, on both databases; queries that state `condition` are served by it."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
