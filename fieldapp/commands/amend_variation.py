"""Authorise a variation line by line: as asked, another quantity, or not. Rules: V2, V5."""

from __future__ import annotations

from decimal import Decimal

from fieldapp.commands import variation_record
from fieldapp.commands.form import CommandForm, WholeNumber, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.commands.variation_fields import CHOICE, REFUSE, RowDecision, RowDecisions
from fieldapp.domain.refusals import Invalid
from fieldapp.models import VariationRow, WorksOrder

ALL_REFUSED = "Every line is refused: use Refuse it instead."


class Form(CommandForm):
    """Which one, what is decided of each line, and a word for the contractor."""

    variation = WholeNumber("Variation")
    rows = RowDecisions("Decided")
    comments = WrittenAtLength("Anything the contractor should know?")


def apply(order: WorksOrder, act: Act, *, variation: int | None, rows: dict[str, RowDecision], comments: str) -> None:
    """The order's lines are what was authorised of each; a refused line stays as it was."""
    found = variation_record.waiting(order, variation)
    left = [row for row in found.rows if str(row.id) not in rows]
    if left:
        raise Invalid({f"{CHOICE}{row.id}": [f"{row.code}: choose what you decide."] for row in left})
    quantities = {row.id: _quantity(row, rows[str(row.id)]) for row in found.rows}
    if all(quantities[row.id] == row.before for row in found.rows):
        raise Invalid({"rows": [ALL_REFUSED]})
    for row in found.rows:
        row.refused_because = rows[str(row.id)].why if quantities[row.id] != row.quantity else ""
    variation_record.authorise(found, act, quantities)
    found.decision_reason = comments


def _quantity(row: VariationRow, decided: RowDecision) -> Decimal:
    if decided.choice == REFUSE:
        return row.before
    return row.quantity if decided.quantity is None else decided.quantity
