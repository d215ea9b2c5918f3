"""Complete a visit and so its order: when, what was done, the quantities, and extra work. Rules: C1–C10."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime, time
from decimal import Decimal

from fieldapp.commands import appointment, arrival, completion_lines
from fieldapp.commands.form import CommandForm, Comments, DayField, MomentField, OperativeDetails, Quantities, Written
from fieldapp.commands.op import Act
from fieldapp.domain.deadlines import LONDON
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Ticket


class Form(CommandForm):
    """Arrival and completion, what was done, a quantity for each line, extra codes and who agreed them."""

    arrived = MomentField("When did you arrive?")
    completed = MomentField("When did you finish?")
    comments = Comments("What did you do?")
    operative_details = OperativeDetails()
    line = Quantities("Completed")
    extra = Quantities("Extra work")
    agreed_by = Written("Who agreed the extra work?", longest=120)
    agreed_on = DayField("When was it agreed?")


def apply(
    ticket: Ticket,
    act: Act,
    *,
    arrived: datetime | None,
    completed: datetime | None,
    comments: str,
    operative_details: str,
    line: dict[str, Decimal],
    extra: dict[str, Decimal],
    agreed_by: str,
    agreed_on: day | None,
) -> None:
    """Record the completion; nothing half: any fault refuses the whole."""
    arrival.record_arrival(ticket, act, arrived)
    ticket.completed_at = ticket.ended_at = _completed_at(ticket, act, completed)
    _check_photos(ticket)
    order = ticket.order
    if order.landlord.policy.completion_quantities_asked:
        completion_lines.record(order, line)
    if extra:
        completion_lines.add_extra(order, extra, agreed_by, agreed_on)
        order.extra_agreed_at = datetime.combine(agreed_on, time(), LONDON) if agreed_on else None
    completion_lines.check_certificates(ticket)
    ticket.outcome, ticket.comments, ticket.operative_details = "complete", comments, operative_details
    order.completed_at, order.no_access_count = ticket.completed_at, 0
    appointment.end(ticket, act, "kept", reason="completed")


def _completed_at(ticket: Ticket, act: Act, completed: datetime | None) -> datetime:
    """Now unless typed; not in the future, not before the arrival. Rules: C3."""
    moment = completed or act.done_at
    arrival.check(ticket, act, "completed", moment)
    arrived = ticket.arrived_at or moment
    if moment < arrived:
        if arrived - moment < arrival.GRACE:
            return arrived
        raise Invalid(
            {
                "completed": [
                    (
                        f"The completion time, {arrival.spoken(moment)}, is before the arrival, "
                        f"{arrival.spoken(arrived)}. Correct one of them."
                    )
                ]
            }
        )
    return moment


def _check_photos(ticket: Ticket) -> None:
    asked = ticket.order.landlord.policy.completion_photos_asked
    taken = sum(1 for one in ticket.evidence if one.sort == "photo" and one.kind == "after" and not one.removed_at)
    if taken < asked:
        raise Invalid(
            {
                "photos": [
                    f"The landlord asks for {asked} of the finished work, {taken} taken. Take the rest, then finish."
                ]
            }
        )
