"""The contractor has read that the landlord cancelled a visit. Rules: T9."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """Nothing is asked."""


def apply(ticket: Ticket, act: Act) -> None:
    """Keep when it was read."""
    ticket.acknowledged_at = ticket.acknowledged_at or act.done_at
