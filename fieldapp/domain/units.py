"""The units that work is counted in, by their codes, and how a quantity of them is said."""

from __future__ import annotations

from decimal import Decimal

from fieldapp.domain.money import shown_quantity

NUMBER = "NO"
UNIT_WORDS = {
    "HR": "hours",
    NUMBER: "number",
    "IT": "items",
    "LM": "metres",
    "SM": "square metres",
    "CM": "cubic metres",
    "PRICE": "pounds",
}
UNIT_HINTS = {
    "HR": "per hour, not each",
    "NO": "each",
    "IT": "each",
    "LM": "per metre, not each",
    "SM": "per square metre, not each",
    "CM": "per cubic metre, not each",
    "PRICE": "a sum in pounds, not a number",
}


def unit_hint(unit: str) -> str:
    """What one of a rate's quantity is: `per metre, not each`; empty for a landlord's own unit. Rules: C7."""
    return UNIT_HINTS.get(unit, "")


def measured(quantity: Decimal, unit: str) -> str:
    """A quantity with its unit in words: `1 hour`, `2.5 square metres`; what is counted singly is its number, `9`."""
    if unit == NUMBER:
        return shown_quantity(quantity)
    words = UNIT_WORDS.get(unit, unit)
    return f"{shown_quantity(quantity)} {words.removesuffix('s') if quantity == 1 and unit in UNIT_WORDS else words}"
