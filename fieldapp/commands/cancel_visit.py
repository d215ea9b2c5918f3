"""Cancel only the open visit of an order, which goes back to being raised. Rules: O1, T9."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm, ListChoice, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.domain.lifecycle import OPEN
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Why."""

    reason = ListChoice("Why?", "landlord-cancel-reason", required="Choose a reason.")
    comments = WrittenAtLength("Anything else?")


def apply(order: WorksOrder, act: Act, *, reason: str, comments: str) -> None:
    """Keep the reason on the open visit, which the table then cancels; the contractor acknowledges it (T9)."""
    for ticket in order.tickets:
        if ticket.state in OPEN:
            ticket.reason = reason
            ticket.comments = comments or ticket.comments
    order.back_with_landlord = ""
