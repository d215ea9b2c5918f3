"""Comments, money, dates, deadlines and references, by examples and by properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain import comments, dates, money, references
from fieldapp.domain.deadlines import LONDON, due_at
from fieldapp.domain.policies import Policy

STOCK = ["Job complete", "job", "done", "all good", "-"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "...",
        "done",
        "Done.",
        "JOB   COMPLETE!",
        "kitchen tap: leaking",
        "1234567890",
        "12 34 56",
        "Renewed",
        "Renewed 2",
        "Job complete, all good",
        "Job done - job complete",
    ],
)
def test_a_comment_that_says_nothing_is_refused(text: str) -> None:
    """Rules: C2."""
    assert comments.fault(text, "Kitchen tap leaking", STOCK)


def test_a_comment_that_says_what_was_done_is_taken() -> None:
    """Rules: C2."""
    for said in ("Renewed the washer, job complete", "Job complete: washer", "Renewed tap", "Regwyddwyd y tap"):
        assert comments.fault(said, "Kitchen tap leaking", STOCK) is None


@pytest.mark.parametrize(
    ("quantity", "fault"),
    [
        ("0", False),
        ("2.25", False),
        ("1000000", False),
        ("-1", True),
        ("1000000.01", True),
        ("0.001", True),
        ("NaN", True),
    ],
)
def test_quantities_that_cannot_be_right_are_refused(quantity: str, fault: bool) -> None:
    """Rules: C4."""
    assert bool(money.quantity_fault(Decimal(quantity))) == fault


COMMA = "Write a point for decimals, for example 1.5."


@pytest.mark.parametrize("text", ["1,5", "12,50", "1,5,0", "0,500", "1234,567", "1,398,99", "1.398,99", ",5", "£ 1,5"])
def test_a_comma_is_never_guessed(text: str) -> None:
    """A comma that stands between no thousands is refused with what to write, in a quantity and in a sum. Rules: C5."""
    assert money.read_quantity(text) == (None, COMMA)
    with pytest.raises(ValueError, match=COMMA):
        money.read_pounds(text, 10_000_000)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,398.99", "1398.99"), ("£12,000", "12000"), ("£ 1,000,000", "1000000"), ("1.5", "1.5"), (".5", "0.5")],
)
def test_a_comma_between_thousands_is_read(text: str, number: str) -> None:
    """Rules: C5."""
    assert money.read_quantity(text) == (Decimal(number), None)
    assert money.read_pounds(text, 10_000_000) == int(Decimal(number) * 100)


@pytest.mark.parametrize("text", ["1e3", "1_000", "٣", "NaN", "two"])
def test_what_the_phone_reads_as_no_number_is_none_here(text: str) -> None:
    """The phone's check and this one agree."""
    assert money.read_quantity(text) == (None, "Write a number, for example 2 or 2.5.")


def test_pounds_are_written_as_people_read_them() -> None:
    """Rules: C5."""
    assert money.pounds(139899) == "£1,398.99"
    assert money.line_pence(Decimal("1398.99"), 100) == 139899
    assert money.line_pence(Decimal("0.5"), 1) == 1


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_a_shown_quantity_reads_back(quantity: Decimal) -> None:
    """What is shown is what was meant."""
    assert Decimal(money.shown_quantity(quantity)) == quantity


@pytest.mark.parametrize(
    "text", ["14-JUL-2021", "14/07/2021", "14 jul 2021", "2021-07-14", "14-07-2021", "14/July/2021"]
)
def test_a_day_is_read_however_it_is_typed(text: str) -> None:
    """Rules: A6."""
    assert dates.read_day(text) == date(2021, 7, 14)


@pytest.mark.parametrize("text", ["31/02/2021", "14/2021", "tomorrow", "", "1/2/3/4"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    """Rules: A6."""
    assert dates.read_day(text) is None


@pytest.mark.parametrize(
    "texts", [["2021-07-14", "09:52"], ["2021-07-14T09:52"], ["14-JUL-2021 09:52"], ["14/07/2021", "9.52"]]
)
def test_a_moment_is_read_from_one_text_or_two(texts: list[str]) -> None:
    """Rules: A6."""
    assert dates.read_moment(texts) == datetime(2021, 7, 14, 9, 52)  # noqa: DTZ001 - local on purpose


def test_a_landlords_style_shows_london_time() -> None:
    """Rules: A6."""
    moment = datetime(2021, 7, 14, 22, 30, tzinfo=UTC)
    assert dates.show_moment(moment, "nec") == "14-JUL-2021 23:30"
    assert dates.show_moment(moment, "rocc") == "14/07/2021 23:30"


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from(["nec", "rocc"]))
def test_a_shown_day_reads_back(day: date, style: str) -> None:
    """Rules: A6."""
    assert dates.read_day(dates.show_day(day, style)) == day


def test_due_dates_follow_the_priority() -> None:
    """Rules: T1."""
    raised = datetime(2026, 3, 27, 16, 0, tzinfo=LONDON)
    assert due_at(raised, {"hours": 24}) == raised + timedelta(hours=24)
    assert due_at(raised, {"calendar_days": 90}) == datetime(2026, 6, 25, 23, 59, tzinfo=LONDON)
    assert due_at(raised, {"working_days": 2}, {date(2026, 3, 30)}) == datetime(2026, 4, 1, 23, 59, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("c123456/1", ("C123456/1", None)),
        ("C123456/1 / 2", ("C123456/1", 2)),
        ("C123456/1 · visit 2", ("C123456/1", 2)),
    ],
)
def test_a_typed_reference_is_understood(typed: str, reading: tuple[str, int | None]) -> None:
    """Rules: L5."""
    assert references.readings(typed)[0] == reading


def test_a_short_reference_may_mean_a_visit() -> None:
    """Rules: L5."""
    assert references.readings("C123456/2") == [("C123456/2", None), ("C123456/1", 2)]


@pytest.mark.parametrize(
    ("reference", "next_ones"),
    [
        ("C123456/1", ["C123457/1", "C123458/1"]),
        ("3340999/1", ["3341000/1", "3341001/1"]),
        ("C0099", ["C0100", "C0101"]),
        ("LIFT", ["LIFT-2", "LIFT-3"]),
    ],
)
def test_a_reference_is_followed_by_the_next_number(reference: str, next_ones: list[str]) -> None:
    """Rules: O1."""
    assert list(islice(references.following(reference), 2)) == next_ones


def test_a_policy_that_this_release_does_not_know_is_refused() -> None:
    """A misspelt switch must not pass for its default."""
    with pytest.raises(ValueError, match="acceptance_askd"):
        Policy.from_mapping({"acceptance_askd": False})
    assert Policy.from_mapping(Policy(no_access_limit=3).to_mapping()).no_access_limit == 3
