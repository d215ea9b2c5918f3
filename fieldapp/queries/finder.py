"""Finding a rate in a contract's price book: searched, filtered, and what is usual there; for pages and for forms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select

from fieldapp.domain.finder import AT_ONCE, Entry, TradeWord, finder_of
from fieldapp.extensions import db
from fieldapp.models import Contract, Line, ListItem, Rate, Ticket, User, WorksOrder

MOST_TRADES, MOST_RECENT, MOST_WITH, MOST_PAIRS = 5, 8, 3, 1000
# What is usual is read from so many orders, the newest; twice together is no accident.
LOOKED_AT, TWICE = 2000, 2
# What was used recently is read with every page and every day that a phone asks for.
RECENT_AMONG = 300
# Work that belongs to no trade in particular: a filter of its own would only repeat "All trades".
ANY_TRADE = "MUL"
TRADE_WORDS = "trade-word"
# Shorter words alone stand in nearly every long text.
SHORTEST_IN_FULL = 3


@dataclass(frozen=True)
class Result:
    """How many rates were found, and the first of them, the best first; `in_full` where only the long texts have it."""

    total: int
    rates: Sequence[Rate]
    in_full: bool = False


class Row(NamedTuple):
    """What the finder reads of a rate, and which rate it is."""

    id: int
    schedule: int
    entry: Entry


def search(
    under: Contract, words: str, day: date, *, trade: str = "", category: str = "", limit: int = AT_ONCE
) -> Result:
    """The rates of a contract that are good on a day and that words, a trade and a category find. Rules: C7.

    Where short description, keywords and category have none of them, those whose longer texts hold each word, as long
    as one of the words has three letters.
    """
    rows = rows_of(under, day)
    finder = finder_of(tuple(row.entry for row in rows), trade_words(under.landlord_id))
    found = finder.find(words, trade=trade, category=category, limit=limit)
    ids = [rows[place].id for place in found.first]
    if found.total or not words.strip():
        return Result(found.total, _in_order(ids))
    there = {row.id for row in rows}
    ids = [one for one in _in_full(under, words, day, trade, category) if one in there]
    return Result(len(ids), _in_order(ids[:limit]), in_full=bool(ids))


def rows_of(under: Contract, day: date) -> list[Row]:
    """What a contract's book holds on a day, by code; of a code in several schedules the oldest one's counts."""
    query = select(Rate.id, Rate.schedule_id, Rate.code, Rate.short, Rate.keywords, Rate.category, Rate.trade).where(
        in_books(under), Rate.valid_on(day)
    )
    first: dict[str, Row] = {}
    for number, schedule, *texts in db.session.execute(query.order_by(Rate.code, Rate.schedule_id)):
        first.setdefault(texts[0], Row(number, schedule, Entry(*texts)))
    return list(first.values())


def trade_words(landlord_id: int) -> tuple[TradeWord, ...]:
    """What a landlord has written down of the trade's words; in the order of its list."""
    query = select(ListItem.label, ListItem.facts).where(
        ListItem.landlord_id == landlord_id, ListItem.list_name == TRADE_WORDS, ListItem.active
    )
    rows = db.session.execute(query.order_by(ListItem.position, ListItem.id))
    return tuple(TradeWord(label, facts.get("meant", "")) for label, facts in rows)


def with_codes(under: Contract, codes: Iterable[str], day: date) -> dict[str, Rate]:
    """The rates with these codes as they are on a day, in the order of the codes; what is not there is left out."""
    query = select(Rate).where(in_books(under), Rate.code.in_(list(codes)), Rate.valid_on(day))
    found = {rate.code: rate for rate in db.session.scalars(query.order_by(Rate.schedule_id.desc()))}
    return {code: found[code] for code in codes if code in found}


def recent_rates(user: User, under: Contract, day: date) -> list[Rate]:
    """What the person used last under a contract, then the firm, as it is on a day. Rules: C7."""
    return list(with_codes(under, recent(user, under), day).values())


def recent(user: User, under: Contract, most: int = MOST_RECENT) -> list[str]:
    """The codes that the person used last under a contract, then those of the whole firm: as extra work.

    A landlord's officer used those of the orders that were raised last. The newest first.
    """
    if user.contractor_id is None:
        orders = _newest(under, RECENT_AMONG)
        return list(db.session.scalars(_used_in(orders, most).where(~Line.extra)))
    firms = db.session.scalars(_added(under, most))
    return list(dict.fromkeys([*own_recent(user, under, most), *firms]))[:most]


def own_recent(user: User, under: Contract, most: int = MOST_RECENT) -> list[str]:
    """The codes that the person used last as extra work under a contract; nobody attends for a landlord."""
    if user.contractor_id is None:
        return []
    return list(db.session.scalars(_added(under, most).where(_attended_by(user))))


