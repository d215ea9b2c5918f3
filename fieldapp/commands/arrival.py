"""Recording when one arrived and finished: shared by arriving, finishing, and correcting either (S1, C3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from fieldapp.commands.op import Act
from fieldapp.domain.dates import LONDON, day_and_year, london_day, short_day
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Ticket

# A typed time has no seconds, a phone's clock is corrected by parts of one.
GRACE = timedelta(minutes=1)
NAMES = {
    "arrived": "arrival time",
    "completed": "completion time",
    "called_at": "time of the call",
    "permitted_at": "time of the permission",
}


# What is said of times that cannot be; the phone says the same, from here, with moments of its own.
RAISED_WORDS = "The {name}, {when}, is before the order was raised, {raised}. Correct the time and send it again."
TURNED_WORDS = "The completion time, {when}, is before the arrival, {arrived}. Correct one of them."


def time_words() -> dict[str, str]:
    """What a form may say by itself of the times of a visit, by which is wrong, and of both together as `turned`."""
    early = {name: RAISED_WORDS.replace("{name}", NAMES[name]) for name in ("arrived", "completed")}
    return early | {"turned": TURNED_WORDS}


def future_words(field: str, when: str) -> str:
    """What is said of a time in the future; the phone says it too, with `when` of its own."""
    return f"The {NAMES[field]}, {when}, is in the future. Correct the time and send it again."


def record_arrival(ticket: Ticket, act: Act, arrived: datetime | None) -> None:
    """Set the arrival from what was typed, or from when it was done; keep one already recorded. Rules: S1."""
    if arrived is None and ticket.arrived_at is not None:
        return
    moment = arrived or act.done_at
    check(ticket, act, "arrived", moment)
    ticket.arrived_at, ticket.arrival_received_at = moment, act.received_at


def finished(ticket: Ticket, act: Act, completed: datetime | None) -> datetime:
    """When it was finished: now unless typed; not in the future, not before the arrival. Rules: C3."""
    moment = completed or act.done_at
    check(ticket, act, "completed", moment)
    arrived = ticket.arrived_at or moment
    if moment < arrived:
        if arrived - moment < GRACE:
            return arrived
        when = {"when": spoken(moment, act.received_at), "arrived": spoken(arrived, act.received_at)}
        raise Invalid({"completed": [TURNED_WORDS.format(**when)]})
    return moment


def check(ticket: Ticket, act: Act, field: str, moment: datetime) -> None:
    """Refuse a time in the future or before the order was raised. Rules: S1, C3."""
    check_happened(act, field, moment)
    raised = ticket.order.raised_at
    if moment < raised - GRACE:
        when = {"when": spoken(moment, act.received_at), "raised": spoken(raised, act.received_at)}
        raise Invalid({field: [RAISED_WORDS.format(name=NAMES[field], **when)]})


def check_happened(act: Act, field: str, moment: datetime) -> None:
    """Refuse a time in the future. Rules: S1, P2."""
    if moment > act.received_at + GRACE:
        raise Invalid({field: [future_words(field, spoken(moment, act.received_at))]})


def spoken(moment: datetime, now: datetime | None = None) -> str:
    """`8 Jun 09:52`, by London's clock; with the year where it is another than that of `now`."""
    local = moment.astimezone(LONDON)
    day = day_and_year(local.date(), london_day(now)) if now else short_day(local.date())
    return f"{day} {local:%H:%M}"
