"""The details of an order and of its lines, as every page and the job sheet say them; only what has a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldapp.domain.asking import Asked, said
from fieldapp.domain.dates import london_day, show_day
from fieldapp.domain.order_details import ACCESS, AT_THE_DOOR, MONEY, OF_LINE, OTHERS, PERSONAL
from fieldapp.models import Contract, Line, WorksOrder
from fieldapp.queries.visit_parts import label
from fieldapp.queries.words import ORDER_WORDS


@dataclass(frozen=True)
class Detail:
    """A label, and the lines that stand beside it; `on_site` where whoever does the work should know it."""

    label: str
    lines: tuple[str, ...]
    on_site: bool = False


@dataclass(frozen=True)
class LineDetails:
    """The columns that any of an order's lines needs, by name, and each line's words by its id."""

    columns: Mapping[str, str]
    words: Mapping[int, Mapping[str, str]]


def details_of(order: WorksOrder, *, money: bool) -> tuple[Detail, ...]:
    """What an order's details say, what matters on site first; sums only with `money`. Rules: T3, T1."""
    home = order.property
    nobody = home.communal or home.void
    since = show_day(london_day(order.status_at), order.landlord.policy.date_style)
    return (
        *at_the_door(order),
        *_row("Location", order.place, on_site=True),
        *_row("Warning", "Yes: read the notes" if order.warning else "", on_site=True),
        *(() if nobody else _rows(order, PERSONAL, on_site=True)),
        *_row("Home telephone", "" if nobody else order.home_telephone, on_site=True),
        *_row("Property reference", home.reference),
        *_row("Trade", label(order, "trade", order.trade)),
        *_row("Order status", f"{status_words(order)}, since {since}"),
        *_row("Version", str(order.version)),
        *_site(order.contract),
        *_rows(order, OTHERS),
        *(_rows(order, MONEY) if money else ()),
    )


def status_words(order: WorksOrder) -> str:
    """`Issued`, or `ISS issued` where the landlord's policy shows codes. Rules: V1."""
    words = ORDER_WORDS[order.status]
    return f"{order.status} {words.lower()}" if order.landlord.policy.status_codes_shown else words


def _site(contract: Contract) -> Iterator[Detail]:
    """The contractor's site: its code, name and address. Rules: T3, L1."""
    lines = (contract.site_code, contract.site_name, contract.site_address)
    yield Detail("Contractor site", tuple(one for one in lines if one))


def at_the_door(order: WorksOrder) -> tuple[Detail, ...]:
    """When somebody is in, and what else whoever goes there should know. Rules: T3."""
    access = tuple(f"{one.label}: {words}" for one, words in _said(ACCESS, order.details))
    return (*((Detail("Access", access, on_site=True),) if access else ()), *_rows(order, AT_THE_DOOR, on_site=True))


def details_of_lines(lines: Sequence[Line]) -> LineDetails:
    """What lines say beside their work; no column that none of them needs. Rules: T3."""
    words = {line.id: {one.name: text for one, text in _said(OF_LINE, line.details)} for line in lines}
    used = {name for of_line in words.values() for name in of_line}
    return LineDetails({one.name: one.label for one in OF_LINE if one.name in used}, words)


def _rows(order: WorksOrder, asked: Iterable[Asked], *, on_site: bool = False) -> Iterator[Detail]:
    return (Detail(one.label, (words,), on_site) for one, words in _said(asked, order.details))


def _row(label: str, words: str, *, on_site: bool = False) -> tuple[Detail, ...]:
    return (Detail(label, (words,), on_site),) if words else ()


def _said(asked: Iterable[Asked], values: Mapping[str, object]) -> Iterator[tuple[Asked, str]]:
    return ((one, said(one, values[one.name])) for one in asked if one.name in values)
