"""Nobody let us in and a card was left. Rules: S3, S4."""

from __future__ import annotations

from datetime import datetime

from fieldapp.commands import appointment, note_row
from fieldapp.commands.arrival import record_arrival
from fieldapp.commands.form import CommandForm, FixedRadio, MomentField, OperativeDetails, Ticked, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Ticket

CHARGE_NOTE = "No access charge agreed in the contract: keep the purchase order open."


class Form(CommandForm):
    """When we came, whether we called, and what happened."""

    arrived = MomentField("When did you arrive?")
    called = FixedRadio(
        "Did you call the resident?", [("yes", "Yes – no reply"), ("no", "No")], required="Say whether you called."
    )
    comments = WrittenAtLength("What happened?", required="Write what happened at the door.")
    operative_details = OperativeDetails()
    charge = Ticked("Claim the agreed no-access charge")


def apply(
    ticket: Ticket,
    act: Act,
    *,
    arrived: datetime | None,
    called: str,
    comments: str,
    operative_details: str,
    charge: bool,
) -> None:
    """Count it; the table says whether a visit follows, the landlord decides, or it is booked anew."""
    policy = ticket.order.landlord.policy
    if policy.no_access_photo_asked and not any(
        one.kind == "door-card" and not one.removed_at for one in ticket.evidence
    ):
        raise Invalid({"photo": ["The landlord asks for a photo of the door and the card. Add one, then save again."]})
    record_arrival(ticket, act, arrived)
    ticket.comments, ticket.outcome, ticket.operative_details = comments, "no-access", operative_details
    if policy.no_access_ends_visit:
        ticket.order.no_access_count += 1
        appointment.end(ticket, act, "broken", reason="no-access", comment=comments)
    else:
        _appoint_again(ticket, act, comments)
    if charge and policy.no_access_charge_offered:
        note_row.leave(ticket, act, CHARGE_NOTE, sort="charge")


def _appoint_again(ticket: Ticket, act: Act, comments: str) -> None:
    """No visit ends: what happened is kept with the broken appointment, and the visit starts afresh."""
    appointment.end(ticket, act, "broken", reason="no-access", comment=comments)
    appointment.clear(ticket)
    note_row.leave(ticket, act, f"No access. {comments}", sort="no-access")
    ticket.arrived_at = ticket.arrival_received_at = None
    ticket.outcome = ticket.comments = ticket.operative_details = ""
