"""How office pages say moments, days and spans; no data, no page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fieldapp.domain.dates import LONDON, day_and_year, london_day

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def clock(moment: datetime) -> str:
    """`09:52`, by London's clock."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def when(moment: datetime, now: datetime) -> str:
    """`09:52` today, else `9 Jun 09:52`; with the year where it is another."""
    day, today = london_day(moment), london_day(now)
    if day == today:
        return clock(moment)
    return f"{day_and_year(day, today)} {clock(moment)}"


def day(one: date, today: date) -> str:
    """`Today`, else `9 Jun`; with the year where it is another."""
    if one == today:
        return "Today"
    return day_and_year(one, today)


def day_of(moment: datetime, today: date) -> str:
    """The same of a moment, by London's calendar."""
    return day(london_day(moment), today)


def whole_day(one: date) -> str:
    """`Tuesday 9 June`."""
    return f"{DAYS[one.weekday()]} {one.day} {MONTHS[one.month - 1]}"


def span(length: timedelta) -> str:
    """`4 min`, `3 h 10`, `2 days`."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02d}"
    return plural(minutes // (24 * 60), "day")


def ago(moment: datetime, now: datetime) -> str:
    """`just now`, `2 minutes ago`; after an hour `at 09:52`, on another day `on 9 Jun 09:52`."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 60:
        return f"{plural(minutes, 'minute')} ago" if minutes else "just now"
    return f"{'at' if london_day(moment) == london_day(now) else 'on'} {when(moment, now)}"


def left(due: datetime, now: datetime) -> str:
    """`34 days`, `3 h 40 left`, `1 day late`."""
    if due < now:
        return f"{span(now - due)} late"
    return f"{span(due - now)} left" if due - now < timedelta(days=1) else span(due - now)


def plural(count: int, noun: str) -> str:
    """`1 visit`, `2 visits`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
