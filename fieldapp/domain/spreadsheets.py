"""What a spreadsheet program makes of a cell; no file."""

from __future__ import annotations

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """A cell that is read as text: one that would be run as a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) or text.startswith(STARTS_FORMULA) else text
