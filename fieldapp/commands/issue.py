"""Issue an order: its first visit goes to the contractor. Rules: O1, T10, A9."""

from __future__ import annotations

from fieldapp.commands import note_row
from fieldapp.commands.form import CommandForm, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """What the contractor should read first, if anything."""

    note = WrittenAtLength("Note to the contractor (optional)")


def apply(order: WorksOrder, act: Act, *, note: str) -> None:
    """Leave the note; the table issues the visit to the order's contractor."""
    if note:
        note_row.leave_for_contractor(order, act, note)
