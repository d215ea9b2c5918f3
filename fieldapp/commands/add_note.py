"""Add a note to an order, from either side. Rules: T5."""

from __future__ import annotations

from fieldapp.commands import note_row
from fieldapp.commands.form import CommandForm, Ticked, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """The text, and whether somebody must answer."""

    text = WrittenAtLength("Note", required="Write the note.")
    needs_reply = Ticked("This needs a reply")


def apply(ticket: Ticket, act: Act, *, text: str, needs_reply: bool) -> None:
    """Add the note, which answers those that wait for a reply; it alerts nobody unless it asks for one itself."""
    note_row.answer(ticket, act)
    note_row.leave(ticket, act, text, needs_reply=needs_reply)
