"""Pages of a long list by key (column, id), never by offset; and counts that stop counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from fieldapp.domain.numbers import row_number

SIZE = 50
# Every tab of a page counts: up to here it costs a list nothing that one would notice.
MOST = 2_000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Key:
    """Where a page begins: after the row with this moment and id."""

    moment: datetime
    id: int

    def __str__(self) -> str:
        """`20261121T100000.000000-12`, as an address carries it."""
        return f"{self.moment.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{self.id}"

    @classmethod
    def read(cls, text: str) -> Key | None:
        """The key in an address; None where it is none, which is the first page."""
        moment, _, number = text.rpartition("-")
        try:
            begins = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        except ValueError:
            return None
        last = row_number(number)
        return cls(begins, last) if last is not None else None


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page, and the key of the next one, if there is one."""

    rows: Sequence[Row]
    following: Key | None = None


def beyond(
    column: InstrumentedAttribute[datetime], number: InstrumentedAttribute[int], key: Key, *, newest_first: bool
) -> ColumnElement[bool]:
    """The condition of lying after `key` in the list's order."""
    place, start = tuple_(column, number), tuple_(literal(key.moment, column.type), literal(key.id))
    return place < start if newest_first else place > start


def capped_count(*conditions: ColumnElement[bool], of: InstrumentedAttribute[int]) -> ScalarSelect[Any]:
    """How many rows there are, as a part of a statement; counting stops one after MOST."""
    found = select(of).where(*conditions).limit(MOST + 1).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def shown_count(number: int) -> str:
    """`312`, or `2,000+` where counting has stopped."""
    return f"{MOST:,}+" if number > MOST else f"{number:,}"
