"""Money in integer pence and quantities in hundredths: the one place that rounds."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

PRICE_UNIT = "PRICE"
PRICE = "price"
ONE_POUND = 100
MOST = Decimal(1_000_000)
HUNDREDTH = Decimal("0.01")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
# What is wrong with a typed quantity; the phone says the same, from here.
QUANTITY_WORDS = {
    "empty": "Write the quantity completed. Write 0 if none.",
    "number": "Write a number, for example 2 or 2.5.",
    "comma": "Write a point for decimals, for example 1.5.",
    "less": "A quantity cannot be less than 0.",
    "more": "That is more than 1,000,000. Check the quantity.",
    "decimals": "Use at most two decimals, for example 2.25.",
}


def line_pence(quantity: Decimal, rate_pence: int) -> int:
    """What a line costs, in pence, rounded half up per line. Rules: C4."""
    return int((quantity * rate_pence).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def is_price(unit: str, rate_pence: int, kind: str = "") -> bool:
    """Whether a line's quantity is pounds: of that kind, a unit of PRICE, or a rate of one pound. Rules: C5."""
    return kind == PRICE or unit == PRICE_UNIT or rate_pence == ONE_POUND


def pounds(pence: int) -> str:
    """Show pence as a person reads them: 139899 → `£1,398.99`."""
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def read_number(text: str) -> Decimal | None:
    """Read a typed number, `£1,398.99`, or None where it is none; a comma elsewhere than between thousands is refused.

    It is never guessed what `1,5` means: raises ValueError with a sentence.
    """
    cleaned = text.strip().removeprefix("£").strip()
    if _THOUSANDS.fullmatch(cleaned):
        cleaned = cleaned.replace(",", "")
    elif "," in cleaned:
        raise ValueError(QUANTITY_WORDS["comma"])
    return Decimal(cleaned) if _NUMBER.fullmatch(cleaned) else None


def read_quantity(text: str) -> tuple[Decimal | None, str | None]:
    """A typed quantity and what is wrong with it, if anything. Rules: C4, C5."""
    if not text.strip().removeprefix("£").strip():
        return None, QUANTITY_WORDS["empty"]
    try:
        number = read_number(text)
    except ValueError as fault:
        return None, str(fault)
    if number is None:
        return None, QUANTITY_WORDS["number"]
    fault_words = quantity_fault(number)
    return (None, fault_words) if fault_words else (number, None)


def read_pounds(text: str, most: int) -> int:
    """Read a typed sum, `£1,398.99`, as pence; raises ValueError with a sentence where it is none of 0 to `most`."""
    sum_ = read_number(text)
    if sum_ is None:
        raise ValueError("Write pounds, for example 250 or 250.50.")
    if sum_ < 0 or sum_ > most:
        raise ValueError(f"Write pounds between 0 and {most:,}.")
    if sum_ != round(sum_, 2):
        raise ValueError("Use at most two decimals, for example 250.50.")
    return int(sum_ * 100)


def sum_of(quantity: Decimal) -> str:
    """A price line's quantity, which is pounds, as a person reads it: `£1,398.99`. Rules: C5."""
    return pounds(line_pence(quantity, ONE_POUND))


def quantity_fault(quantity: Decimal) -> str | None:
    """Say why a quantity cannot be right, or None: nothing negative, over a million, or finer than a hundredth."""
    if not quantity.is_finite():
        return QUANTITY_WORDS["number"]
    if quantity < 0:
        return QUANTITY_WORDS["less"]
    if quantity > MOST:
        return QUANTITY_WORDS["more"]
    if quantity != quantity.quantize(HUNDREDTH):
        return QUANTITY_WORDS["decimals"]
    return None


def shown_quantity(quantity: Decimal) -> str:
    """Show a quantity without needless noughts: 2.00 → `2`, 2.50 → `2.5`."""
    text = f"{quantity:.2f}".rstrip("0").rstrip(".")
    return text or "0"
