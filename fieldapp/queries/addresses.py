"""Finding homes by the words of their address, each by its beginning, within the asking person’s landlords."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select

from fieldapp.domain.homes import one_line
from fieldapp.extensions import db
from fieldapp.models import Property

# Fewer letters begin too many addresses.
SHORTEST = 3
MOST_HOMES = 50
MOST_WORDS = 8


def addressed(landlords: ScalarSelect[int] | Sequence[int], typed: str, most: int = MOST_HOMES) -> list[int]:
    """The ids of at most `most` homes in whose address or postcode each typed word begins a word, in either case.

    Those whose first line begins with what was typed stand first. All homes of the landlords are read, begun at the
    landlord, which an index serves: 10,000 in 25 to 50 ms.
    """
    words = one_line(typed).split()[:MOST_WORDS]
    if not words:
        return []
    first = case((_written().startswith(f" {' '.join(words)}", autoescape=True), 0), else_=1)
    query = _homes(landlords, words)
    return list(db.session.scalars(query.order_by(first, Property.line_1, Property.id).limit(most)))


def all_addressed(landlords: Sequence[int], typed: str) -> Select[int] | None:
    """The ids of every home in whose address each typed word begins a word, as a part of a statement; None of none."""
    words = one_line(typed).split()
    return _homes(landlords, words) if words else None


def _homes(landlords: ScalarSelect[int] | Sequence[int], words: Sequence[str]) -> Select[int]:
    # The longest first: it leaves the fewest for the others.
    longest_first = sorted(words, key=len, reverse=True)
    each = [_written().contains(f" {word}", autoescape=True) for word in longest_first]
    return select(Property.id).where(Property.landlord_id.in_(landlords), *each)


def _written() -> ColumnElement[str]:
    """An address as people type it: an apostrophe of either kind, and no comma."""
    written = func.lower(
        " " + Property.line_1 + " " + Property.line_2 + " " + Property.town + " " + Property.postcode
        + " " + func.replace(Property.postcode, " ", "")
    )  # fmt: skip
    return func.replace(func.replace(written, "’", "'"), ",", "")
