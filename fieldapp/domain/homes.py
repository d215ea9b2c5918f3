"""What a landlord's homes are, and how their addresses are written and compared."""

from __future__ import annotations

import re

SORTS = {"home": "A home that is let", "void": "An empty home", "communal": "A block or a communal place"}
# Each as it is kept: communal, empty.
KINDS = {"home": (False, False), "void": (False, True), "communal": (True, False)}
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def sort_of(communal: bool, void: bool) -> str:
    """The kind of a home as it is kept."""
    return "communal" if communal else "void" if void else "home"


def read_postcode(text: str) -> str | None:
    """A postcode however it is typed, as `XB4 7QT`; None where it is none."""
    found = POSTCODE.fullmatch(re.sub(r"\s+", "", text).upper())
    return f"{found[1]} {found[2]}" if found else None


def one_line(address: str) -> str:
    """An address as two of the same are equal: without case, commas, or an apostrophe's kind."""
    return " ".join(re.sub(r"[\s,]+", " ", address.lower().replace("’", "'")).split())
