"""Reject a visit: it goes back to the landlord. Rules: T7."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm, ListChoice, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """A reason from the landlord's list, and what there is to say."""

    reason = ListChoice("Why?", "rejection-reason", required="Choose a reason.")
    comments = WrittenAtLength("Anything else?")


def apply(ticket: Ticket, act: Act, *, reason: str, comments: str) -> None:
    """Keep the reason and the comments on the visit."""
    ticket.reason, ticket.comments = reason, comments
