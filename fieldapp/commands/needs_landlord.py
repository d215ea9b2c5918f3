"""Not completed: the landlord must act first. Rules: S6."""

from __future__ import annotations

from datetime import datetime

from fieldapp.commands import appointment
from fieldapp.commands.arrival import record_arrival
from fieldapp.commands.form import CommandForm, Explained, MomentField, OperativeDetails
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """What the landlord has to do."""

    arrived = MomentField("When did you arrive?")
    comments = Explained("What must the landlord do first?", required="Write what the landlord must do.")
    operative_details = OperativeDetails()


def apply(ticket: Ticket, act: Act, *, arrived: datetime | None, comments: str, operative_details: str) -> None:
    """Send the visit back with what is needed."""
    record_arrival(ticket, act, arrived)
    ticket.order.no_access_count = 0
    ticket.outcome, ticket.comments, ticket.operative_details = "follow-on-action", comments, operative_details
    appointment.end(ticket, act, "kept")
