"""Reading and showing dates and times as people and landlords write them (A6); no clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def read_day(text: str) -> date | None:
    """Read `2021-07-14`, `14-JUL-2021`, `14/07/2021` or `14 jul 2021`; None where it is no day. Rules: A6."""
    parts = re.split(r"[-/ ]+", text.strip().upper())
    if len(parts) != 3:
        return None
    year, month, day = parts if len(parts[0]) == 4 else reversed(parts)
    number = str(MONTHS.index(month[:3]) + 1) if month[:3] in MONTHS else month
    try:
        return date(int(year), int(number), int(day))
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """Read `09:52`, `9:52`, `0952` or `09:52:30`; None where it is no time of day."""
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})(?::(\d{2}))?(?:\.\d+)?", text.strip())
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
    except ValueError:
        return None


def read_moment(texts: list[str]) -> datetime | None:
    """Read a local moment from a day and a time in two texts or in one; None where it is none. Rules: A6."""
    words = (
        " ".join(texts).strip().replace("T", " ", 1) if len(texts) == 1 and "T" in texts[0][:11] else " ".join(texts)
    )
    day_text, _, time_text = words.strip().rpartition(" ")
    day, clock = read_day(day_text), read_time(time_text)
    return datetime.combine(day, clock) if day and clock else None


def show_day(day: date, style: str = "rocc") -> str:
    """Show a day in a landlord's style: `nec` 14-JUL-2021, `rocc` 14/07/2021. Rules: A6."""
    if style == "nec":
        return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def show_moment(moment: datetime, style: str = "rocc") -> str:
    """Show a moment as London's clock has it, in a landlord's style. Rules: A6."""
    local = moment.astimezone(LONDON)
    return f"{show_day(local.date(), style)} {local:%H:%M}"


def short_day(day: date) -> str:
    """`9 Jun`, as lists show a day."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()}"


def london_day(moment: datetime) -> date:
    """The day it is in London."""
    return moment.astimezone(LONDON).date()


def day_and_year(one: date, today: date) -> str:
    """`3 Mar`, with the year where it is another than today's."""
    return short_day(one) + (f" {one.year}" if one.year != today.year else "")
