"""Accept a visit, optionally under one's own reference. Rules: T6, T10."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm, Written
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """An own reference, if the contractor has one."""

    own_reference = Written("Your own reference (optional)", longest=60)


def apply(ticket: Ticket, act: Act, *, own_reference: str) -> None:
    """Keep when it was accepted, and the contractor's own reference."""
    ticket.accepted_at = act.done_at
    ticket.own_reference = own_reference or ticket.own_reference
