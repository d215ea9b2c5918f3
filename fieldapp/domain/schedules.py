"""Schedules of rates as files hold them: the columns, what a row may say, and how it is read; no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from fieldapp.domain import csv_rows
from fieldapp.domain.csv_rows import Cells, Fault, Unreadable
from fieldapp.domain.dates import read_day, short_day
from fieldapp.domain.money import ONE_POUND, PRICE, is_price, pounds, read_pounds

PLACEHOLDER = "placeholder"
Value = TypeVar("Value")
KINDS = ("", PRICE, PLACEHOLDER)
# Sortable columns are never empty: a version without an end has the last day there is.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)
A_DAY = timedelta(days=1)
MOST_POUNDS = 1_000_000
# Column → what stands in it; docs/schedules.md says the same in words, and a test compares the two.
COLUMNS = {
    "code": "310403",
    "short": "Renew kitchen mixer tap",
    "medium": "Take out and fit a new mixer tap with isolation valves",
    "long": "Isolate, take out the old mixer tap, fit a new one with isolation valves and hoses, test, clear away.",
    "unit": "IT",
    "rate": "52.50",
    "trade": "PLU",
    "category": "Taps",
    "keywords": "mixer tap kitchen sink drip",
    "certificate": "",
    "kind": "",
    "valid_from": "01/04/2026",
    "valid_to": "31/03/2027",
}
NEEDED = ("code", "short", "unit", "rate")
TEMPLATE = "flask schedules template"
# How long the texts may be; the tables hold no more.
LONGEST = {
    "code": 20, "short": 120, "medium": 400, "long": 4_000, "unit": 8, "trade": 12, "category": 80, "keywords": 1_000,
    "certificate": 60,
}  # fmt: skip
EMPTY = {"code": "Write the code.", "short": "Write the short description.", "unit": "Write the unit, for example IT."}
# A line of an order is typed as code|quantity|place, several between semicolons.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*")
CODE_WORDS = "Use letters, digits, dashes, dots and slashes, beginning with a letter or digit."
KIND_WORDS = "Write price, placeholder or nothing, not {}."
PRICE_WORDS = "A price code’s rate is £1.00, since its quantity is pounds: write 1 or 0, not {}."
PLACEHOLDER_WORDS = "A placeholder has no cost of its own: write 0, not {}."
PLACEHOLDER_UNIT = "A placeholder is no price line: write another unit than {}."


@dataclass(frozen=True, slots=True)
class Priced:
    """One version of one code; `valid_to` is its last day, None where it is good until the next version."""

    code: str
    short: str
    medium: str
    long: str
    unit: str
    rate_pence: int
    trade: str
    category: str
    keywords: str
    certificate: str
    kind: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row that can be read, with its line in the file."""

    line: int
    priced: Priced


def read(lines: Iterable[str]) -> tuple[list[FileRow], list[Fault]]:
    """The good rows of a file and the faults of the others, by line; raises Unreadable where it is none, or empty."""
    rows: list[FileRow] = []
    faults: list[Fault] = []
    for line, cells in csv_rows.read(lines, COLUMNS, NEEDED, TEMPLATE):
        priced, wrong = read_row(cells)
        if priced:
            rows.append(FileRow(line, priced))
        faults += [Fault(line, column, reason) for column, reason in wrong.items()]
    if not rows and not faults:
        raise Unreadable("there is no row under the header. Write at least one.")
    return rows, faults


def read_row(cells: Cells) -> tuple[Priced | None, dict[str, str]]:
    """One row as a version of a code, or what is wrong with it, by column. Rules: C5, V4."""
    wrong = {name: why for name in LONGEST if (why := _text_fault(name, cells.get(name, "")))}
    rate = _read("rate", _rate, cells, wrong)
    kind = _read("kind", _kind, cells, wrong) or ""
    begins = _read("valid_from", _day, cells, wrong) or FIRST_DAY
    ends = _read("valid_to", _day, cells, wrong)
    if ends and ends < begins and "valid_from" not in wrong:
        wrong["valid_to"] = f"It ends before it begins, on {day_words(begins)}. Correct one of the two."
    if rate is not None and "kind" not in wrong:
        wrong |= _kind_faults(kind, rate, cells["unit"])
    if wrong or rate is None:
        return None, wrong
    kind = kind or (PRICE if is_price(cells["unit"], rate) else "")
    texts = {name: cells.get(name, "") for name in LONGEST}
    rate = ONE_POUND if kind == PRICE else rate
    return Priced(**texts, rate_pence=rate, kind=kind, valid_from=begins, valid_to=ends), {}


def day_words(day: date) -> str:
    """`31 Mar 2026`."""
    return f"{short_day(day)} {day.year}"


def not_valid(code: str, spells: Iterable[tuple[date, date]], day: date) -> str:
    """Why none of a code's versions, from and to, is good on `day`: when it ended, or else when it begins."""
    known = list(spells)
    ended = [last for _, last in known if last < day]
    if ended:
        return f"{code} ended on {day_words(max(ended))}. Search for another."
    return f"{code} begins on {day_words(min(first for first, _ in known))}. Search for another."


def _text_fault(name: str, text: str) -> str:
    if not text:
        return EMPTY.get(name, "")
    if len(text) > LONGEST[name]:
        return f"Use at most {LONGEST[name]:,} characters, not {len(text):,}."
    if "\x00" in text:
        return "It holds a character that no text has. Type it anew."
    return CODE_WORDS if name == "code" and not CODE.fullmatch(text) else ""


def _kind_faults(kind: str, rate: int, unit: str) -> dict[str, str]:
    """Pounds for a quantity need a rate of one pound, and a placeholder costs nothing."""
    if kind == PLACEHOLDER:
        wrong = {"rate": PLACEHOLDER_WORDS.format(pounds(rate))} if rate else {}
        return wrong | ({"unit": PLACEHOLDER_UNIT.format(unit)} if is_price(unit, 0) else {})
    if is_price(unit, rate, kind) and rate not in (0, ONE_POUND):
        return {"rate": PRICE_WORDS.format(pounds(rate))}
    return {}


def _read(name: str, reading: Callable[[str], Value], cells: Cells, wrong: dict[str, str]) -> Value | None:
    """The value of a cell; what is wrong with it is put down."""
    try:
        return reading(cells.get(name, ""))
    except ValueError as fault:
        wrong[name] = str(fault)
        return None


def _rate(text: str) -> int:
    if not text:
        raise ValueError("Write the rate in pounds, 0 for a placeholder.")
    return read_pounds(text, MOST_POUNDS)


def _kind(text: str) -> str:
    if text.lower() not in KINDS:
        raise ValueError(KIND_WORDS.format(text))
    return text.lower()


def _day(text: str) -> date | None:
    day = read_day(text) if text else None
    if text and (day is None or day < FIRST_DAY):
        raise ValueError("Write a day with its year in full, for example 01/04/2026.")
    return day
