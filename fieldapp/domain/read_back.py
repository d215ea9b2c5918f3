"""What stands on a certificate's paper, compared with what was recorded of it: gives doubts, decides nothing (D2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from fieldapp.domain.certificate_forms import FORMS
from fieldapp.domain.certificate_words import (
    BETWEEN,
    FLATS,
    NO_INWARD,
    NOT_REGISTERED,
    OUTCOME_AFTER,
    OUTCOME_RIGHT_AFTER,
    OUTCOMES,
    REGISTERED,
    STREETS,
    TITLES,
)
from fieldapp.domain.certificates import AHEAD, AT_RISK, OUTCOME_WORDS, TO_PUT_RIGHT, add_months
from fieldapp.domain.dates import show_day
from fieldapp.domain.dates_on_paper import dates_on

# So much of a text is looked at, and so much of it is its head.
LONGEST, HEAD = 50_000, 1_500
# What a reader of pictures takes for one another.
ALIKE = ("0OQ", "1IL|!", "5S", "8B", "2Z", "6G")
CLASS = {sign: f"[{re.escape(signs)}]" for signs in ALIKE for sign in signs}
FOLD = str.maketrans({sign: signs[0] for signs in ALIKE for sign in signs})
POSTCODE = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}[0-9][A-Z0-9]?)[ \t\xa0]{1,3}([0-9])([ABD-HJLNP-UW-Z]{2})(?![A-Z0-9])")
NUMBERED = re.compile(r"(?:(.*?)[,\s]+)?([0-9]+[A-Za-z]?)[,\s]+([^\W\d].*)")
TICKED = r"(?:[☒☑✓✔]|\[\s*[X✓✔]\s*\])\s*"
# The answer stands on the question's line; `No. 2` and `no of appliances` are a number's.
SAFE_TO_USE_NO = re.compile(r"\bSAFE\s+TO\s+USE[^\w\n]{0,6}NO\b(?!\.|\s*\d|\s+OF\b|\W{0,3}YES\b)")
BETWEEN_SIGNS, BETWEEN_WORDS = r"[\s/.-]{0,3}", r"\W{1,5}"
SHORTEST_NUMBER = 4
WINDOW = 120


class ReadDoubt(NamedTuple):
    """What was read and does not fit: of which fact, both sides in words, and the sentence that says so."""

    what: str
    read: str
    expected: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the visit and the certificate's row say; what they do not say is empty. `style` is how days are shown."""

    postcode: str = ""
    line: str = ""
    form: str = ""
    done_on: date
    first_day: date
    last_day: date
    next_due: date | None = None
    outcome: str = ""
    registration: str = ""
    style: str = "rocc"


def doubts_of(text: str, recorded: Recorded) -> tuple[ReadDoubt, ...]:
    """What a certificate's text says otherwise than was recorded; what could not be read is no doubt. Rules: D2."""
    paper = "\n".join(line for line in text[:LONGEST].upper().splitlines() if line.strip())
    found = (_place(paper, recorded), _form(paper, recorded), *_days(paper, recorded), _outcome(paper, recorded))
    return tuple(one for one in (*found, _registration(paper, recorded)) if one)


def _place(paper: str, recorded: Recorded) -> ReadDoubt | None:
    """Another number in the home's street; or another postcode, where the home is named nowhere.

    The firm's own address stands on every certificate: that another place is named says nothing by itself.
    """
    home = NUMBERED.fullmatch(recorded.line.strip())
    read = list(_numbers_in_street(paper, home)) if home else []
    if read and not any(fits for fits, _words in read):
        return _asked("place", read[0][1], recorded.line, "This certificate names {read}; this home is {expected}.")
    if read or not recorded.postcode or re.search(_same(recorded.postcode), paper):
        return None
    # An address that has no number in it.
    if not home and recorded.line and re.search(_words_of(_spelt(recorded.line)), _spelt(paper)):
        return None
    found = (f"{one[1]} {one[2]}{one[3]}" for one in POSTCODE.finditer(paper) if one[3] not in NO_INWARD)
    others = list(dict.fromkeys(found))[:3]
    if not others:
        return None
    said = "This certificate names {read}; this home is {expected}."
    return _asked("place", " and ".join(", ".join(others).rsplit(", ", 1)), recorded.postcode, said)