def together(under: Contract) -> dict[str, list[str]]:
    """Code → the codes that were completed with it most often, at least twice, in the contract's newest orders."""
    orders = _newest(under, LOOKED_AT, WorksOrder.completed_at.is_not(None))
    done = func.coalesce(Line.completed, Line.ordered) > 0
    of_order: Mapping[int, set[str]] = defaultdict(set)
    for order, code in db.session.execute(
        select(Line.order_id, Line.code).where(Line.order_id.in_(select(orders.c.id)), done)
    ):
        of_order[order].add(code)
    pairs = Counter(pair for codes in of_order.values() for pair in permutations(sorted(codes), 2))
    usual = [(times, pair) for pair, times in pairs.items() if times >= TWICE]
    found: dict[str, list[str]] = defaultdict(list)
    for _, (code, other) in sorted(usual, key=lambda one: (-one[0], one[1]))[:MOST_PAIRS]:
        if len(found[code]) < MOST_WITH:
            found[code].append(other)
    return dict(found)


def holding(words: str) -> list[ColumnElement[bool]]:
    """The conditions that a rate's code begins with, or one of its texts holds, each of the words."""
    return [_holds(_literal(word)) for word in words.split()]


def contracts_of(user: User, first: Iterable[int] = ()) -> list[Contract]:
    """The contracts of whoever asks, by site code, those with these numbers in front. Rules: A8."""
    whose = Contract.contractor_id == user.contractor_id if user.contractor_id else None
    whose = Contract.landlord_id == user.landlord_id if whose is None else whose
    front = set(first)
    found = db.session.scalars(select(Contract).where(whose).order_by(Contract.site_code, Contract.id))
    return sorted(found, key=lambda one: one.id not in front)


def trades(landlord_id: int, rates: Iterable[Any], first: str = "") -> list[tuple[str, str]]:
    """The commonest trades among `rates` as (code, label), `first` in front; labels are the landlord's."""
    counts = Counter(rate.trade for rate in rates if rate.trade not in ("", ANY_TRADE))
    common = [trade for trade, _ in counts.most_common(MOST_TRADES)]
    if first in counts:
        common = [first, *(trade for trade in common if trade != first)][:MOST_TRADES]
    listed = select(ListItem).where(ListItem.landlord_id == landlord_id, ListItem.list_name == "trade")
    labels = {item.code: item.label for item in db.session.scalars(listed)}
    return [(trade, labels.get(trade, trade.capitalize())) for trade in common]


def _in_full(under: Contract, words: str, day: date, trade: str, category: str) -> list[int]:
    """The rates whose texts, the long ones too, hold each word; by code. None where every word is short."""
    if all(len(word) < SHORTEST_IN_FULL for word in words.split()):
        return []
    query = select(Rate.id).where(in_books(under), Rate.valid_on(day), *holding(words))
    query = query.where(Rate.trade == trade) if trade else query
    query = query.where(Rate.category == category) if category else query
    return list(db.session.scalars(query.order_by(Rate.code)))


def in_books(under: Contract) -> ColumnElement[bool]:
    """The condition that a rate stands in one of a contract's schedules."""
    return Rate.schedule_id.in_([one.id for one in under.schedules])


def _newest(under: Contract, most: int, *which: ColumnElement[bool]) -> Subquery:
    """The ids of a contract's newest orders, which its index gives without a look at the others."""
    newest = select(WorksOrder.id).where(WorksOrder.contract_id == under.id, *which)
    return newest.order_by(WorksOrder.id.desc()).limit(most).subquery()


def _used_in(orders: Subquery, most: int) -> Select[str]:
    """The codes of the lines of some orders, the newest first."""
    used = select(Line.code).join(orders, orders.c.id == Line.order_id).group_by(Line.code)
    return used.order_by(func.max(Line.order_id).desc(), Line.code).limit(most)


def _added(under: Contract, most: int) -> Select[str]:
    """The codes of extra work in a contract's newest completed orders, the newest first."""
    orders = _newest(under, RECENT_AMONG, WorksOrder.completed_at.is_not(None))
    return _used_in(orders, most).where(Line.extra)


def _attended_by(user: User) -> ColumnElement[bool]:
    return select(1).where(Ticket.order_id == Line.order_id, Ticket.operative_id == user.id).exists()


def _in_order(ids: Sequence[int]) -> list[Rate]:
    found = {rate.id: rate for rate in db.session.scalars(select(Rate).where(Rate.id.in_(ids)))}
    return [found[one] for one in ids]


def _holds(word: str) -> ColumnElement[bool]:
    anywhere = f"%{word}%"
    texts = (Rate.short, Rate.medium, Rate.long, Rate.keywords, Rate.category)
    return or_(Rate.code.ilike(f"{word}%", escape="\\"), *(text.ilike(anywhere, escape="\\") for text in texts))


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
