"""Not completed: the contractor comes back, without the landlord's approval. Rules: S5."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime

from fieldapp.commands import appointment
from fieldapp.commands.arrival import record_arrival
from fieldapp.commands.form import (
    CommandForm,
    DayField,
    Explained,
    FixedRadio,
    MomentField,
    OperativeDetails,
    Written,
)
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Ticket


class Form(CommandForm):
    """Why, what is needed, and the return visit: booked and when, or what prevented it and an estimate."""

    arrived = MomentField("When did you arrive?")
    why = Explained("Why is the job not finished?", required="Write why the job is not finished.")
    needed = Explained("What is needed to finish it?", required="Write what is needed to finish it.")
    booked = FixedRadio(
        "Have you booked a return visit?", [("yes", "Yes"), ("no", "Not yet")], required="Say whether you booked."
    )
    return_date = DayField("Date of the return visit")
    prevented = Written("What prevented booking it?", longest=400)
    estimate = DayField("When do you expect to return?")
    operative_details = OperativeDetails()


def apply(
    ticket: Ticket,
    act: Act,
    *,
    arrived: datetime | None,
    why: str,
    needed: str,
    booked: str,
    return_date: day | None,
    prevented: str,
    estimate: day | None,
    operative_details: str,
) -> None:
    """Keep what is needed; the next visit proposes the same operative and, if booked, the same date."""
    if booked == "yes" and return_date is None:
        raise Invalid({"return_date": ["Write the date of the return visit."]})
    if booked == "yes" and return_date:
        appointment.check_day(act, return_date, field="return_date")
        appointment.expect_working(ticket, return_date, field="return_date")
    if booked == "no" and not prevented:
        raise Invalid({"prevented": ["Write what prevented booking a return visit."]})
    if booked == "no" and estimate:
        appointment.check_day(act, estimate, field="estimate")
    record_arrival(ticket, act, arrived)
    ticket.order.no_access_count = 0
    ticket.outcome, ticket.reason = "follow-on-contractor", prevented[:60]
    ticket.comments = f"{why}\nNeeded: {needed}" + (f"\nNot booked yet: {prevented}" if booked == "no" else "")
    ticket.operative_details = operative_details
    ticket.proposed_on = return_date if booked == "yes" else estimate
    appointment.end(ticket, act, "kept", reason="follow-on")
