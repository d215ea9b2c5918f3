"""When an order is due, from its priority (T1); calendars are given, never looked up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59)


def due_at(raised_at: datetime, priority: Mapping[str, Any], holidays: Collection[date] = ()) -> datetime:
    """Give the moment an order raised at `raised_at` (aware) is due.

    `priority` has one of `hours` (which pass at the same pace when the clocks change), `calendar_days` or
    `working_days` (Monday to Friday without `holidays`); days end at 23:59 in London. Rules: T1.
    """
    if "hours" in priority:
        return raised_at.astimezone(UTC) + timedelta(hours=float(priority["hours"]))
    day = raised_at.astimezone(LONDON).date()
    if "working_days" in priority:
        day = _working_day(day, int(priority["working_days"]), holidays)
    else:
        day += timedelta(days=int(priority.get("calendar_days", 0)))
    return datetime.combine(day, END_OF_DAY, LONDON)


def _working_day(day: date, count: int, holidays: Collection[date]) -> date:
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day
