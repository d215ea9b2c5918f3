"""What is asked about typed quantities before they count, of a completion or a variation; what a mixed one is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fieldapp.domain.money import sum_of
from fieldapp.domain.units import measured

# From here on a quantity is asked about: so many times what was ordered, or so many of what was not.
TIMES_ORDERED = 10
OF_UNORDERED = 100
NOTHING = "nothing"
NOTHING_WORDS = "Every quantity is 0. Write how much was done. If nothing had to be done, tick the box."
NOTHING_TICK = "Nothing had to be done, so nothing is claimed"
MIXED_WORDS = (
    "This claims scheduled quantities and a price in pounds as well. That is allowed: check that the price does not "
    "pay again for what a quantity pays for."
)
POUNDS_WORDS = "{code} asks how many, not pounds. Write how many, or tick the box if it is {many}."
MANY_WORDS = "{code}: {many}, {ordered}. Is that how many, not pounds? Correct it, or tick the box if it is right."
PRICE_WORDS = (
    f"{{code}}: {{many}} is at least {TIMES_ORDERED} times {{ordered}}. Correct it, or tick the box if it is right."
)
NOTHING_ORDERED = "none ordered"
TICK_WORDS = "Yes, {many} of {code}"
PRICE_TICK_WORDS = "Yes, {many} for {code}"
# What is asked of a quantity; the phone says the same, from here.
ASKED_WORDS = {
    "pounds": POUNDS_WORDS,
    "many": MANY_WORDS,
    "price": PRICE_WORDS,
    "tick": TICK_WORDS,
    "price_tick": PRICE_TICK_WORDS,
    "nothing": NOTHING_WORDS,
}


@dataclass(frozen=True)
class Claimed:
    """A line with the quantity typed for it: its pair's name, and whether it was typed with a £ sign.

    It is compared with what was `ordered`, or in a variation of completed work with what stands as `basis` says.
    """

    name: str
    code: str
    unit: str
    ordered: Decimal
    completed: Decimal
    is_price: bool
    in_pounds: bool = False
    basis: str = "ordered"


def limit(ordered: Decimal, *, is_price: bool = False) -> Decimal | None:
    """From how many on a quantity is asked about, for a line of which so many were ordered; None where it never is.

    A price ordered at £1 or less is still to be agreed: no sum is too large for it. Rules: C5.
    """
    if is_price:
        return ordered * TIMES_ORDERED if ordered > 1 else None
    return max(ordered, Decimal(1)) * TIMES_ORDERED if ordered else Decimal(OF_UNORDERED)


def doubt(line: Claimed) -> str:
    """Why a quantity may be a mistake, as a sentence; empty where nothing speaks for it. Rules: C5.

    A counted one may be a sum of money, and a sum may have lost its decimal point; a £ sign is right on a price line.
    """
    if not line.completed:
        return ""
    many = _counted(line.completed, line.unit, is_price=line.is_price)
    if line.in_pounds and not line.is_price:
        return POUNDS_WORDS.format(code=line.code, many=many)
    most = limit(line.ordered, is_price=line.is_price)
    if most is None or line.completed < most:
        return ""
    ordered = ordered_words(line.ordered, line.unit, line.basis, is_price=line.is_price)
    return (PRICE_WORDS if line.is_price else MANY_WORDS).format(code=line.code, many=many, ordered=ordered)


def ordered_words(ordered: Decimal, unit: str, basis: str = "ordered", *, is_price: bool = False) -> str:
    """`2 metres ordered`, or that nothing of it was; of a price `what was ordered, £1,398.99`."""
    if is_price:
        return f"what was {basis}, {sum_of(ordered)}"
    return f"{_counted(ordered, unit)} {basis}" if ordered else NOTHING_ORDERED


def tick(line: Claimed) -> str:
    """What is said beside the box that settles a doubt: `Yes, 77 metres of 310403`, `Yes, £1,398.99 for SQW`."""
    many = _counted(line.completed, line.unit, is_price=line.is_price)
    return (PRICE_TICK_WORDS if line.is_price else TICK_WORDS).format(many=many, code=line.code)


def _counted(quantity: Decimal, unit: str, *, is_price: bool = False) -> str:
    """`77 metres`; `£77.00` of a price."""
    return sum_of(quantity) if is_price else measured(quantity, unit)


def doubts(lines: Iterable[Claimed], sure: dict[str, Decimal]) -> dict[str, list[str]]:
    """What is asked about quantities, by the name of the box that settles it; what was settled is asked no more.

    A box settles the quantity that it was ticked for, and no other. Rules: C5, V4.
    """
    return {f"sure-{one.name}": [said] for one in lines if (said := doubt(one)) and not settled(one, sure)}


def settled(line: Claimed, sure: dict[str, Decimal]) -> bool:
    """Whether a box was ticked for this very quantity."""
    return sure.get(line.name) == line.completed


def nothing_claimed(lines: Iterable[Claimed], sure: dict[str, Decimal]) -> dict[str, list[str]]:
    """The same of a completion that claims nothing of any line. Rules: C4."""
    known = list(lines)
    asked = bool(known) and not any(one.completed for one in known) and NOTHING not in sure
    return {f"sure-{NOTHING}": [NOTHING_WORDS]} if asked else {}


def is_mixed(lines: Iterable[Claimed]) -> bool:
    """Whether both quantities and a price in pounds are claimed. Rules: C6."""
    return {one.is_price for one in lines if one.completed} == {True, False}
