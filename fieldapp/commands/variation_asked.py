"""Reading what is asked in a variation: lines with other quantities, codes to add, or why not; changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from fieldapp.commands.list_items import active_items
from fieldapp.commands.rates import Found, look_up
from fieldapp.commands.variation_fields import OF_LINE, Amount, NewRow
from fieldapp.commands.variation_record import lines_of
from fieldapp.domain.asking import Faults
from fieldapp.domain.claimed import Claimed, doubts
from fieldapp.domain.refusals import Invalid
from fieldapp.domain.variations import ADD, NOTHING, placeholder_fault, total, unreplaced, varied
from fieldapp.extensions import db
from fieldapp.models import Line, Rate, Variation, VariationRow, WorksOrder

GONE = "That line is no longer on this order. Open the order again."
NOTHING_CHANGES = "Write another quantity for a line, or add a row."
REPLACE = "Add the costed code that replaces {}."


def rows_of(
    order: WorksOrder, day: date, lines: Mapping[str, Amount], added: Sequence[NewRow], *, sure: dict[str, Decimal]
) -> list[VariationRow]:
    """The rows of a variation, at the rates of the day on which it is asked; any fault refuses them all. Rules: V3, V4.

    A quantity that may be a misread unit is asked about, until somebody is `sure` of this very one.
    """
    known = {str(line.id): line for line in order.lines if not line.extra}
    faults: Faults = {f"{OF_LINE}{key}": [GONE] for key in lines if key not in known}
    found = rates_of(order, [row.code for row in added], day)
    rows, typed = [], []
    for key, amount in lines.items():
        line = known.get(key)
        if line is not None and amount.quantity != line.counted:
            faults |= _said(f"{OF_LINE}{key}", placeholder_fault(line.code, line.kind, line.counted, amount.quantity))
            rows.append(_changed(line, amount))
            typed.append(claimed(f"{OF_LINE}{key}", rows[-1], amount, line.counted, line.basis))
    for new in added:
        rate = found.rate(new.code)
        if rate is None:
            faults[f"code-{new.number}"] = [found.why_not(new.code)]
            continue
        faults |= _said(f"code-{new.number}", placeholder_fault(rate.code, rate.kind, NOTHING, new.amount.quantity))
        rows.append(_new(rate, new))
        typed.append(claimed(f"quantity-{new.number}", rows[-1], new.amount, NOTHING))
    if faults:
        raise Invalid(faults)
    return _checked(order, rows, typed, sure=sure)


def _checked(
    order: WorksOrder, rows: list[VariationRow], typed: Sequence[Claimed], *, sure: dict[str, Decimal]
) -> list[VariationRow]:
    """The rows in their order, whole: something changes, placeholders have their codes, and odd units are meant."""
    for position, row in enumerate(rows, start=1):
        row.position, row.landlord_id, row.contractor_id = position, order.landlord_id, order.contract.contractor_id
    changes = [row.change for row in rows]
    left = unreplaced({str(line.id): line.kind for line in order.lines}, changes)
    if not rows:
        raise Invalid({"added": [NOTHING_CHANGES]})
    if left:
        raise Invalid({"added": [REPLACE.format(", ".join(left))]})
    asked = doubts(typed, sure)
    if asked:
        raise Invalid(asked)
    return rows


def claimed(name: str, row: VariationRow, amount: Amount, stands_at: Decimal, basis: str = "ordered") -> Claimed:
    """A row's quantity as it was written, to be asked about against what stands."""
    in_pounds = "£" in amount.text
    return Claimed(name, row.code, row.unit, stands_at, amount.quantity, row.is_price, in_pounds=in_pounds, basis=basis)


def rates_of(order: WorksOrder, codes: Iterable[str], day: date) -> Found:
    """The rates of codes as typed, as they are on a day. Rules: V3."""
    return look_up(db.session(), order.contract, codes, day)


def comes_to(order: WorksOrder, rows: Sequence[VariationRow]) -> int:
    """What the order would come to with these rows, in pence. Rules: C4."""
    return total(varied(lines_of(order), [row.change for row in rows]))


def is_planned(order: WorksOrder, reason: str) -> bool:
    """Whether the landlord counts a reason as planned work. Rules: V6."""
    items = active_items(order.landlord_id, "variation-reason")
    return any(one.code == reason and bool(one.facts.get("planned")) for one in items)


def next_number(order: WorksOrder) -> int:
    """Past the fence: those of a firm that had the order before count too."""
    table = Variation.__table__
    return (db.session.scalar(select(func.max(table.c.number)).where(table.c.order_id == order.id)) or 0) + 1


def _said(field: str, fault: str) -> Faults:
    return {field: [fault]} if fault else {}


def _changed(line: Line, amount: Amount) -> VariationRow:
    row = VariationRow(
        line=line.id,
        code=line.code,
        short=line.short,
        long=line.long,
        unit=line.unit,
        rate_pence=line.rate_pence,
        kind=line.kind,
        certificate=line.certificate,
        place=line.place,
        before=line.counted,
        quantity=amount.quantity,
    )
    row.action = row.change.action
    return row


def _new(rate: Rate, new: NewRow) -> VariationRow:
    return VariationRow(
        action=ADD,
        code=rate.code,
        short=rate.short,
        long=rate.long,
        description=new.description,
        unit=rate.unit,
        rate_pence=rate.rate_pence,
        kind=rate.kind,
        certificate=rate.certificate,
        place=new.place,
        before=NOTHING,
        quantity=new.amount.quantity,
    )
