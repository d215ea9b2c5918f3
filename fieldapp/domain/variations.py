"""Variations: what changes of an order's lines come to, and which a placeholder forbids; money by domain/money.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fieldapp.domain.money import line_pence
from fieldapp.domain.schedules import PLACEHOLDER

ASKED, AUTHORISED, REFUSED, WITHDRAWN = "asked", "authorised", "refused", "withdrawn"
STATES = (ASKED, AUTHORISED, REFUSED, WITHDRAWN)
ADD, CHANGE, REMOVE = "add", "change", "remove"
ACTIONS = (ADD, CHANGE, REMOVE)
NOTHING = Decimal(0)
# What the key of a line begins with that the order has not yet.
NEW = "+"


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line of an order: its key, its rate in pence, and the quantity ordered."""

    key: str
    code: str
    rate_pence: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an order, from a quantity to another; to nothing it is taken off. New ones have keys with a plus."""

    key: str
    code: str
    rate_pence: int
    before: Decimal
    after: Decimal

    @property
    def action(self) -> str:
        """`add`, `change` or `remove`."""
        if self.key.startswith(NEW):
            return ADD
        return CHANGE if self.after else REMOVE

    @property
    def pence(self) -> int:
        """By how much the order's cost goes up, or down."""
        return line_pence(self.after, self.rate_pence) - line_pence(self.before, self.rate_pence)


def cost_of(quantity: Decimal, rate_pence: int) -> int:
    """What a quantity comes to, in pence."""
    return line_pence(quantity, rate_pence)


def total(lines: Iterable[Ordered]) -> int:
    """What an order's lines come to, in pence, each rounded once. Rules: F2."""
    return sum(line_pence(one.quantity, one.rate_pence) for one in lines)


def varied(lines: Sequence[Ordered], changes: Iterable[Change]) -> list[Ordered]:
    """The lines after some changes: in their order, the added ones last; what is at nothing is no line any more.

    Raises KeyError for a change of a line that is not there. Rules: V3.
    """
    known = {one.key: one for one in lines}
    for change in changes:
        line = known.get(change.key)
        if line is None and change.before:
            raise KeyError(change.key)
        known[change.key] = Ordered(change.key, change.code, change.rate_pence, change.after)
        if not change.after:
            # A line of no quantity that nobody touches stays as it was ordered.
            del known[change.key]
    return list(known.values())


def decided(change: Change, quantity: Decimal) -> Change:
    """The same change as it was authorised; at its quantity of before it is refused."""
    return replace(change, after=quantity)


def size_of(changes: Iterable[Change]) -> int:
    """What a variation moves, in pence: what goes up and what goes down, nothing set off. Rules: V5."""
    return sum(abs(one.pence) for one in changes)


def placeholder_fault(code: str, kind: str, before: Decimal, after: Decimal) -> str:
    """Why a placeholder cannot be varied like this; empty where the line is none, or is taken off. Rules: V4."""
    if kind != PLACEHOLDER or not after or after == before:
        return ""
    if not before:
        return f"{code} is a placeholder without a cost. Write a costed code instead."
    return f"{code} is a placeholder: its quantity means nothing. Write 0, and add the costed code that replaces it."


def unreplaced(kinds: Mapping[str, str], changes: Iterable[Change]) -> list[str]:
    """The placeholders that are taken off without a costed code in their stead, by code. Rules: V4."""
    known = list(changes)
    if any(one.action == ADD for one in known):
        return []
    return [one.code for one in known if one.action == REMOVE and kinds.get(one.key) == PLACEHOLDER]
