"""Change an appointment; the old one stays in the record as rearranged. Rules: P5."""

from __future__ import annotations

from datetime import date as day

from fieldapp.commands import appointment
from fieldapp.commands.form import CommandForm, DayField, ListChoice, ListRadio, WholeNumber, Written, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Appointment, Ticket


class Form(CommandForm):
    """The new day and slot, and why it changes."""

    date = DayField("New date", required="Write the day of the visit.")
    slot = ListRadio("Slot", "slot", required="Choose a slot.")
    starts = Written("Start time within the slot", longest=8)
    units = WholeNumber(appointment.UNITS)
    reason = ListChoice("Why does it change?", "rebook-reason", required="Choose a reason.")
    comments = WrittenAtLength("Anything else?")
    overlap_reason = Written(appointment.WHY_BOTH)


def apply(
    ticket: Ticket,
    act: Act,
    *,
    date: day,
    slot: str,
    starts: str,
    units: int | None,
    reason: str,
    comments: str,
    overlap_reason: str,
) -> None:
    """Close the standing appointment as rearranged and make another; `overlap_reason` is for the journal.

    Who says nothing of its units leaves them as they are.
    """
    standing = ticket.standing_appointment
    if standing and units is None:
        units = standing.units
    appointment.end(ticket, act, "rearranged", reason=reason, comment=comments)
    made = appointment.make(ticket, act, day=date, slot=slot, starts=starts, units=units, reason=reason)
    if standing and _agreed(standing) == _agreed(made):
        raise Invalid({"date": ["That is the appointment already."]})


def _agreed(one: Appointment) -> tuple[object, ...]:
    return one.day, one.slot, one.starts, one.units
