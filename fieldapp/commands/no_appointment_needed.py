"""The resident is not needed: communal work, or an emergency without a slot. Rules: P3."""

from __future__ import annotations

from datetime import date as day

from fieldapp.commands import appointment
from fieldapp.commands.form import CommandForm, DayField, ListRadio
from fieldapp.commands.op import Act
from fieldapp.domain.dates import london_day
from fieldapp.models import Appointment, Ticket


class Form(CommandForm):
    """Why none is needed, and the day it is meant for (today where left empty)."""

    why = ListRadio("Why is no appointment needed?", "not-required-reason", required="Choose one.")
    date = DayField("Day you will go (optional)")


def apply(ticket: Ticket, act: Act, *, why: str, date: day | None) -> None:
    """Settle the appointment as not needed; the visit joins the list of its day."""
    meant_for = date or london_day(act.done_at)
    appointment.check_day(act, meant_for, field="date")
    ticket.appointments.append(
        Appointment(
            landlord_id=ticket.landlord_id,
            contractor_id=ticket.contractor_id,
            state="not-needed",
            day=meant_for,
            reason=why,
            made_at=act.done_at,
        )
    )
    ticket.visit_on, ticket.slot, ticket.slot_starts = meant_for, "", ""
