"""How pages show values: times by London's clock, days, sums, sizes, and the phrases that forms refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app

from fieldapp.build import BUILD
from fieldapp.commands.arrival import NAMES, future_words, time_words
from fieldapp.commands.completion_lines import AGREEMENT_WORDS
from fieldapp.commands.form import stock_of
from fieldapp.commands.variation_asked import NOTHING_CHANGES
from fieldapp.commands.variation_fields import WRITE_CODE, WRITE_QUANTITY
from fieldapp.domain import claimed, comments, strokes
from fieldapp.domain.dates import LONDON, london_day, short_day
from fieldapp.domain.money import QUANTITY_WORDS, pounds, shown_quantity, sum_of
from fieldapp.domain.units import UNIT_WORDS, measured, unit_hint
from fieldapp.queries.starters import starters
from fieldapp.queries.visit_cards import held
from fieldapp.queries.visit_parts import why_rejected
from fieldapp.web.offer_words import WORDS

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# What a caution's action is about; its words are the landlord's, the icon only speeds them up.
CAUTION_SYMBOLS = (
    ("asbestos", "alert"),
    ("pair", "people"),
    ("two ", "people"),
    ("knock", "door"),
    ("door", "door"),
    ("key", "door"),
    ("call", "call"),
    ("ring", "call"),
)
KILOBYTE = 1000
# What a form says by itself, by the part of it that is meant; the same as the server does.
REFUSALS = {
    "stock": comments.STOCK,
    "repeated": comments.REPEATED,
    "quantity": WRITE_QUANTITY,
    "code": WRITE_CODE,
    "nothing_changes": NOTHING_CHANGES,
    **AGREEMENT_WORDS,
}


def clock(moment: datetime) -> str:
    """`09:52`, by London's clock."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def spoken_day(day: date) -> str:
    """`Tue 9 Jun`."""
    return f"{DAYS[day.weekday()]} {short_day(day)}"


def when(moment: datetime) -> str:
    """`4 Jun, 10:15`."""
    return f"{short_day(london_day(moment))}, {clock(moment)}"


def clock_on(moment: datetime, day: date | None) -> str:
    """`15:20` on that day, `9 Jun, 15:20` on any other."""
    return clock(moment) if day == london_day(moment) else when(moment)


def needs(label: str) -> str:
    """`Needs electrical certificate`, from the certificate's label."""
    return f"Needs {label[:1].lower()}{label[1:]}"


def size(count: int) -> str:
    """`380 KB`, `2.4 MB`."""
    if count < KILOBYTE * KILOBYTE:
        return f"{max(1, round(count / KILOBYTE))} KB"
    return f"{count / KILOBYTE / KILOBYTE:.1f} MB"


def caution_symbol(action: str) -> str:
    """The icon beside a caution."""
    lowered = action.lower()
    return next((symbol for word, symbol in CAUTION_SYMBOLS if word in lowered), "warning")


def telephone(number: str) -> str:
    """A number as `tel:` and `sms:` want it."""
    return "".join(one for one in number if one.isdigit() or one == "+")


def sms(number: str, text: str) -> str:
    """An address that opens the phone's own messages with a text; `?&` is understood by Android and by the iPhone."""
    return f"sms:{telephone(number)}?&body={quote(text)}"


def stock_phrases(field: Any) -> list[str]:
    """What a comment may not consist of (C2), for a form to say so at once."""
    return stock_of(field.meta.circumstances)


def doing_words(command: str) -> str:
    """What is said above the button of a step that is hard to take back: `You are finishing`; nothing of others."""
    return WORDS[command].doing if command in WORDS else ""


FILTERS: dict[str, Callable[..., Any]] = {
    "clock": clock,
    "spoken_day": spoken_day,
    "short_day": short_day,
    "sms": sms,
    "when": when,
    "clock_on": clock_on,
    "needs": needs,
    "file_size": size,
    "sum_of": sum_of,
    "quantity": shown_quantity,
    "pounds": pounds,
    "caution_symbol": caution_symbol,
    "held": held,
    "measured": measured,
    "unit_hint": unit_hint,
    "telephone": telephone,
    "why_rejected": why_rejected,
}
GLOBALS: dict[str, Callable[..., Any]] = {
    "build": lambda: BUILD,
    "rendered": lambda: datetime.now(UTC).isoformat(timespec="seconds"),
    "undo_seconds": lambda: current_app.extensions["settings"].undo_seconds,
    "doing_words": doing_words,
    "stock_phrases": stock_phrases,
    "refusal_words": lambda which: REFUSALS[which],
    "future_words": lambda field: future_words(field, "{when}") if field in NAMES else "",
    "time_words": time_words,
    "least_words": lambda: comments.LEAST,
    "quantity_words": lambda: QUANTITY_WORDS,
    "asked_words": lambda: claimed.ASKED_WORDS,
    "asked_from": lambda ordered, is_price=False: claimed.limit(ordered, is_price=is_price) or "",
    "ordered_words": claimed.ordered_words,
    "nothing_tick": lambda: claimed.NOTHING_TICK,
    "mixed_words": lambda: claimed.MIXED_WORDS,
    "starters": starters,
    "unit_words": lambda unit: UNIT_WORDS.get(unit, unit),
    "drawing_field": lambda: {"width": strokes.WIDTH, "height": strokes.HEIGHT, "most": strokes.MOST},
}


def add_to(blueprint: Blueprint) -> None:
    """Make them known to every template of the application."""
    for name, function in FILTERS.items():
        blueprint.add_app_template_filter(function, name)
    for name, function in GLOBALS.items():
        blueprint.add_app_template_global(function, name)
