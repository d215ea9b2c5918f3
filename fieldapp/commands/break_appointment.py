"""Break an appointment: the tenant cancelled, or nobody let us in. Rules: P5."""

from __future__ import annotations

from fieldapp.commands import appointment
from fieldapp.commands.form import CommandForm, ListChoice, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """Why the appointment does not stand."""

    reason = ListChoice("Why?", "break-reason", required="Choose a reason.")
    comments = WrittenAtLength("Anything else?")


def apply(ticket: Ticket, act: Act, *, reason: str, comments: str) -> None:
    """Close the standing appointment as broken; the visit is to be appointed again."""
    appointment.end(ticket, act, "broken", reason=reason, comment=comments)
    appointment.clear(ticket)
