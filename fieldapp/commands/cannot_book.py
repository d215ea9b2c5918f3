"""No slot could be booked: will try again, or the resident wants a call on a day. Rules: P2."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime

from fieldapp.commands import appointment, arrival, note_row
from fieldapp.commands.form import CommandForm, DayField, FixedRadio, ListChoice, MomentField, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.domain.dates import show_day, show_moment
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Ticket

OUTCOMES = [("try-again", "Could not arrange it, will try again"), ("callback", "The resident asked for a call back")]
YES_NO = [("yes", "Yes"), ("no", "No")]


class Form(CommandForm):
    """What came of it, whether the resident was called, why, and when to call back."""

    outcome = FixedRadio("What happened?", OUTCOMES)
    called = FixedRadio("Did you call the resident?", YES_NO, required="Say whether you called.")
    called_at = MomentField("When did you call?")
    callback_on = DayField("Call back on")
    reason = ListChoice("Why?", "not-booked-reason", required="Choose a reason.")
    comments = WrittenAtLength("Anything else?")


def apply(
    ticket: Ticket,
    act: Act,
    *,
    outcome: str,
    called: str,
    called_at: datetime | None,
    callback_on: day | None,
    reason: str,
    comments: str,
) -> None:
    """Leave what happened as a note; the appointment stays to be settled. A call lies behind, a call back ahead."""
    if outcome == "callback" and callback_on is None:
        raise Invalid({"callback_on": ["Write the day on which to call back."]})
    if callback_on:
        appointment.check_day(act, callback_on, field="callback_on")
    if called == "yes" and called_at:
        arrival.check_happened(act, "called_at", called_at)
    style = ticket.order.landlord.policy.date_style
    said = [
        dict(OUTCOMES)[outcome],
        f"Called: {show_moment(called_at or act.done_at, style)}" if called == "yes" else "Not called",
    ]
    if callback_on:
        said.append(f"Call back on {show_day(callback_on, style)}")
    ticket.reason = reason
    note_row.leave(ticket, act, ". ".join([*said, comments]).strip(" .") + ".", sort="appointment")
