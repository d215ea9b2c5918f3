"""A completion recorded before a variation was decided: what its writer could not know of the lines. Rules: V2, C4."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fieldapp.commands import note_row, variation_words
from fieldapp.commands.op import Act
from fieldapp.domain.variations import ADD, AUTHORISED
from fieldapp.models import Ticket, VariationRow, WorksOrder


def brought_up(ticket: Ticket, act: Act, quantities: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The quantities by line, with the lines that a variation has added since, and without those it has taken off.

    What was added counts as completed as it was authorised: somebody asked for it and the landlord agreed, and so a
    later variation of it. Work recorded on a line that is gone is no claim any more. Of both a note tells both sides.
    Rules: O2.
    """
    since = _decided_since(ticket.order, act)
    lines = {line.id: line for line in ticket.order.lines}
    added = [
        (row, lines[row.line].ordered)
        for row in since
        if row.action == ADD and row.line in lines and str(row.line) not in quantities
    ]
    gone = {str(row.line): row for row in since if row.line and row.line not in lines}
    lost = [(row, quantities[key]) for key, row in gone.items() if quantities.get(key)]
    told = [
        *(f"{row.code}, {variation_words.amount(row, stands)}, counts as authorised" for row, stands in added),
        *(f"{row.code}, {variation_words.amount(row, done)}, is not counted: it was taken off" for row, done in lost),
    ]
    if told:
        said = "This was completed before the landlord decided on a variation"
        note_row.leave(ticket, act, f"{said}: {'; '.join(told)}.")
    kept = {key: quantity for key, quantity in quantities.items() if key not in gone}
    return kept | {str(row.line): stands for row, stands in added}


def _decided_since(order: WorksOrder, act: Act) -> list[VariationRow]:
    """The rows of the variations that were authorised after it was done."""
    return [
        row
        for one in order.variations
        if one.state == AUTHORISED and one.decided_at is not None and one.decided_at > act.done_at
        for row in one.rows
    ]
