"""What a typed day or period means in a search for works orders."""

from __future__ import annotations

from datetime import date

import pytest

from fieldapp.domain.order_search import BY_NAME, DAY_WORDS, read_days

A, B = date(2026, 7, 1), date(2026, 7, 31)


@pytest.mark.parametrize(("said", "first", "last"), [
    ("01/07/2026", A, A), ("01/07/2026 to 31/07/2026", A, B), ("01-JUL-2026 – 31-JUL-2026", A, B),
    ("from 01/07/2026 to 31/07/2026", A, B), ("From 1/7/2026 until 31/7/2026", A, B),
    ("from 1/7/2026 - 31/7/2026", A, B),
    ("from 01/07/2026", A, None), ("since 01/07/2026", A, None), ("until 31/07/2026", None, B),
    ("by 31/07/2026", None, B),
    ("to 31/07/2026", None, B), ("after 30/06/2026", A, None), ("AFTER 30/06/2026", A, None),
    ("before 01/08/2026", None, B), ("Before  01/08/2026", None, B),
])  # fmt: skip
def test_a_day_is_in_its_period_or_not_as_the_word_says(said: str, first: date | None, last: date | None) -> None:
    """From, since, until and by mean the day as well; after and before do not. Rules: L5, A6."""
    assert read_days(said) == (first, last)


@pytest.mark.parametrize(
    "said", ["after 1/7/2026 to 31/7/2026", "since 1/7/2026 until 31/7/2026", "from", "before soon", "1/7 to 31/7"]
)
def test_what_is_no_period_is_refused_with_what_to_write(said: str) -> None:
    """Rules: L5, A6."""
    with pytest.raises(ValueError, match=r"^Write a day, 14/07/2026, a period"):
        read_days(said)


def test_the_words_on_the_page_name_each_form() -> None:
    """Rules: L5, L6."""
    for word in ("from", "until", "after", "before"):
        assert word in DAY_WORDS
        assert word in BY_NAME["raised"].hint
