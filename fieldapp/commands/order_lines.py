"""Reading the lines of a new order from `code|quantity|place`, priced by the contract's schedules."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.commands.form import read_quantity
from fieldapp.domain.refusals import Invalid
from fieldapp.extensions import db
from fieldapp.models import Contract, Line, Rate


def read(contract: Contract, typed: list[str]) -> list[Line]:
    """The lines, in the order typed; an unknown code or a quantity that cannot be right refuses them all."""
    parts = [[part.strip() for part in (*text.split("|"), "", "")][:3] for text in typed]
    books = [schedule.id for schedule in contract.schedules]
    found = db.session.scalars(
        select(Rate).where(Rate.schedule_id.in_(books), Rate.code.in_([part[0] for part in parts]))
    )
    rates = {rate.code: rate for rate in found}
    lines, faults = [], []
    for sequence, (code, text, place) in enumerate(parts, start=1):
        quantity, fault = read_quantity(text or "1")
        if code not in rates:
            faults.append(f"{code} is not in this contract's schedule of rates.")
        elif fault or quantity is None:
            faults.append(f"{code}: {fault}")
        else:
            rate = rates[code]
            lines.append(
                Line(
                    landlord_id=contract.landlord_id,
                    sequence=sequence,
                    code=code,
                    short=rate.short,
                    long=rate.long,
                    unit=rate.unit,
                    rate_pence=rate.rate_pence,
                    ordered=quantity,
                    place=place,
                    certificate=rate.certificate,
                )
            )
    if faults:
        raise Invalid({"line": faults})
    return lines
