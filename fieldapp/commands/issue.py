"""Issue an order: its first visit goes to the contractor. Rules: O1, T10, A9."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import Note, WorksOrder


class Form(CommandForm):
    """What the contractor should read first, if anything."""

    note = WrittenAtLength("Note to the contractor (optional)")


def apply(order: WorksOrder, act: Act, *, note: str) -> None:
    """Leave the note; the table issues the visit to the order's contractor."""
    if note:
        order.notes.append(
            Note(
                landlord_id=order.landlord_id,
                contractor_id=order.contract.contractor_id,
                author_id=act.actor.id,
                text=note,
                by_landlord=True,
                highlighted=True,
                written_at=act.done_at,
                received_at=act.received_at,
            )
        )
