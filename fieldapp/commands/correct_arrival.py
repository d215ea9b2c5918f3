"""Correct a mistaken arrival; the old time stays in the journal. Rules: S1."""

from __future__ import annotations

from datetime import datetime

from fieldapp.commands import arrival
from fieldapp.commands.form import CommandForm, MomentField, Written
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Ticket


class Form(CommandForm):
    """The right time, and why."""

    arrived = MomentField("When did you really arrive?")
    reason = Written("Why does it change?", required="Say why the time changes.")


def apply(ticket: Ticket, act: Act, *, arrived: datetime | None, reason: str) -> None:
    """Replace the arrival; it may not lie after the completion. Rules: S1, C3."""
    if arrived is None:
        raise Invalid({"arrived": ["Write the right day and time."]})
    arrival.check(ticket, act, "arrived", arrived)
    if ticket.completed_at and arrived > ticket.completed_at:
        raise Invalid({"arrived": ["The arrival cannot be after the completion. Correct the time."]})
    ticket.arrived_at = arrived
