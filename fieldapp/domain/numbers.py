"""Reading the number of a row, as an address or a form gives it."""

from __future__ import annotations

# One more digit, and a database's integer might not hold it.
MOST_DIGITS = 18


def row_number(text: str) -> int | None:
    """`12` → 12; None for what is no number of a row."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
