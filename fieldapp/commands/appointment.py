"""Making and ending appointments: shared by booking, changing, breaking and keeping them (P1, P5)."""

from __future__ import annotations

from datetime import date, timedelta

from fieldapp.commands.list_items import active_items, bank_holidays
from fieldapp.commands.op import Act
from fieldapp.domain import slots
from fieldapp.domain.dates import london_day, read_time
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Appointment, ListItem, Ticket

# Asked at a desk where somebody would have to be at two doors at once.
WHY_BOTH = "Why can both visits be done?"
UNITS = "Number of units"
MOST_UNITS = 99
# Every day that can be booked can be opened in the list of appointments (P7).
FURTHEST = timedelta(days=366)
GONE_BY = "That day has gone by. Choose today or a later day."
TOO_FAR = "That is more than a year ahead. Check the year."


def make(
    ticket: Ticket, act: Act, *, day: date, slot: str, starts: str, units: int | None, reason: str = ""
) -> Appointment:
    """Book a day and slot, of one unit unless said otherwise; Invalid says what cannot be. Rules: P1, P6."""
    check_day(act, day, field="date")
    item = _slot(ticket, slot)
    holidays = bank_holidays(ticket.landlord_id)
    if not slots.offered(item.facts, day, holidays):
        raise Invalid({"date": [slots.not_offered(item.label, item.facts, day, holidays)]})
    begins = _start(ticket, item, starts)
    if units is not None and not 1 <= units <= MOST_UNITS:
        raise Invalid({"units": [f"Write a number of units from 1 to {MOST_UNITS}."]})
    made = Appointment(
        landlord_id=ticket.landlord_id,
        contractor_id=ticket.contractor_id,
        day=day,
        slot=slot,
        starts=begins,
        units=units or 1,
        reason=reason or first_reason(ticket),
        made_at=act.done_at,
    )
    ticket.appointments.append(made)
    ticket.visit_on, ticket.slot, ticket.slot_starts = day, slot, begins
    return made


def check_day(act: Act, day: date, *, field: str) -> None:
    """Refuse a day that had gone by when it was agreed, or more than a year ahead; `field` is told. Rules: P1, P2."""
    today = london_day(act.done_at)
    if day < today:
        raise Invalid({field: [GONE_BY]})
    if day > today + FURTHEST:
        raise Invalid({field: [TOO_FAR]})


def expect_working(ticket: Ticket, day: date, *, field: str) -> None:
    """Refuse a day on which the landlord offers no slot at all; `field` is told. Rules: P1, S5."""
    holidays = bank_holidays(ticket.landlord_id)
    items = active_items(ticket.landlord_id, "slot")
    if items and not any(slots.offered(item.facts, day, holidays) for item in items):
        raise Invalid({field: [f"No slot is offered on that day: {slots.day_words(day, holidays)}."]})


def end(ticket: Ticket, act: Act, state: str, *, reason: str = "", comment: str = "") -> None:
    """Close the standing appointment, if there is one; it stays in the record. Rules: P5."""
    standing = ticket.standing_appointment
    if standing is not None:
        standing.state, standing.ended_at = state, act.done_at
        standing.ended_reason, standing.comment = reason, comment


def clear(ticket: Ticket) -> None:
    """Take the visit out of its day's list."""
    ticket.visit_on, ticket.slot, ticket.slot_starts = None, "", ""


def first_reason(ticket: Ticket) -> str:
    """A first visit's reason is *created*, a later one's *follow-on*. Rules: P5."""
    return "created" if ticket.visit == 1 else "follow-on"


def _slot(ticket: Ticket, code: str) -> ListItem:
    for item in active_items(ticket.landlord_id, "slot"):
        if item.code == code:
            return item
    raise Invalid({"slot": ["Choose one of the landlord's slots."]})


def _start(ticket: Ticket, slot: ListItem, starts: str) -> str:
    earliest, latest = str(slot.facts.get("starts", "")), str(slot.facts.get("ends", ""))
    if not starts:
        if ticket.order.landlord.policy.slot_start_time_asked:
            raise Invalid({"starts": ["Write when the visit starts, for example 09:30."]})
        return earliest
    read = read_time(starts)
    if read is None:
        raise Invalid({"starts": ["Write a time, for example 09:30."]})
    text = f"{read:%H:%M}"
    if (earliest and text < earliest) or (latest and text > latest):
        raise Invalid({"starts": [f"The start must lie within the slot, {earliest} to {latest}."]})
    return text
