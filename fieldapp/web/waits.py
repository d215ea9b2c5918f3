"""What waits for the landlord, in plain words, above the forms that it was recorded with."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.commands.overtaking import ONCE
from fieldapp.domain.dates import day_and_year, london_day, read_day
from fieldapp.models import JournalRow, WorksOrder
from fieldapp.queries.visit_parts import label
from fieldapp.web import spoken
from fieldapp.web.done_words import DONE


def words_of(order: WorksOrder) -> str:
    """For what it waits."""
    return f"Waits for the landlord’s {'release' if order.status == 'HLD' else 'decision'}"


def said_of(waiting: Iterable[JournalRow], order: WorksOrder) -> list[str]:
    """`booked 27 Nov, 8am–1pm, by T. Plover 22 Nov, 11:20`, as they come. Rules: V2, O2."""
    return [_said(row, order) for row in waiting]


def kept_once(waiting: Iterable[JournalRow]) -> set[str]:
    """What waits already and counts once: a desk sends no second one. Rules: V2."""
    return {row.command for row in waiting} & set(ONCE)


def _said(row: JournalRow, order: WorksOrder) -> str:
    done = DONE.get(row.command, row.command)
    at = row.done_at + (row.received_at - row.sent_at)
    said = ", ".join([f"{done[0].lower()}{done[1:]} {_day(row)}".strip(), *_slot(row, order)])
    day = day_and_year(london_day(at), london_day(row.received_at))
    return f"{said}, by {row.actor.name} {day}, {spoken.clock(at)}"


def _day(row: JournalRow) -> str:
    day = read_day(_typed(row, "date"))
    return day_and_year(day, london_day(row.received_at)) if day else ""


def _slot(row: JournalRow, order: WorksOrder) -> list[str]:
    slot = _typed(row, "slot")
    return [part for part in (label(order, "slot", slot) if slot else "", _typed(row, "starts")) if part]


def _typed(row: JournalRow, name: str) -> str:
    return next((pair[1] for pair in row.typed or () if pair[0] == name), "")
