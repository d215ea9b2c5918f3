"""Searching for works orders by fields: which fields there are, and what a typed value of each means; no database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.domain.dates import read_day
from fieldapp.domain.lifecycle import ORDER_STATUSES

TEXT, STATUS, DAYS = "text", "status", "days"
# More pairs than a person fills in.
MOST_ASKED = 6
LONGEST = 100
DAY_WORDS = "Write a day, 14/07/2026, a period, 01/07/2026 to 31/07/2026, or from, after, until or before a day."
DAY_HINT = (
    "14/07/2026, 01/07/2026 to 31/07/2026, from or until 14/07/2026 (with that day), after or before it (without it)"
)
_BETWEEN = re.compile(r"\s*(?:\.\.|–|—)\s*|\s+(?:to|until|-)\s+", re.IGNORECASE)
_BEGINS = re.compile(r"(from|since|after)\s+", re.IGNORECASE)
_ENDS = re.compile(r"(to|until|by|before)\s+", re.IGNORECASE)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field that an order can be found by; `of_firm` where only a contractor keeps it."""

    name: str
    label: str
    hint: str
    kind: str = TEXT
    of_firm: bool = False


def _days(name: str, label: str) -> Field:
    return Field(name=name, label=label, kind=DAYS, hint=DAY_HINT)


FIELDS = (
    Field(name="reference", label="Order reference", hint="C123456/1, or the number alone"),
    Field(name="status", label="Status", hint="ISS, or issued", kind=STATUS),
    _days("target", "Target date"),
    _days("status-date", "Status date"),
    Field(name="priority", label="Priority", hint="Its code or words"),
    Field(name="address", label="Address or postcode", hint="Words of the address, or the postcode"),
    Field(name="property", label="Property reference", hint="The whole reference"),
    Field(name="purchase-order", label="PO number", hint="The whole number"),
    Field(name="own-reference", label="Your own reference", hint="The whole reference", of_firm=True),
    Field(name="code", label="SOR code", hint="The whole code"),
    Field(name="contract", label="Contract", hint="The contractor’s site code"),
    Field(name="trade", label="Trade", hint="Its code or words"),
    _days("raised", "Date raised"),
    _days("completed", "Date completed"),
)
BY_NAME: Mapping[str, Field] = {one.name: one for one in FIELDS}


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One field with what its value means: a text, statuses, or the first and last day, either of which may be None."""

    field: str
    text: str = ""
    statuses: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A field and a value as they were typed, and what is wrong with them."""

    field: str = ""
    value: str = ""
    fault: str = ""


def read(typed: Sequence[tuple[str, str]], words: Mapping[str, str]) -> tuple[list[Criterion], list[Pair]]:
    """What to search for, and the pairs as typed with their faults; `words` are the statuses' words. Rules: V1, L5.

    A pair without a value asks nothing; a value without a field is a fault.
    """
    found: list[Criterion] = []
    pairs: list[Pair] = []
    for field, value in [(name.strip(), text.strip()[:LONGEST]) for name, text in typed][:MOST_ASKED]:
        fault = ""
        if value:
            try:
                found.append(_criterion(field, value, words))
            except ValueError as wrong:
                fault = str(wrong)
        pairs.append(Pair(field=field if field in BY_NAME else "", value=value, fault=fault))
    return found, pairs


def read_statuses(text: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """The statuses that a code, in either case, or the beginning of their words means. Rules: V1."""
    meant = text.strip().casefold()
    if meant.upper() in ORDER_STATUSES:
        return (meant.upper(),)
    return tuple(code for code in ORDER_STATUSES if meant and words[code].casefold().startswith(meant))


def read_days(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of `14/07/2026`, `1/7/2026 to 31/7/2026`, `from 1/7/2026` or `until 31/7/2026`.

    `from 1/7/2026 to 31/7/2026` is the same period; the day of `after 1/7/2026` and of `before 1/7/2026` is not in it.
    Raises ValueError with a sentence. Rules: A6.
    """
    if ends := _ENDS.match(text):
        last = _day(text[ends.end() :])
        return None, last - A_DAY if _word(ends) == "before" else last
    begins = _BEGINS.match(text)
    parts = _BETWEEN.split(text[begins.end() :] if begins else text)
    if begins and (len(parts) == 1 or _word(begins) != "from"):
        first = _day(text[begins.end() :])
        return (first + A_DAY if _word(begins) == "after" else first), None
    if len(parts) > 2:
        raise ValueError(DAY_WORDS)
    first, last = _day(parts[0]), _day(parts[-1])
    if last < first:
        raise ValueError("The period ends before it begins. Write the earlier day first.")
    return first, last


def _criterion(name: str, value: str, words: Mapping[str, str]) -> Criterion:
    if name not in BY_NAME:
        raise ValueError("Choose the field that this is a value of.")
    if BY_NAME[name].kind == STATUS:
        statuses = read_statuses(value, words)
        if not statuses:
            codes = ", ".join(f"{code} ({words[code].lower()})" for code in ORDER_STATUSES)
            raise ValueError(f"Write one of {codes}.")
        return Criterion(field=name, statuses=statuses)
    if BY_NAME[name].kind == DAYS:
        first, last = read_days(value)
        return Criterion(field=name, first=first, last=last)
    return Criterion(field=name, text=value)


def _word(found: re.Match[str]) -> str:
    return found[1].lower()


def _day(text: str) -> date:
    day = read_day(text)
    if day is None or not 1900 <= day.year < 9999:
        raise ValueError(DAY_WORDS)
    return day
