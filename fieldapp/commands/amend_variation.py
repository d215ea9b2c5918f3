"""Authorise a variation line by line: as asked, another quantity, or not. Rules: V2, V5."""

from __future__ import annotations

from decimal import Decimal

from fieldapp.commands import variation_record
from fieldapp.commands.form import CommandForm, Quantities, WholeNumber, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.commands.variation_asked import claimed
from fieldapp.commands.variation_fields import CHOICE, OF_ROW, REFUSE, RowDecision, RowDecisions
from fieldapp.commands.variation_words import amount
from fieldapp.domain.asking import Faults
from fieldapp.domain.claimed import doubts, settled
from fieldapp.domain.refusals import Invalid
from fieldapp.domain.schedules import PLACEHOLDER
from fieldapp.domain.variations import REMOVE, decided, placeholder_fault, unreplaced
from fieldapp.models import Variation, VariationRow, WorksOrder

ALL_REFUSED = "Every line is refused: use Refuse it instead."
ALL_AS_ASKED = "Every line is as asked: use Authorise as asked instead, or choose what is different."
MORE = "{}: {} is more than was asked, {}. Correct it, or tick the box if it is right."
NOT_REPLACED = "{} is taken off without the costed code that replaces it. Authorise that too, or refuse this row."


class Form(CommandForm):
    """Which one, what is decided of each line, and a word for the contractor.

    `sure-row-of-<id>` repeats a quantity that was asked about and is right.
    """

    variation = WholeNumber("Variation", required=variation_record.WHICH)
    rows = RowDecisions("Decided")
    sure = Quantities("Quantities that were asked about and are right")
    comments = WrittenAtLength("Anything the contractor should know?")


def apply(
    order: WorksOrder,
    act: Act,
    *,
    variation: int,
    rows: dict[str, RowDecision],
    sure: dict[str, Decimal],
    comments: str,
) -> None:
    """The order's lines are what was authorised of each; a refused line stays as it was."""
    found = variation_record.waiting(order, variation)
    left = [row for row in found.rows if str(row.id) not in rows]
    if left:
        raise Invalid({f"{CHOICE}{row.id}": [f"{row.code}: choose what you decide."] for row in left})
    quantities = {row.id: _quantity(row, rows[str(row.id)]) for row in found.rows}
    if all(quantities[row.id] == row.before for row in found.rows):
        raise Invalid({"rows": [ALL_REFUSED]})
    if all(quantities[row.id] == row.quantity for row in found.rows):
        raise Invalid({"rows": [ALL_AS_ASKED]})
    if faults := _placeholder_faults(found, quantities) or _doubts(found, rows, sure):
        raise Invalid(faults)
    for row in found.rows:
        row.refused_because = rows[str(row.id)].why if quantities[row.id] != row.quantity else ""
    variation_record.authorise(found, act, quantities)
    found.decision_reason = comments


def _placeholder_faults(found: Variation, quantities: dict[int, Decimal]) -> Faults:
    """What is wrong with the placeholders once it is decided so, by row: a part of a request may not leave them so."""
    changes = [(row, decided(row.change, quantities[row.id])) for row in found.rows]
    faults: Faults = {}
    for row, change in changes:
        if said := placeholder_fault(row.code, row.kind, change.before, change.after):
            faults[f"{OF_ROW}{row.id}"] = [said]
    left = unreplaced(
        {change.key: row.kind for row, change in changes},
        [change for _row, change in changes if change.after != change.before],
    )
    return faults | {
        f"{CHOICE}{row.id}": [NOT_REPLACED.format(row.code)]
        for row, change in changes
        if row.code in left and row.kind == PLACEHOLDER and change.action == REMOVE
    }


def _doubts(found: Variation, rows: dict[str, RowDecision], sure: dict[str, Decimal]) -> Faults:
    """What is asked about quantities that are other than asked: misread units, and more than was asked. Rules: V4."""
    written = [
        (row, claimed(f"{OF_ROW}{row.id}", row, one, row.quantity, "asked"))
        for row in found.rows
        if (one := rows[str(row.id)].amount) is not None
    ]
    more = {
        f"sure-{one.name}": [MORE.format(row.code, amount(row, one.completed), amount(row, row.quantity))]
        for row, one in written
        if abs(one.completed - row.before) > abs(row.quantity - row.before) and not settled(one, sure)
    }
    return more | doubts([one for _, one in written], sure)


def _quantity(row: VariationRow, decided: RowDecision) -> Decimal:
    if decided.choice == REFUSE:
        return row.before
    return row.quantity if decided.amount is None else decided.amount.quantity
