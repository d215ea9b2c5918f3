"""What a landlord's settings ask: typed fields as data, how they are read, refused and shown; no form, no table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fieldapp.domain.access_masks import mask_words, read_mask
from fieldapp.domain.dates import read_day, read_time, show_day
from fieldapp.domain.money import pounds, read_pounds
from fieldapp.domain.strokes import read_strokes

FLAG, CHOICE, MANY = "flag", "choice", "many"
# Yes, no, or nothing said; and the weekdays of an access mask.
ANSWER, MASK = "answer", "mask"
# Drawn, not written: never said as text.
STROKES, DRAWN = "strokes", "drawn"
YES_WORDS, NO_WORDS = ("y", "yes"), ("n", "no")
TYPED = "y"
# What every mail server takes.
EMAIL = re.compile(r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
TELEPHONE = re.compile(r"\+?[0-9 ()-]{3,29}")
TELEPHONE_WORDS = "Write a telephone number: digits, spaces and a leading +."
LINK = re.compile(r"https?://[^\s\"<>]+")
NOTHING_SAID = "nothing"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One field: its words, its kind, and what it may be.

    `required` is the sentence that refuses an empty one; `least` and `most` bound a number, in whole pounds for
    `pounds`, whose value is pence. A `day` is kept as ISO text, as JSON can hold it. `absent` is what it means where a
    value was never kept.
    """

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    required: str = ""
    longest: int = 200
    least: int = 0
    most: int = 10_000
    choices: tuple[tuple[str, str], ...] = ()
    absent: Any = None


Values = dict[str, Any]
Faults = dict[str, list[str]]


def read(asked: Iterable[Asked], typed: Mapping[str, Sequence[str]]) -> tuple[Values, Faults]:
    """The values of what was typed, and what is wrong, by field, in sentences; a faulty field has no value."""
    values: Values = {}
    faults: Faults = {}
    for one in asked:
        try:
            values[one.name] = _value(one, [text.strip() for text in typed.get(one.name, ())])
        except ValueError as fault:
            faults[one.name] = [str(fault)]
    return values, faults


def said_only(values: Values) -> Values:
    """What was said; what was left empty is not kept at all."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def written(one: Asked, value: Any) -> list[str]:
    """A value as the form's field holds it: what `read` reads back."""
    if one.kind == MANY:
        return [str(part) for part in value or ()]
    if one.kind == FLAG:
        return [TYPED] if value else []
    if value is None:
        return [""]
    return [f"{Decimal(value) / 100:.2f}" if one.kind == "pounds" else str(value)]


def said(one: Asked, value: Any) -> str:
    """A value as a person reads it; `nothing` for an empty one."""
    if one.kind == FLAG:
        return "yes" if value else "no"
    if value in (None, "", []):
        return NOTHING_SAID
    if one.kind == "pounds":
        return pounds(value)
    if one.kind == "day":
        return show_day(date.fromisoformat(value))
    if one.kind == ANSWER:
        return "Yes" if value == "Y" else "No"
    if one.kind == MASK:
        return mask_words(value)
    if one.kind == STROKES:
        return DRAWN
    words = dict(one.choices)
    return ", ".join(words.get(str(part), str(part)) for part in (value if one.kind == MANY else [value]))


def differences(asked: Iterable[Asked], before: Values, after: Values) -> Faults:
    """What changed, by the field's words: how it was said before and after."""
    return {
        one.label: [said(one, before.get(one.name)), said(one, after.get(one.name))]
        for one in asked
        if _plain(before.get(one.name)) != _plain(after.get(one.name))
    }


def _plain(value: Any) -> Any:
    """Nothing, however it is stored: a list's fact that was left empty is not there at all."""
    return None if value is False or value in ("", []) else value


def _value(one: Asked, texts: Sequence[str]) -> Any:
    if one.kind == FLAG:
        return bool(texts and texts[0])
    if one.kind == MANY:
        return _ticked(one, [text for text in texts if text])
    text = texts[0] if texts else ""
    if not text:
        if one.required:
            raise ValueError(one.required)
        return None if one.kind in _READ and one.kind not in _TEXTS else ""
    if one.kind == STROKES:
        return read_strokes(text)
    if len(text) > one.longest:
        raise ValueError(f"Use at most {one.longest:,} characters.")
    if one.kind == CHOICE:
        return _known(one, [text])[0]
    return _READ[one.kind](one, text) if one.kind in _READ else text


def _ticked(one: Asked, texts: list[str]) -> list[str]:
    if one.required and not texts:
        raise ValueError(one.required)
    return _known(one, texts)


def _known(one: Asked, texts: list[str]) -> list[str]:
    if not set(texts) <= dict(one.choices).keys():
        raise ValueError(one.required or "Choose one of the list.")
    return texts


def _whole(one: Asked, text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("Write a whole number.")
    return _within(one, int(text))


def _pounds(one: Asked, text: str) -> int:
    return read_pounds(text, one.most)


def _time(_one: Asked, text: str) -> str:
    clock = read_time(text)
    if clock is None:
        raise ValueError("Write a time, for example 08:30.")
    return f"{clock:%H:%M}"


def _day(_one: Asked, text: str) -> str:
    day = read_day(text)
    if day is None:
        raise ValueError("Write a day, for example 14/07/2026.")
    return day.isoformat()


def _answer(_one: Asked, text: str) -> str:
    if text.lower() not in (*YES_WORDS, *NO_WORDS):
        raise ValueError(f"Write yes or no, not {text}.")
    return "Y" if text.lower() in YES_WORDS else "N"


def _mask(_one: Asked, text: str) -> str:
    return read_mask(text)


def _pattern(pattern: re.Pattern[str], sentence: str) -> Any:
    def checked(_one: Asked, text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(sentence)
        return text

    return checked


def _within(one: Asked, number: int) -> int:
    if not one.least <= number <= one.most:
        raise ValueError(f"Write a whole number between {one.least:,} and {one.most:,}.")
    return number


_READ: Mapping[str, Any] = {
    "whole": _whole,
    "pounds": _pounds,
    "time": _time,
    "day": _day,
    ANSWER: _answer,
    MASK: _mask,
    "email": _pattern(EMAIL, "Write an email address, for example help@example.org."),
    "telephone": _pattern(TELEPHONE, TELEPHONE_WORDS),
    "link": _pattern(LINK, "Write a whole address that begins with https://."),
}
_TEXTS = (ANSWER, MASK, "time", "day", "email", "telephone", "link")
