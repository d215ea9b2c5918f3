"""Certificates by their shipped forms: how one is read, what it comes to, until when it is good; no form's fields."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.domain.asking import STROKES, Asked, Faults, Values, read, said, said_only
from fieldapp.domain.strokes import Stroke, strokes_of

SATISFACTORY, UNSATISFACTORY, AT_RISK = "satisfactory", "unsatisfactory", "at-risk"
# What was sent before anybody asked says nothing.
OUTCOMES = (SATISFACTORY, UNSATISFACTORY, AT_RISK, "")
OUTCOME_WORDS: Mapping[str, str] = {
    SATISFACTORY: "Satisfactory",
    UNSATISFACTORY: "Unsatisfactory",
    AT_RISK: "Unsafe: at risk or immediately dangerous",
    "": "Not said",
}
TO_PUT_RIGHT = (UNSATISFACTORY, AT_RISK)
ROWS = "rows"
MOST_ROWS = 100
# By so many months a check may come before its deadline and keep the anniversary.
AHEAD = 2
ROW = re.compile(r"([a-z_]+)-([1-9][0-9]{0,3})")


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """An answer that has to be explained: `of` one of `values` needs the fields `then`, or `sentence` refuses."""

    of: str
    values: tuple[str, ...]
    then: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """A part that is written once for each thing: its fields are named `<field>-<row>`; `required` refuses none.

    `one` is what such a thing is called, `add` what the button says that adds one.
    """

    title: str
    one: str
    add: str
    asked: tuple[Asked, ...]
    required: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CertificateForm:
    """A shipped form: its words, what it asks, and `judged`, which gives the outcome of what was said.

    With `anniversary` a check shortly before its deadline keeps it. What is found wrong is due within `remedy_days`
    days, that of the inspection being the first; 0 where no law counts them.
    """

    code: str
    title: str
    about: str
    asked: tuple[Asked, ...]
    judged: Callable[[Values], str]
    rows: Repeated | None = None
    closing: tuple[Asked, ...] = ()
    anniversary: bool = False
    remedy_days: int = 0

    @property
    def plain(self) -> tuple[Asked, ...]:
        """What is asked once."""
        return (*self.asked, *self.closing)


def read_form(form: CertificateForm, typed: Mapping[str, Sequence[str]]) -> tuple[Values, Faults]:
    """What was said, by field, its repeated part as a list under `rows`; and what is wrong, by the typed names.

    Rows in which nothing was written are not there. Rules: D2.
    """
    values, faults = read(form.plain, typed)
    values = said_only(values)
    if form.rows is None:
        return values, faults
    numbers = row_numbers(form.rows, typed)
    if len(numbers) > MOST_ROWS:
        return values, {**faults, ROWS: [f"Write at most {MOST_ROWS}. Record the rest as a second certificate."]}
    if not numbers and form.rows.required:
        faults[ROWS] = [form.rows.required]
    rows = []
    for number in numbers:
        of_row = {one.name: typed.get(f"{one.name}-{number}", ()) for one in form.rows.asked}
        row, wrong = read(form.rows.asked, of_row)
        for name, sentences in (wrong or _unexplained(form.rows, row)).items():
            faults[f"{name}-{number}"] = sentences
        rows.append(said_only(row))
    return {**values, ROWS: rows}, faults


def row_numbers(part: Repeated, typed: Mapping[str, Sequence[str]]) -> list[int]:
    """The numbers of the rows in which anything was written."""
    names = {one.name for one in part.asked}
    found = (match for name in typed if any(typed[name]) and (match := ROW.fullmatch(name)))
    return sorted({int(match[2]) for match in found if match[1] in names})


def next_due(form: CertificateForm, done_on: date, last_due: date | None, months: int) -> date | None:
    """Until when it is good, `months` after it was done; None where it does not end.

    A gas safety check within the two months that end with its deadline counts as made on the deadline, so that the
    anniversary stays: regulation 36A(1) of the Gas Safety (Installation and Use) Regulations 1998.
    """
    if not months:
        return None
    begins = done_on
    if form.anniversary and last_due and add_months(last_due, -AHEAD) < done_on <= last_due:
        begins = last_due
    return add_months(begins, months)


def remedy_by(form: CertificateForm, outcome: str, done_on: date) -> date | None:
    """The last day for putting right what an inspection found; None where nothing is, or no law says when.

    For the electrical installation 28 days starting with the date of the inspection: regulation 3 of the Electrical
    Safety Standards in the Private Rented Sector (England) Regulations 2020, extended to social landlords in 2025.
    """
    if not form.remedy_days or outcome not in TO_PUT_RIGHT:
        return None
    return done_on + timedelta(days=form.remedy_days - 1)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last: 31 January and one month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def spoken(form: CertificateForm, values: Values) -> list[tuple[str, str]]:
    """What was said once, under the words of the form; what was not said is left out."""
    return list(_words(form.plain, values))


def written(form: CertificateForm, values: Values) -> list[tuple[str, str]]:
    """The same without what was drawn, which paper shows as it is."""
    return list(_words([one for one in form.plain if one.kind != STROKES], values))


def drawn(form: CertificateForm, values: Values) -> tuple[Stroke, ...]:
    """The strokes of its signature; none where nobody drew one."""
    return tuple(stroke for one in form.plain if one.kind == STROKES for stroke in strokes_of(values.get(one.name, "")))


def spoken_rows(form: CertificateForm, values: Values) -> list[list[tuple[str, str]]]:
    """The same of each thing of its repeated part."""
    return [list(_words(form.rows.asked, row)) for row in values.get(ROWS, ())] if form.rows else []


def _words(asked: Sequence[Asked], values: Values) -> Iterator[tuple[str, str]]:
    for one in asked:
        if values.get(one.name) not in (None, ""):
            yield one.label.rstrip("?"), said(one, values[one.name])


def _unexplained(part: Repeated, row: Values) -> Faults:
    """What an answer of the row asks for beside it, and is not written."""
    return {
        name: [doubt.sentence]
        for doubt in part.doubts
        if row.get(doubt.of) in doubt.values
        for name in doubt.then
        if not row.get(name)
    }