def _numbers_in_street(paper: str, home: re.Match[str]) -> Iterator[tuple[bool, str]]:
    """Each place in the home's street that is named, and whether it can be the home; a flat not named may be any."""
    before, number, street = home[1] or "", home[2].upper(), home[3]
    own_flat = re.search(r"[0-9]+[A-Z]?", before.upper())
    flats = "|".join(one.upper() for one in FLATS)
    house = r"((?=[OIL]{0,3}[0-9])[0-9OIL]{1,4}[A-Z]?)"
    place = rf"(?:\b(?:{flats})\W{{1,3}}{house}\W{{1,3}})?(?<![A-Z0-9])(?:{house} ?[-–/&] ?)?{house}\W{{1,3}}"
    for one in re.finditer(place + _words_of(_spelt(street)), _spelt(paper)):
        same_flat = not (own_flat and one[1]) or _folded(own_flat[0]) == _folded(one[1])
        same = _folded(number) in (_folded(one[2] or ""), _folded(one[3]))
        flat = f"Flat {one[1]}, " if one[1] else ""
        yield same and same_flat, f"{flat}{one[3]} {street}"


def _form(paper: str, recorded: Recorded) -> ReadDoubt | None:
    """Another form's title at its head, and its own nowhere."""
    titles = TITLES.get(recorded.form, ())
    if not titles or any(re.search(_words_of(one.upper()), paper) for one in titles):
        return None
    at_head = (
        (found.start(), code)
        for code, words in TITLES.items()
        for one in words
        if (found := re.search(_words_of(one.upper()), paper[:HEAD]))
    )
    first = min(at_head, default=None)
    if first is None:
        return None
    said = "This reads as “{read}”; it was added as “{expected}”."
    return _asked("form", FORMS[first[1]].title, FORMS[recorded.form].title, said)


def _days(paper: str, recorded: Recorded) -> Iterator[ReadDoubt]:
    """A day of another visit; and a next one that is due before the register says so."""
    dates = dates_on(paper)
    days = {recorded.done_on}
    if dates.done and not any(
        one in days or recorded.first_day <= one <= recorded.last_day for one in (*dates.done, *dates.signed)
    ):
        said = "It is dated {read}; it was recorded as done on {expected}."
        yield _asked("done_on", _day(dates.done[0], recorded), _day(recorded.done_on, recorded), said)
    earliest = min(dates.following, default=None)
    if earliest and recorded.next_due and recorded.done_on < earliest < _forgiven(recorded):
        said = "It says that the next one is due {read}; the register has {expected}."
        yield _asked("next_due", _day(earliest, recorded), _day(recorded.next_due, recorded), said)


def _forgiven(recorded: Recorded) -> date:
    """A year may end the day before; whoever checks gas early writes a year, and the anniversary stays."""
    due = recorded.next_due or recorded.done_on
    form = FORMS.get(recorded.form)
    return add_months(due, -AHEAD) if form and form.anniversary else due - timedelta(days=1)


def _outcome(paper: str, recorded: Recorded) -> ReadDoubt | None:
    """Another outcome; what was recorded as graver than the paper's words says the same."""
    read = [one for one in OUTCOMES if one in set(_outcomes_on(paper))]
    if not recorded.outcome or not read or read[0] == recorded.outcome:
        return None
    if recorded.outcome == AT_RISK and read[0] in TO_PUT_RIGHT:
        return None
    said = "It reads “{read}”; it was recorded as “{expected}”."
    return _asked("outcome", OUTCOME_WORDS[read[0]], OUTCOME_WORDS[recorded.outcome], said)


