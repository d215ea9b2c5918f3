"""The demonstration's files as typed rows; no database, no clock."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Home:
    """A property as the demonstration knows it, with whom to ask for and what to be careful about."""

    landlord: str
    reference: str
    line_1: str
    line_2: str
    town: str
    postcode: str
    kind: str
    contact: str
    telephone: str
    home_telephone: str
    cautions: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Job:
    """A piece of work that may be ordered: what is wrong, its lines, and what is written when it is done."""

    key: str
    landlord: str
    trade: str
    kind: str
    priority: str
    place: str
    description: str
    lines: tuple[tuple[str, str], ...]
    two_to_attend: bool
    did: str
    first: str


@dataclass(frozen=True)
class Planned:
    """One order of a day or of the weeks before: which work where, by whom, in which slot, and how it goes."""

    number: int
    landlord: str
    job: str
    trades: tuple[str, ...]
    home: str
    operative: str
    second: str
    slot: str
    story: str
    arrives: str
    ends: str
    ahead: bool
    back: int


@cache
def homes() -> dict[str, Home]:
    """Every home by its reference, in the file's order."""
    found = (Home(**{**row, "cautions": _several(row["cautions"])}) for row in rows("properties.csv"))
    return {one.reference: one for one in found}


@cache
def jobs() -> dict[str, Job]:
    """Every job by its key, in the file's order."""
    return {row["key"]: _job(row) for row in rows("jobs.csv")}


@cache
def details() -> dict[str, tuple[tuple[str, str], ...]]:
    """What the orders of a job say beside the work, as they are raised with it, by the job's key (T3)."""
    return {row.pop("job"): _details(row) for row in rows("details.csv")}


@cache
def schedule(code: str) -> dict[str, dict[str, str]]:
    """A landlord's schedule of rates: the file's rows by their code."""
    return {row["code"]: row for row in rows(landlord(code)["schedule"]["file"])}


@cache
def planned(name: str) -> tuple[Planned, ...]:
    """The orders of `day.csv` or `weeks.csv`."""
    return tuple(_planned(row) for row in rows(name))


@cache
def people() -> dict[str, Any]:
    """The contractor, the landlords with their contracts, and everybody's account."""
    read: dict[str, Any] = json.loads((DATA / "people.json").read_text(encoding="utf-8"))
    return read


def landlord(code: str) -> dict[str, Any]:
    """One landlord: its name and telephones, preset, schedule and contract."""
    found: dict[str, Any] = next(one for one in people()["landlords"] if one["code"] == code)
    return found


def lines(name: str) -> list[str]:
    """The lines of a file of data, with their ends."""
    return (DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a file of data."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _job(row: dict[str, str]) -> Job:
    lines = tuple((code, quantity) for code, _, quantity in (part.partition(":") for part in _several(row["lines"])))
    return Job(**{**row, "lines": lines, "two_to_attend": row["two_to_attend"] == "yes"})  # type: ignore[arg-type]


def _details(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    of_lines = _several(row.pop("line_details"))
    return (*((name, text) for name, text in row.items() if text), *(("line_details", text) for text in of_lines))


def _planned(row: dict[str, str]) -> Planned:
    read = {name: row.get(name, "") for name in Planned.__dataclass_fields__}
    return Planned(
        **{  # type: ignore[arg-type]
            **read,
            "number": int(row["number"]),
            "trades": _several(row.get("trades", "")),
            "ahead": row.get("ahead") == "yes",
            "back": int(row.get("back") or 0),
        }
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)
