"""Complete a visit and so its order: when, what was done, the quantities, and extra work. Rules: C1–C10."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime, time
from decimal import Decimal

from fieldapp.commands import appointment, arrival, completion_lines, overtaken_lines
from fieldapp.commands.form import (
    CommandForm,
    Comments,
    DayField,
    ListChoice,
    MomentField,
    OperativeDetails,
    Quantities,
    Written,
)
from fieldapp.commands.gathered import WrittenAsPounds
from fieldapp.commands.op import Act
from fieldapp.domain.dates import london_day
from fieldapp.domain.deadlines import LONDON
from fieldapp.domain.lifecycle import OPERATIVE
from fieldapp.domain.readiness import SIGNATURE, conditions, refusals
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Ticket
from fieldapp.models.standing import standing_of


class Form(CommandForm):
    """Arrival and completion, what was done, quantities, extra codes and who agreed them, and why nobody signed.

    `sure-<pair>` repeats a quantity that was asked about and is right.
    """

    arrived = MomentField("When did you arrive?")
    completed = MomentField("When did you finish?")
    comments = Comments("What did you do?")
    operative_details = OperativeDetails()
    line = Quantities("Completed")
    extra = Quantities("Extra work")
    sure = Quantities("Quantities that were asked about and are right")
    pounds = WrittenAsPounds("Written with a £ sign", of=("line", "extra"))
    agreed_by = Written("Who agreed the extra work?", longest=120)
    agreed_on = DayField("When was it agreed?")
    no_signature = ListChoice("Why is there no signature?", "no-signature-reason", required="")


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
    sure: dict[str, Decimal],
    pounds: frozenset[str],
    agreed_by: str,
    agreed_on: day | None,
    no_signature: str,
) -> None:
    """Record the completion; nothing half: any fault refuses the whole."""
    arrival.record_arrival(ticket, act, arrived)
    done_at = ticket.completed_at = ticket.ended_at = arrival.finished(ticket, act, completed)
    order = ticket.order
    if order.landlord.policy.completion_quantities_asked:
        completion_lines.record(order, overtaken_lines.brought_up(ticket, act, line))
    if extra:
        completion_lines.add_extra(
            order, extra, agreed_by, agreed_on, done_on=london_day(done_at), today=london_day(act.done_at)
        )
        order.extra_agreed_at = datetime.combine(agreed_on, time(), LONDON) if agreed_on else None
    completion_lines.ask(order, pounds, sure)
    ticket.no_signature = _checked(ticket, act, no_signature)
    ticket.outcome, ticket.comments, ticket.operative_details = "complete", comments, operative_details
    order.completed_at, order.no_access_count = ticket.completed_at, 0
    appointment.end(ticket, act, "kept", reason="completed")


def _checked(ticket: Ticket, act: Act, no_signature: str) -> str:
    """Refuse what `domain/readiness.py` says is missing; gives why there is no signature, where one is. Rules: C8."""
    done_on = london_day(ticket.completed_at or act.done_at)
    found = conditions(standing_of(ticket, done_on, act.actor, no_signature))
    faults = refusals(found, by_operative=act.actor.role == OPERATIVE)
    if faults:
        raise Invalid(faults)
    return no_signature if any(one.name == SIGNATURE and not one.have for one in found) else ""
