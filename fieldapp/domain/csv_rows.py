"""Reading the rows of a CSV text under a header of known columns; opens no file, and says what cannot be read."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

Cells = dict[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell; `line` counts as an editor does, the header being 1."""

    line: int
    column: str
    reason: str


class Unreadable(Exception):
    """The file as a whole cannot be used; the message says why and what to do."""


def read(
    lines: Iterable[str], columns: Collection[str], needed: Sequence[str], template: str
) -> Iterator[tuple[int, Cells]]:
    """The rows with their line numbers, cells without blanks around them; wholly empty rows are passed over.

    Columns stand in any order, between commas or semicolons. `template` is the command that prints the header; raises
    Unreadable.
    """
    rest = iter(lines)
    try:
        head = next(rest, "")
        delimiter = ";" if head.count(";") > head.count(",") else ","
        reader = csv.DictReader(chain([head], rest), strict=True, delimiter=delimiter)
        reader.fieldnames = [name.strip() for name in reader.fieldnames or []]
        _check_header(reader.fieldnames, columns, needed, template)
        for cells in reader:
            if None in cells:
                raise Unreadable(
                    f"line {reader.line_num} has more cells than the header. Quote texts that hold a {delimiter}"
                )
            row = {name: (text or "").strip() for name, text in cells.items()}
            if any(row.values()):
                yield reader.line_num, row
    except csv.Error as error:
        raise Unreadable(f"the file is not CSV: {error}. Save it as CSV UTF-8 and try again.") from error
    except UnicodeDecodeError as error:
        raise Unreadable("the file is not in UTF-8. Save it as CSV UTF-8 and try again.") from error


def _check_header(given: Sequence[str], columns: Collection[str], needed: Sequence[str], template: str) -> None:
    missing = [name for name in needed if name not in given]
    unknown = [name or "one without a name" for name in given if name not in columns]
    if missing:
        raise Unreadable(f"the header lacks {', '.join(missing)}. `{template}` gives one to fill in.")
    if unknown:
        raise Unreadable(f"the header has unknown columns: {', '.join(unknown)}. Rename or remove them.")
    if len(set(given)) != len(given):
        raise Unreadable("the header names a column twice. Remove one of them.")
