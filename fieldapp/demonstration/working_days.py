"""Moments of working days, by London's clock; Monday to Friday, and no bank holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from fieldapp.domain.dates import LONDON


def before(day: date, count: int) -> date:
    """The working day that lies `count` working days before a day."""
    while count > 0:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def after(day: date, count: int = 1) -> date:
    """The working day that lies `count` working days after a day."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def at(day: date, clock: str) -> datetime:
    """The moment at which London's clock shows `clock` (`09:30`) on a day."""
    return datetime.combine(day, time.fromisoformat(clock), LONDON).astimezone(UTC)
