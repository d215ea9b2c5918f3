"""Numbers of rows in addresses and forms."""

from __future__ import annotations

import pytest

from fieldapp.domain.numbers import row_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("007", 7), ("", None), ("-1", None), ("1.5", None), ("٣", None), ("9" * 18, 10**18 - 1)],
)
def test_a_number_of_a_row_is_read(text: str, number: int | None) -> None:
    assert row_number(text) == number


@pytest.mark.parametrize("text", ["9" * 19, "9" * 5000])
def test_what_no_database_could_hold_is_none(text: str) -> None:
    assert row_number(text) is None
