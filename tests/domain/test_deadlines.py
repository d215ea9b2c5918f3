"""When an order is due: hours across a change of the clocks, working days around bank holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fieldapp.domain.dates import LONDON
from fieldapp.domain.deadlines import due_at
from fieldapp.presets import NAMES, preset

HOLIDAYS = frozenset(date.fromisoformat(one["code"]) for one in preset("rocc")["lists"]["bank-holiday"])


def london(text: str) -> datetime:
    """A moment by London's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("raised", "priority", "due"),
    [
        # Christmas 2026: Friday, and the substitute for Boxing Day on Monday.
        ("2026-12-23 15:00", {"working_days": 1}, "2026-12-24 23:59"),
        ("2026-12-24 15:00", {"working_days": 1}, "2026-12-29 23:59"),
        ("2026-12-24 15:00", {"working_days": 4}, "2027-01-04 23:59"),
        # Christmas 2027: both days stand on a weekend, both substitutes count.
        ("2027-12-24 09:00", {"working_days": 1}, "2027-12-29 23:59"),
        # Easter 2026: Good Friday and Easter Monday.
        ("2026-04-02 09:00", {"working_days": 1}, "2026-04-07 23:59"),
        ("2026-04-01 09:00", {"working_days": 5}, "2026-04-10 23:59"),
        # Raised on a holiday: the next working day is the first.
        ("2026-04-03 09:00", {"working_days": 1}, "2026-04-07 23:59"),
        # Calendar days know no holidays.
        ("2026-12-24 15:00", {"calendar_days": 1}, "2026-12-25 23:59"),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(raised: str, priority: dict[str, Any], due: str) -> None:
    """Rules: T1."""
    assert due_at(london(raised), priority, HOLIDAYS) == london(due)


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        # The clocks go forward on 29 March 2026, and back on 25 October.
        ("2026-03-28 16:00", datetime(2026, 3, 29, 16, 0, tzinfo=UTC)),
        ("2026-10-24 16:00", datetime(2026, 10, 25, 15, 0, tzinfo=UTC)),
    ],
)
def test_hours_are_hours_when_the_clocks_change(raised: str, due: datetime) -> None:
    """An emergency of 24 hours lasts 24 hours. Rules: T1."""
    assert due_at(london(raised), {"hours": 24}) == due


@pytest.mark.parametrize("raised", ["2026-03-27 23:30", "2026-10-23 23:30"])
def test_days_end_by_londons_clock_when_the_clocks_change(raised: str) -> None:
    """Rules: T1."""
    due = due_at(london(raised), {"calendar_days": 2}).astimezone(LONDON)
    assert (due.day - london(raised).day, f"{due:%H:%M}") == (2, "23:59")


def test_late_in_the_evening_counts_by_londons_day() -> None:
    """Half past midnight in London is the day before in UTC. Rules: T1."""
    raised = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert due_at(raised, {"calendar_days": 1}) == london("2026-07-03 23:59")


@pytest.mark.parametrize("name", NAMES)
def test_both_presets_ship_two_years_of_bank_holidays(name: str) -> None:
    """Eight a year, none on a weekend: those that would be have a substitute. Rules: T1."""
    days = [date.fromisoformat(one["code"]) for one in preset(name)["lists"]["bank-holiday"]]
    assert days == sorted(days)
    assert [sum(1 for day in days if day.year == year) for year in (2026, 2027)] == [8, 8]
    assert all(day.weekday() < 5 for day in days)
