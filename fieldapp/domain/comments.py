"""Whether a comment says what was done (C2); the list of stock phrases is the landlord's data."""

from __future__ import annotations

import re
from collections.abc import Iterable

EMPTY = "Write what you did to put it right."
STOCK = "This does not say what was done. Say what you did to put it right."
# So many words with letters say something at least.
LEAST = 2
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
    told = [word for word in words.split() if any(one.isalpha() for one in word)]
    return STOCK if len(told) < LEAST or says_nothing(text, stock) else None


def says_nothing(text: str, stock: Iterable[str]) -> bool:
    """Whether a text is empty, or made of stock phrases and nothing else. Rules: C2, C9, S6."""
    words, phrases = plain(text).split(), [plain(phrase).split() for phrase in stock]
    reached = {0}
    for start in range(len(words)):
        if start in reached:
            reached |= {start + len(one) for one in phrases if words[start : start + len(one)] == one}
    return len(words) in reached
