"""Book a slot for a visit. Rules: P1, P6."""

from __future__ import annotations

from datetime import date as day

from fieldapp.commands import appointment
from fieldapp.commands.form import CommandForm, DayField, ListRadio, WholeNumber, Written
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """A day, one of the landlord's slots, and the start where the policy asks for one."""

    date = DayField("Date", required="Write the day of the visit.")
    slot = ListRadio("Slot", "slot", required="Choose a slot.")
    starts = Written("Start time within the slot", longest=8)
    units = WholeNumber(appointment.UNITS)
    overlap_reason = Written(appointment.WHY_BOTH)


def apply(
    ticket: Ticket,
    act: Act,
    *,
    date: day,
    slot: str,
    starts: str,
    units: int | None,
    overlap_reason: str,
) -> None:
    """Make the appointment; `overlap_reason` is for the journal."""
    appointment.make(ticket, act, day=date, slot=slot, starts=starts, units=units)
