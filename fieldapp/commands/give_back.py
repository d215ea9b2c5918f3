"""Give an archived visit back to its contractor, for as long again as the landlord keeps the closed ones. Rules: L3."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """Nothing is asked."""


def apply(ticket: Ticket, act: Act) -> None:
    """Take it out of the archive; its days begin anew."""
    ticket.archived_at, ticket.given_back_at = None, act.done_at
