"""A contract's price book as one small file, which phones and desks search by themselves; `finder.js` reads it.

Texts stand in columns, one line each, and what repeats is numbered: 5,000 codes are well under 100 kB on the line.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from fieldapp.domain.money import is_price
from fieldapp.domain.units import unit_hint
from fieldapp.extensions import db
from fieldapp.models import Contract, Rate, User
from fieldapp.queries import finder
from fieldapp.queries.rates_shown import rates_shown

# A phone may be without signal for so long, and its visits may be on any of the days.
AHEAD = timedelta(days=14)
A_DAY = timedelta(days=1)
COLUMNS = (
    Rate.code, Rate.short, Rate.keywords, Rate.category, Rate.trade, Rate.unit, Rate.rate_pence, Rate.kind,
    Rate.schedule_id, Rate.valid_from, Rate.valid_to,
)  # fmt: skip


@dataclass(frozen=True)
class Spell:
    """A version of a code in the book; its first and last day where these lie among the book's days, else empty."""

    rate: Any
    first: str = ""
    last: str = ""


class Numbered:
    """What repeats in a column: each value once, in the order in which it came."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}

    def of(self, value: str) -> int:
        """The number of a value."""
        return self.values.setdefault(value, len(self.values))


def contract_of(user: User, number: int) -> Contract | None:
    """A contract of whoever asks; None is a 404. Rules: A8."""
    return next((one for one in finder.contracts_of(user) if one.id == number), None)


def book(user: User, under: Contract, today: date) -> dict[str, Any]:
    """The book of a contract from today on, for the next two weeks; rates are in it for who may read them. Rules: C4.

    `pence` is missing where they are not shown. `recent` and `together` name codes (C7).
    """
    spells = spells_of(under, today)
    category, trade, unit = Numbered(), Numbered(), Numbered()
    rates = [spell.rate for spell in spells]
    made = {
        "contract": under.id,
        "code": _column(rate.code for rate in rates),
        "short": _column(rate.short for rate in rates),
        "keywords": _column(rate.keywords for rate in rates),
        "category": [category.of(rate.category) for rate in rates],
        "categories": list(category.values),
        "trade": [trade.of(rate.trade) for rate in rates],
        "trades": list(trade.values),
        "trade_names": dict(finder.trades(under.landlord_id, rates)),
        "unit": [unit.of(rate.unit) for rate in rates],
        "units": [[one, unit_hint(one)] for one in unit.values],
        "price": [place for place, rate in enumerate(rates) if is_price(rate.unit, rate.rate_pence, rate.kind)],
        "spells": [[place, one.first, one.last] for place, one in enumerate(spells) if one.first or one.last],
        "words": finder.trade_words(under.landlord_id),
        "recent": finder.recent(user, under),
        "together": finder.together(under),
    }
    if rates_shown(user, under.landlord):
        made["pence"] = [rate.rate_pence for rate in rates]
    return made


def version(user: User, under: Contract, today: date) -> str:
    """What a book depends on, hashed: rates and lists by their versions, its week, and what the person used last.

    What others used, and what is usual together, comes with the next week, or with any other change: not one
    colleague's extra work shall make every phone of the firm fetch a whole book. Rules: C7.
    """
    kept = select(func.count(Rate.id), func.sum(Rate.id)).where(finder.in_books(under), *_near(today))
    codes = db.session.execute(kept).one()
    parts = (
        under.id, under.version, under.landlord.version, *codes, rates_shown(user, under.landlord),
        *today.isocalendar()[:2], *finder.own_recent(user, under),
    )  # fmt: skip
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:20]


def spells_of(under: Contract, today: date) -> list[Spell]:
    """The versions of the book's days, by code; of a code in several schedules the oldest one's counts each day."""
    query = select(*COLUMNS).where(finder.in_books(under), *_near(today))
    of_code: dict[str, list[Any]] = defaultdict(list)
    for rate in db.session.execute(query.order_by(Rate.code, Rate.schedule_id, Rate.valid_from)):
        of_code[rate.code].append(rate)
    return [spell for rates in of_code.values() for spell in _spells(rates, today, today + AHEAD)]


def _spells(rates: Sequence[Any], today: date, until: date) -> Iterable[Spell]:
    """The versions of one code, each with the days on which it is the one that counts."""
    days: list[tuple[Any, date]] = []
    for number in range((until - today).days + 1) if len(rates) > 1 else ():
        day = today + A_DAY * number
        counts = next((one for one in rates if one.valid_from <= day <= one.valid_to), None)
        days += [(counts, day)] if counts else []
    if len(rates) == 1:
        days = [(rates[0], max(rates[0].valid_from, today)), (rates[0], min(rates[0].valid_to, until))]
    while days:
        rate, first = days[0]
        same = [day for one, day in days if one is rate]
        # What was overtaken by an older schedule may come back after it.
        last = next((day for day in same if day + A_DAY not in same), first) if len(rates) > 1 else same[-1]
        yield Spell(rate, first.isoformat() if first > today else "", last.isoformat() if last < until else "")
        days = [(one, day) for one, day in days if one is not rate or day > last]


def _near(today: date) -> tuple[Any, ...]:
    return Rate.valid_to >= today, Rate.valid_from <= today + AHEAD


def _column(texts: Iterable[str]) -> str:
    return "\n".join(" ".join(text.split()) for text in texts)
