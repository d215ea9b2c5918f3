"""The resident is not needed: communal work, or an emergency without a slot. Rules: P3."""

from __future__ import annotations

from datetime import date as day

from fieldapp.commands import appointment
from fieldapp.commands.form import CommandForm, DayField, ListRadio, Ticked
from fieldapp.commands.list_items import active_items
from fieldapp.commands.op import Act
from fieldapp.domain.dates import london_day
from fieldapp.domain.list_entries import misfit
from fieldapp.domain.lists import EMERGENCY
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Appointment, Ticket

NOT_ASKED = "Ask the customer to stay in for 24 hours, then tick this."


class Form(CommandForm):
    """Why none is needed, what the customer of an emergency was asked, and the day (today where left empty)."""

    why = ListRadio("Why is no appointment needed?", "not-required-reason", required="Choose one.")
    asked_to_stay = Ticked("The customer was asked to stay in for 24 hours")
    date = DayField("Day you will go (optional)")


def apply(ticket: Ticket, act: Act, *, why: str, asked_to_stay: bool, date: day | None) -> None:
    """Settle the appointment as not needed, for a reason that fits the order; the visit joins the list of its day.

    `asked_to_stay` is asked for an emergency, and is for the journal.
    """
    _check_reason(ticket, why, asked_to_stay=asked_to_stay)
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


def _check_reason(ticket: Ticket, why: str, *, asked_to_stay: bool) -> None:
    order = ticket.order
    item = next(one for one in active_items(ticket.landlord_id, "not-required-reason") if one.code == why)
    if fault := misfit(item.facts, emergency=order.emergency, communal=order.property.communal):
        raise Invalid({"why": [fault]})
    if item.facts.get("only") == EMERGENCY and not asked_to_stay:
        raise Invalid({"asked_to_stay": [NOT_ASKED]})
