"""What a file of rates does to a schedule: new codes, new versions, corrections, and what ends; no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from fieldapp.domain.csv_rows import Fault
from fieldapp.domain.money import pounds
from fieldapp.domain.schedules import A_DAY, LAST_DAY, FileRow, Priced, day_words

Key = tuple[str, date]
LISTS = ("trade", "certificate")
NOT_LISTED = "There is no {name} {code} on the landlord’s list, or it is switched off. Add it there first."
TWICE = "{code} from {day} stands in line {line} as well. Remove one of the two."
OVERLAPS = "{code} is here from {day} on, before this version ends. End it earlier, or leave it empty."
# Where a column is called otherwise than in the table.
COLUMN = {"rate_pence": "rate"}
DIFFERS = "{code} from {day} is here with {stored}. Give a later valid_from for a new version, or use --correct."


@dataclass
class Plan:
    """What is to be written, once there is no fault: `corrected` and `ended` by how they are and will be.

    `codes` of those added are new, `versions` are of codes that are there.
    """

    added: list[Priced] = field(default_factory=list)
    corrected: list[tuple[Priced, Priced]] = field(default_factory=list)
    ended: list[tuple[Priced, Priced]] = field(default_factory=list)
    codes: int = 0
    versions: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.added or self.corrected or self.ended)


def plan(
    rows: Sequence[FileRow], stored: Mapping[Key, Priced], lists: Mapping[str, Collection[str]], *, correct: bool
) -> Plan:
    """What the rows of a file do to what is stored, by code and first day.

    A version without a last day is good until the next one; a stored version that a later one reaches into ends on the
    day before. `lists` holds the landlord's trades and certificates; `correct` lets a row change what is there.
    """
    made = Plan()
    given: dict[Key, FileRow] = {}
    for row in rows:
        key = (row.priced.code, row.priced.valid_from)
        if key in given:
            made.faults.append(_fault(row, "code", TWICE, line=given[key].line))
        else:
            given[key] = row
    begins: dict[str, set[date]] = defaultdict(set)
    for code, first in given:
        begins[code].add(first)
    for code, first in stored:
        if code in begins:
            begins[code].add(first)
    for code, days in begins.items():
        ordered = sorted(days)
        for first, following in zip(ordered, [*ordered[1:], None], strict=True):
            spell = _Spell(given.get((code, first)), stored.get((code, first)), following)
            _settle(spell, made, lists, correct=correct)
    known = {code for code, _ in stored}
    made.codes = len({one.code for one in made.added} - known)
    made.versions = sum(1 for one in made.added if one.code in known)
    return made


def differences(before: Priced, after: Priced) -> dict[str, tuple[str, str]]:
    """What differs between two versions of a code, as people read it: by column, before and after."""
    return {
        COLUMN.get(name, name): (_said(before, name), _said(after, name))
        for name in (one.name for one in fields(Priced))
        if getattr(before, name) != getattr(after, name)
    }


@dataclass(frozen=True)
class _Spell:
    """One first day of one code: what the file says, what is stored, and when the next version begins."""

    row: FileRow | None
    stored: Priced | None
    following: date | None


def _settle(spell: _Spell, made: Plan, lists: Mapping[str, Collection[str]], *, correct: bool) -> None:
    until = spell.following - A_DAY if spell.following else LAST_DAY
    if spell.row is None:
        if spell.stored and (spell.stored.valid_to or LAST_DAY) > until:
            made.ended.append((spell.stored, replace(spell.stored, valid_to=until)))
        return
    priced = replace(spell.row.priced, valid_to=spell.row.priced.valid_to or until)
    if priced == spell.stored:
        made.unchanged += 1
        return
    made.faults.extend(_faults(spell.row, priced, spell, lists, correct=correct))
    if spell.stored:
        made.corrected.append((spell.stored, priced))
    else:
        made.added.append(priced)


def _faults(
    row: FileRow, priced: Priced, spell: _Spell, lists: Mapping[str, Collection[str]], *, correct: bool
) -> list[Fault]:
    faults = [
        _fault(row, name, NOT_LISTED, name=name, code=getattr(priced, name))
        for name in LISTS
        if getattr(priced, name) and getattr(priced, name) not in lists[name]
    ]
    if spell.following and priced.valid_to and priced.valid_to >= spell.following:
        faults.append(_fault(row, "valid_to", OVERLAPS, day=day_words(spell.following)))
    if spell.stored and not correct:
        faults += [
            _fault(row, column, DIFFERS, stored=before)
            for column, (before, _) in differences(spell.stored, priced).items()
        ]
    return faults


def _fault(row: FileRow, column: str, words: str, **more: object) -> Fault:
    told = {"code": row.priced.code, "day": day_words(row.priced.valid_from), **more}
    return Fault(row.line, column, words.format(**told))


def _said(priced: Priced, name: str) -> str:
    value = getattr(priced, name)
    if name == "rate_pence":
        return f"the rate {pounds(value)}"
    if isinstance(value, date):
        return "no last day" if value == LAST_DAY else f"{name} {day_words(value)}"
    return f"the {name} “{value}”" if value else f"no {name}"
