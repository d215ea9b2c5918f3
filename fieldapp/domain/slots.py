"""On which days a landlord's slot is offered, and how that is said; bank holidays are given, never looked up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from fieldapp.domain.dates import short_day

WEEKDAYS = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)
EVERY_DAY = tuple(code for code, _ in WEEKDAYS)
# How many days in a row are said as "Monday to Wednesday".
RUN = 3


def offered(facts: Mapping[str, Any], day: date, bank_holidays: Collection[date]) -> bool:
    """Whether a slot with these facts is offered on a day; what they do not say leaves nothing out. Rules: P1.

    A bank holiday is a day of its own, whatever weekday it falls on: `holidays` alone decides about it.
    """
    if day in bank_holidays:
        return _on_holidays(facts)
    return EVERY_DAY[day.weekday()] in _weekdays(facts)


def clash(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether nobody can do both of two visits of a day, each from when to when as `08:00`. Rules: P1.

    Slots may overlap: it takes half of the shorter one, or the same start. A visit without times is in nobody's way.
    """
    (begins, ends), (other_begins, other_ends) = one, other
    if begins and begins == other_begins:
        return True
    if not all((*one, *other)):
        return False
    shared = _minutes(min(ends, other_ends)) - _minutes(max(begins, other_begins))
    shorter = min(_minutes(ends) - _minutes(begins), _minutes(other_ends) - _minutes(other_begins))
    return shared > 0 and shared * 2 >= shorter


def limited(facts: Mapping[str, Any]) -> bool:
    """Whether there are days on which a slot is not offered."""
    return not (_on_holidays(facts) and len(_weekdays(facts)) == len(EVERY_DAY))


def days_words(facts: Mapping[str, Any]) -> str:
    """The days on which a slot is offered, within a sentence: `Monday to Friday and bank holidays`, `every day`."""
    if not limited(facts):
        return "every day"
    weekdays = _weekdays(facts)
    if len(weekdays) == len(EVERY_DAY):
        return "every day but bank holidays"
    parts = [part for run in _runs(weekdays) for part in _run_words(run)]
    parts += ["bank holidays"] if _on_holidays(facts) else []
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def not_offered(label: str, facts: Mapping[str, Any], day: date, bank_holidays: Collection[date]) -> str:
    """Why a slot cannot be booked on a day: when it is offered, and what that day is. Rules: P1."""
    return f"{label} is offered {days_words(facts)}. {day_words(day, bank_holidays)}."


def day_words(day: date, bank_holidays: Collection[date]) -> str:
    """What a day is: `25 Dec 2026 is a bank holiday`, `28 Nov 2026 is a Saturday`."""
    kind = "bank holiday" if day in bank_holidays else WEEKDAYS[day.weekday()][1]
    return f"{short_day(day)} {day.year} is a {kind}"


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def _weekdays(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The weekdays by their codes, Monday first."""
    listed = facts.get("days") or EVERY_DAY
    return tuple(code for code in EVERY_DAY if code in listed)


def _on_holidays(facts: Mapping[str, Any]) -> bool:
    return bool(facts.get("holidays", True))


def _runs(weekdays: tuple[str, ...]) -> list[list[str]]:
    """Weekdays that follow each other, together."""
    numbered = enumerate(EVERY_DAY.index(code) for code in weekdays)
    return [[EVERY_DAY[number] for _, number in run] for _, run in groupby(numbered, key=lambda one: one[1] - one[0])]


def _run_words(run: list[str]) -> list[str]:
    words = [dict(WEEKDAYS)[code] for code in run]
    return [f"{words[0]} to {words[-1]}"] if len(words) >= RUN else words
