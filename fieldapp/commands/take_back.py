"""The landlord takes a visit back, to reassign the order; the contractor keeps what it recorded. Rules: A8, O2."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """Why."""

    comments = WrittenAtLength("Why is it taken back?", required="Write why it is taken back.")


def apply(ticket: Ticket, act: Act, *, comments: str) -> None:
    """Keep why."""
    ticket.comments = comments
