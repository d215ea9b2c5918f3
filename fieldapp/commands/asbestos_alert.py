"""Stop: suspected asbestos. The visit goes back and a caution is proposed for the home. Rules: S6, T2."""

from __future__ import annotations

from datetime import datetime

from fieldapp.commands import appointment
from fieldapp.commands.arrival import record_arrival
from fieldapp.commands.form import CommandForm, Explained, MomentField, OperativeDetails
from fieldapp.commands.op import Act
from fieldapp.models import Caution, Property, Ticket

ACTION = "Stop if you see damaged board or lagging: asbestos is suspected here"


class Form(CommandForm):
    """Where it is and what was seen."""

    arrived = MomentField("When did you arrive?")
    comments = Explained("Where is it, and what did you see?", required="Write where it is and what you saw.")
    operative_details = OperativeDetails()


def apply(ticket: Ticket, act: Act, *, arrived: datetime | None, comments: str, operative_details: str) -> None:
    """Send the visit back and propose an asbestos caution, to be confirmed by the landlord."""
    record_arrival(ticket, act, arrived)
    home = ticket.order.property
    ticket.order.no_access_count = 0
    ticket.outcome, ticket.comments, ticket.operative_details = "follow-on-asbestos", comments, operative_details
    home.cautions.append(
        Caution(
            landlord_id=ticket.landlord_id,
            code="asbestos-suspected",
            action=ACTION,
            detail=comments,
            asbestos=True,
            confirmed=False,
        )
    )
    # Added by the database: the order is locked here, and others may be changing the home.
    home.version = Property.version + 1
    appointment.end(ticket, act, "kept")
