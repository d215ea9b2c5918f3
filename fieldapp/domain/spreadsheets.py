"""What a spreadsheet program makes of a file of lines and of a cell; no file."""

from __future__ import annotations

import csv
from collections.abc import Iterable

# Stands first: without it spreadsheet programs take a file for one of another alphabet.
MARK = "\ufeff"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def line(cells: Iterable[object]) -> str:
    """One line of a file, with its end; no cell is run as a formula."""
    text: str = csv.writer(_Echo()).writerow(harmless(str(cell)) for cell in cells)
    return text


def harmless(text: str) -> str:
    """A cell that is read as text: one that would be run as a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) or text.startswith(STARTS_FORMULA) else text


class _Echo:
    """Gives back the line that is written to it."""

    def write(self, text: str) -> str:
        return text
