"""The days on a certificate's paper: in any form that people write, and of what stands before them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fieldapp.domain.read_back import doubts_of
from tests.domain.test_read_back import DUE, PAPER, only, recorded

WRITTEN = [
    "{0:%d/%m/%Y}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}", "{0:%d/%m/%y}", "{0:%d %b %Y}", "{0:%d %B %Y}", "{0:%d-%b-%Y}",
    "{0:%Y-%m-%d}", "{0:%B} {0.day}, {0.year}", "{0.day}th {0:%B} {0.year}", "{0.day}/{0.month}/{0.year}",
]  # fmt: skip


@given(
    day=some.dates(date(2015, 1, 1), date(2035, 12, 31)),
    written=some.sampled_from(WRITTEN),
    label=some.sampled_from(["Date of inspection: ", "DATE OF ISSUE ", "Inspected on ", "Date:", "Date of test\n"]),
)
@settings(max_examples=200, deadline=None)
def test_a_day_is_read_however_it_is_written(day: date, written: str, label: str) -> None:
    """It fits the day on which it was done, and no other. Rules: D2."""
    text = label + written.format(day)
    assert doubts_of(text, recorded(done_on=day, first_day=day, last_day=day)) == ()
    other = day + timedelta(days=3)
    assert only(doubts_of(text, recorded(done_on=other, first_day=other, last_day=other))).what == "done_on"


@pytest.mark.parametrize(
    "text",
    [
        "Date of inspection      Next inspection due\n20/11/2026              20/11/2031",
        "Date of inspection\n20/11/2026\nNext inspection due\n20/11/2031",
        "Date of next\ninspection: 20/11/2031   Inspection date: 20/11/2026",
        "Date of inspection 2O/11/2O26 Next inspection due 2O/ll/2O3I",
        "Last inspection: 01/02/2021. Date of inspection: 20 Nov 2026, valid until 20 NOV 2031",
        "Meter calibrated 03/03/2025. Date of issue: 20 N0V 2026. Expiry date 20/11/31",
    ],
)
def test_each_day_is_of_what_stands_before_it(text: str) -> None:
    """On the line, in the heading above, or in the column. Rules: D2."""
    assert doubts_of(text, recorded()) == ()
    other = date(2026, 11, 24)
    found = doubts_of(text, recorded(done_on=other, first_day=other, last_day=other, next_due=date(2033, 1, 1)))
    assert [(one.what, one.read) for one in found] == [("done_on", "20/11/2026"), ("next_due", "20/11/2031")]


def test_a_day_of_the_visit_fits_whatever_day_it_was_recorded() -> None:
    """Rules: D2."""
    on_paper = recorded(done_on=date(2026, 11, 22), first_day=date(2026, 11, 19), last_day=date(2026, 11, 22))
    assert doubts_of(PAPER, on_paper) == ()


@pytest.mark.parametrize(("form", "due", "fits"), [("eicr", 1, True), ("eicr", 2, False), ("gas-safety", 55, True)])
def test_the_next_one_may_be_due_a_little_before_the_register_says(form: str, due: int, fits: bool) -> None:
    """A year ends the day before; a gas check that came early keeps its anniversary. Rules: D2."""
    text = f"Next inspection due {DUE - timedelta(days=due):%d/%m/%Y}"
    assert (doubts_of(text, recorded(form=form)) == ()) is fits
    assert doubts_of("Next inspection due 20/11/2045", recorded()) == ()
