"""Say that one has read the other side's notes on an order; until then they are new. Rules: T5."""

from __future__ import annotations

from fieldapp.commands import note_row
from fieldapp.commands.form import CommandForm, WholeNumber
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """The last note that was shown, so that one that came since stays new; all up to now where none is named."""

    last = WholeNumber("Last note shown")


def apply(ticket: Ticket, act: Act, *, last: int | None) -> None:
    """Keep who has read them, and when."""
    note_row.read(ticket, act, last)
