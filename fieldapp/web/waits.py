"""What waits for the landlord, in plain words, above the forms that it was recorded with."""

from __future__ import annotations

from fieldapp.commands.overtaking import ONCE
from fieldapp.domain.dates import day_and_year, london_day, read_day
from fieldapp.models import JournalRow, Ticket
from fieldapp.queries.visit_parts import label
from fieldapp.queries.waiting import waiting_on
from fieldapp.web import spoken
from fieldapp.web.done_words import DONE


def words_of(ticket: Ticket) -> str:
    """For what it waits."""
    return f"Waits for the landlord’s {'release' if ticket.order.status == 'HLD' else 'decision'}"


def what_waits(ticket: Ticket) -> list[str]:
    """`booked 27 Nov, 8am–1pm, by T. Plover 22 Nov, 11:20`, the oldest first. Rules: V2, O2."""
    return [_said(row, ticket) for row in waiting_on(ticket)]


def kept_once(ticket: Ticket) -> set[str]:
    """What waits already and counts once: a desk sends no second one. Rules: V2."""
    return {row.command for row in waiting_on(ticket)} & set(ONCE)


def _said(row: JournalRow, ticket: Ticket) -> str:
    done = DONE.get(row.command, row.command)
    at = row.done_at + (row.received_at - row.sent_at)
    said = ", ".join([f"{done[0].lower()}{done[1:]} {_day(row)}".strip(), *_slot(row, ticket)])
    day = day_and_year(london_day(at), london_day(row.received_at))
    return f"{said}, by {row.actor.name} {day}, {spoken.clock(at)}"


def _day(row: JournalRow) -> str:
    day = read_day(_typed(row, "date"))
    return day_and_year(day, london_day(row.received_at)) if day else ""


def _slot(row: JournalRow, ticket: Ticket) -> list[str]:
    slot = _typed(row, "slot")
    return [part for part in (label(ticket.order, "slot", slot) if slot else "", _typed(row, "starts")) if part]


def _typed(row: JournalRow, name: str) -> str:
    return next((pair[1] for pair in row.typed or () if pair[0] == name), "")
