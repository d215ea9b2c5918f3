"""Whether a comment says what was done (C2); the list of stock phrases is the landlord's data."""

from __future__ import annotations

import re
from collections.abc import Iterable

EMPTY = "Write what you did to put it right."
STOCK = "This does not say what was done. Say what you did to put it right."
REPEATED = "This repeats the order's description. Say what you did to put it right."


def plain(text: str) -> str:
    """The words of a text in lower case, without punctuation or doubled space: what counts when two are compared."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def fault(text: str, description: str, stock: Iterable[str]) -> str | None:
    """Say in a sentence why a comment is refused, or None where it says something. Rules: C2."""
    words = plain(text)
    if not words:
        return EMPTY
    if words == plain(description):
        return REPEATED
    return STOCK if says_nothing(text, stock) else None


def says_nothing(text: str, stock: Iterable[str]) -> bool:
    """Whether a text is empty or one of the stock phrases. Rules: C2, C9, S6."""
    words = plain(text)
    return not words or words in {plain(phrase) for phrase in stock}
