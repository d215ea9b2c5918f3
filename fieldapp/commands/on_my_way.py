"""The operative is on the way; the time is kept."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """Nothing is asked."""


def apply(ticket: Ticket, act: Act) -> None:
    """Keep the time."""
    ticket.on_my_way_at = act.done_at
