"""Files of lines as a spreadsheet program reads them."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from fieldapp.domain.spreadsheets import line


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+44", "'+44"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t=1"), (" =1", "' =1"),
        ("\n=1", "'\n=1"), ("C1", "C1"),
    ],
)  # fmt: skip
def test_no_cell_of_a_file_is_run_as_a_formula(text: str, cell: str) -> None:
    """A number on a certificate is somebody else's text."""
    assert next(csv.reader(StringIO(line((text, 7))))) == [cell, "7"]


def test_a_cell_may_hold_what_parts_cells() -> None:
    """It is one cell, on a line that ends as spreadsheet programs end theirs."""
    assert line(("1, Kiln Lane", 'the "old" block')) == '"1, Kiln Lane","the ""old"" block"\r\n'