def _outcomes_on(paper: str) -> Iterator[str]:
    """What is announced as an outcome, one for each announcement that says exactly one."""
    announced = [(one.end(), WINDOW) for one in re.finditer(_any(OUTCOME_AFTER), paper)]
    announced += [(one.end(), 30) for one in re.finditer(rf"(?m)^[^\w\n]*(?:{_any(OUTCOME_RIGHT_AFTER)})(?!\w)", paper)]
    for at, longest in announced:
        part = paper[at : at + longest]
        first = re.search(_any_outcome(), part)
        if first is None:
            continue
        # What else stands on its line was not struck out, unless one of them is ticked.
        line = part[: len(part) if (end := part.find("\n", first.end())) < 0 else end]
        ticked = {_which(one[0]) for one in re.finditer(f"{TICKED}(?:{_any_outcome()})", line)}
        said = ticked or {_which(one[0]) for one in re.finditer(_any_outcome(), line)}
        if len(said) == 1:
            yield said.pop()
    if SAFE_TO_USE_NO.search(paper):
        yield AT_RISK


def _which(words: str) -> str:
    """The outcome that words are of, found by the pattern that found them: signs between words are letters as well."""
    plain = re.sub(f"^{TICKED}", "", words)
    return next(code for code, known in OUTCOMES.items() if re.fullmatch(_any(known), plain))


@cache
def _any_outcome() -> str:
    # The longest first: `not satisfactory` is not `satisfactory`.
    words = sorted((one for many in OUTCOMES.values() for one in many), key=len, reverse=True)
    return _any(words)


def _registration(paper: str, recorded: Recorded) -> ReadDoubt | None:
    """Another registration number, and the one that was recorded nowhere."""
    own = "".join(re.findall(r"\w", recorded.registration.upper()))
    if sum(map(str.isdigit, own)) < SHORTEST_NUMBER or re.search(_same(own), paper):
        return None
    between = rf"(?:\W{{1,4}}(?:{'|'.join(one.upper() for one in BETWEEN)}))"
    value = r"([A-Z]{0,8}[/-]?[0-9][0-9OIL]{4,11})(?![A-Z0-9])"
    for one in re.finditer(rf"({_any(REGISTERED)}){between}{{0,5}}\W{{1,6}}{value}", paper):
        before = re.findall(r"\w+", paper[max(0, one.start() - 20) : one.start()])
        if not (before and before[-1].lower() in NOT_REGISTERED):
            said = "It bears the registration number {read}; {expected} was recorded."
            return _asked("registration", one[2], recorded.registration, said)
    return None


def _asked(what: str, read: str, expected: str, said: str) -> ReadDoubt:
    return ReadDoubt(what, read, expected, said.format(read=read, expected=expected))


def _day(day: date, recorded: Recorded) -> str:
    return show_day(day, recorded.style)


def _folded(text: str) -> str:
    """The same for what looks alike."""
    return text.upper().translate(FOLD)


def _alike(word: str) -> str:
    """What finds a word however a picture's reader spelt it."""
    return "".join(CLASS.get(sign, re.escape(sign)) for sign in word)


def _same(code: str) -> str:
    """What finds a number or postcode, with whatever stands between its signs."""
    signs = [CLASS.get(sign, re.escape(sign)) for sign in code.upper() if sign.isalnum()]
    return f"(?<![A-Z0-9]){BETWEEN_SIGNS.join(signs)}(?![A-Z0-9])"


def _words_of(text: str) -> str:
    """What finds words in their order, across blanks, dots and line ends."""
    words = (_alike(one) for one in re.findall(r"\w+", text))
    return f"(?<![A-Z0-9]){BETWEEN_WORDS.join(words)}(?![A-Z0-9])"


def _any(words: Iterable[str]) -> str:
    return "|".join(_words_of(one.upper()) for one in words)


def _spelt(text: str) -> str:
    """An address with its abbreviations written out: `KILN LN` is `KILN LANE`."""
    return re.sub(r"\b[A-Z]{2,5}\b\.?", lambda one: STREETS.get(one[0].rstrip("."), one[0]), text.upper())
