"""The days that a certificate's text names, by what stands before them: done, due next, or signed (D2)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldapp.domain.certificate_words import DATES, DONE, NEXT
from fieldapp.domain.dates import MONTHS

SIGNED = "signed"
# A reader of pictures takes O for 0, and I or L for 1.
DIGITS = str.maketrans("OQIL|", "00111")
LETTERS = str.maketrans("01I|", "OLLL")
D = "[0-9OIL|]"
YEAR = rf"(2[0O]{D}{{2}}|{D}{{2}})"
MONTH = f"({'|'.join(one.replace('O', '[O0]').replace('L', '[L1I|]') for one in MONTHS)})[A-Z0-9]{{0,6}}"
TH = r"(?:ST|ND|RD|TH)?"
# Each with the places of day, month and year.
FORMS = (
    (re.compile(rf"(?<![\w/.-])({D}{{1,2}}) ?[/.\-] ?({D}{{1,2}}) ?[/.\-] ?{YEAR}(?![\w/])"), (1, 2, 3)),
    (re.compile(rf"(?<![\w/.-])(2[0O]{D}{{2}})-({D}{{2}})-({D}{{2}})(?![\w/-])"), (3, 2, 1)),
    (
        re.compile(rf"(?<![\w/.-])({D}{{1,2}}){TH}[ \-./]{{0,2}}(?:OF )?{MONTH}[ ,\-./]{{1,3}}{YEAR}(?![\w/])"),
        (1, 2, 3),
    ),
    (re.compile(rf"(?<!\w){MONTH} ({D}{{1,2}}){TH},? (2[0O]{D}{{2}})(?![\w/])"), (2, 1, 3)),
)
BARE = re.compile(r"(?<!\w)DATED?\W*")


def _label(words: str) -> str:
    return r"\W{1,4}".join(re.escape(one) for one in words.upper().split())


LABELS = {kind: re.compile(rf"(?<!\w)(?:{'|'.join(map(_label, words))})(?!\w)") for kind, words in DATES.items()}


@dataclass(frozen=True)
class DatesOnPaper:
    """Days in the order in which they stand there; `signed` are those with nothing but `Date` before them."""

    done: tuple[date, ...]
    following: tuple[date, ...]
    signed: tuple[date, ...]


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    kind: str = ""
    day: date = date.min


def dates_on(paper: str) -> DatesOnPaper:
    """The days of a text in capitals without empty lines.

    Where nothing says what a day is of, it is none of them; what is only signed counts as done where nothing else does.
    """
    labels = _labels(paper)
    ends = [one.end for one in labels]
    days: dict[str, list[date]] = {DONE: [], NEXT: [], SIGNED: []}
    at = 0
    for line in paper.splitlines(keepends=True):
        found = _days_between(paper, at, at + len(line.rstrip("\r\n")))
        for place, one in enumerate(found):
            after = found[place - 1].end if place else at
            near = bisect_right(ends, one.start) - 1
            if near >= 0 and ends[near] > after:
                kind = labels[near].kind
            elif BARE.fullmatch(paper, _last_word(paper, after, one.start), one.start):
                kind = SIGNED
            else:
                above = paper.rfind("\n", 0, max(at - 1, 0)) + 1
                heads = labels[bisect_right(ends, above) : bisect_left(ends, at)]
                kind = _by_heading(paper[above:at], heads, place, len(found))
            days.get(kind, []).append(one.day)
        at += len(line)
    done = days[DONE] or days[SIGNED]
    return DatesOnPaper(tuple(done), tuple(days[NEXT]), tuple(days[SIGNED]))


def _by_heading(line: str, heads: Sequence[_Found], place: int, days: int) -> str:
    """What the line above says of a day: it has a label for each, or is nothing but `Date`."""
    if len(heads) == days:
        return heads[place].kind
    return SIGNED if days == 1 and BARE.fullmatch(line.strip() or "-") else ""


def _last_word(paper: str, after: int, until: int) -> int:
    """Where the last word before a day begins."""
    words = list(re.finditer(r"\w+", paper[max(after, until - 30) : until]))
    return max(after, until - 30) + words[-1].start() if words else until


def _labels(paper: str) -> list[_Found]:
    """What stands before dates, by where it ends; of words that overlap, those of the class named first."""
    taken = bytearray(len(paper))
    found = []
    for kind, label in LABELS.items():
        for one in label.finditer(paper):
            if not any(taken[one.start() : one.end()]):
                taken[one.start() : one.end()] = b"1" * len(one[0])
                found.append(_Found(one.start(), one.end(), kind))
    return sorted(found, key=lambda one: one.end)


def _days_between(paper: str, start: int, end: int) -> list[_Found]:
    """The days on a line, from left to right."""
    taken = bytearray(end - start)
    found = []
    for form, (day, month, year) in FORMS:
        for one in form.finditer(paper, start, end):
            read = _read(one[day], one[month], one[year])
            here = slice(one.start() - start, one.end() - start)
            if read and not any(taken[here]):
                taken[here] = b"1" * len(one[0])
                found.append(_Found(one.start(), one.end(), day=read))
    return sorted(found, key=lambda one: one.start)


def _read(day: str, month: str, year: str) -> date | None:
    """The day of what was written; None where it is none."""
    name = month[:3].translate(LETTERS)
    number = MONTHS.index(name) + 1 if name in MONTHS else 0
    digits = [one.translate(DIGITS) for one in (day, month, year)]
    try:
        of_year = int(digits[2]) + (2000 if len(digits[2]) == 2 else 0)
        return date(of_year, number or int(digits[1]), int(digits[0]))
    except ValueError:
        return None
