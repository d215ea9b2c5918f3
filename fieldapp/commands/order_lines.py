"""Reading the lines of a new order from `code|quantity|place`, priced by the contract's schedules."""

from __future__ import annotations

from datetime import date

from fieldapp.commands.rates import look_up
from fieldapp.domain.money import read_quantity
from fieldapp.domain.refusals import Invalid
from fieldapp.extensions import db
from fieldapp.models import Contract, Line

PRICE_WORDS = "Write the sum, in pounds."
UNKNOWN = "{} is not in this contract's schedule of rates."


def read(contract: Contract, typed: list[str], day: date) -> list[Line]:
    """The lines at the rates of `day`, in the order typed.

    A code that is unknown or not valid then, or a quantity that cannot be right, refuses them all.

    Faults stand under `line-1`, `line-2` …, by the line's place in what was typed. A price line's sum is never guessed.
    """
    parts = [[part.strip() for part in (*text.split("|", 2), "", "")][:3] for text in typed]
    found = look_up(db.session(), contract, [part[0] for part in parts], day)
    lines: list[Line] = []
    faults: dict[str, list[str]] = {}
    for sequence, (code, text, place) in enumerate(parts, start=1):
        rate = found.rate(code)
        quantity, fault = read_quantity(text or ("" if rate and rate.is_price else "1"))
        if rate is None:
            faults[f"line-{sequence}"] = [found.why_not(code, UNKNOWN) if code else "Write the code of this line."]
        elif fault or quantity is None:
            faults[f"line-{sequence}"] = [f"{code}: {PRICE_WORDS if rate.is_price and not text else fault}"]
        else:
            lines.append(
                Line(
                    landlord_id=contract.landlord_id,
                    sequence=sequence,
                    code=rate.code,
                    short=rate.short,
                    long=rate.long,
                    unit=rate.unit,
                    rate_pence=rate.rate_pence,
                    ordered=quantity,
                    place=place,
                    certificate=rate.certificate,
                    kind=rate.kind,
                )
            )
    if faults:
        raise Invalid(faults)
    return lines
