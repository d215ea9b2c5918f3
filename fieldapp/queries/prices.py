"""The schedules of rates, as a phone or a desk searches them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from fieldapp.extensions import db
from fieldapp.models import Contract, Landlord, ListItem, Rate, WorksOrder

MOST = 1000
MOST_TRADES = 5
# Work that belongs to no trade in particular: a filter of its own would only repeat "All trades".
ANY_TRADE = "MUL"


def search(words: str, day: date, under: Contract | None = None) -> Sequence[Rate]:
    """Rates of `day` whose code begins with, or whose text holds, each of the words; all of them for none, by code.

    Those of one contract's schedules where it is given: there of a code in several the one that counts.
    """
    query = select(Rate).where(Rate.valid_on(day), *holding(words)).order_by(Rate.code, Rate.schedule_id).limit(MOST)
    if under is None:
        return db.session.scalars(query).all()
    return _each_once(db.session.scalars(query.where(Rate.schedule_id.in_([one.id for one in under.schedules]))))


def holding(words: str) -> list[ColumnElement[bool]]:
    """The conditions that a rate's code begins with, or one of its texts holds, each of the words."""
    return [_holds(_literal(word)) for word in words.split()]


def book_of(order: WorksOrder, day: date) -> Sequence[Rate]:
    """The rates of `day` that extra work on an order may be claimed in: those of its contract, by code. Rules: C7."""
    schedules = [schedule.id for schedule in order.contract.schedules]
    query = select(Rate).where(Rate.schedule_id.in_(schedules), Rate.valid_on(day))
    return _each_once(db.session.scalars(query.order_by(Rate.code, Rate.schedule_id).limit(MOST)))


def shown_by(rates: Iterable[Rate]) -> set[int]:
    """Those landlords of `rates`, by their number, whose policy lets a contractor's people read them. Rules: C4."""
    whose = select(Landlord).where(Landlord.id.in_({rate.landlord_id for rate in rates}))
    return {landlord.id for landlord in db.session.scalars(whose) if landlord.policy.rates_shown}


def trades(rates: Iterable[Rate], first: str = "") -> list[tuple[str, str]]:
    """The commonest trades among `rates` as (code, label), `first` in front; labels are the landlords'."""
    counts = Counter(rate.trade for rate in rates if rate.trade not in ("", ANY_TRADE))
    common = [trade for trade, _ in counts.most_common(MOST_TRADES)]
    if first in counts:
        common = [first, *(trade for trade in common if trade != first)][:MOST_TRADES]
    labels = {
        item.code: item.label for item in db.session.scalars(select(ListItem).where(ListItem.list_name == "trade"))
    }
    return [(trade, labels.get(trade, trade.capitalize())) for trade in common]


def _each_once(rates: Iterable[Rate]) -> list[Rate]:
    """Of each code the first, which is the oldest schedule's: it is the one that a command takes."""
    first: dict[str, Rate] = {}
    for rate in rates:
        first.setdefault(rate.code, rate)
    return list(first.values())


def _holds(word: str) -> ColumnElement[bool]:
    anywhere = f"%{word}%"
    texts = (Rate.short, Rate.medium, Rate.long, Rate.keywords, Rate.category)
    return or_(Rate.code.ilike(f"{word}%", escape="\\"), *(text.ilike(anywhere, escape="\\") for text in texts))


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
