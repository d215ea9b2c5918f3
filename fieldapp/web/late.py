"""What came too late in plain words: what was done, what had happened meanwhile, and what accepting it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldapp.domain import lifecycle
from fieldapp.domain.late import in_the_way
from fieldapp.models import Ticket
from fieldapp.queries.late import LateItem, LateVisit
from fieldapp.queries.visit_parts import label
from fieldapp.queries.visit_record import VisitRecord
from fieldapp.queries.words import ORDER_WORDS, STATE_WORDS
from fieldapp.web import spoken
from fieldapp.web.done_words import DONE
from fieldapp.web.files_shown import ShownFile, shown_file
from fieldapp.web.history import Happening, happenings


@dataclass(frozen=True)
class ShownItem:
    """One command that came late, by its op's id, with its file if it is about one."""

    op_id: str
    happening: Happening
    file: ShownFile | None


@dataclass(frozen=True)
class ShownVisit:
    """A visit with what came late for it."""

    ticket: Ticket
    items: tuple[ShownItem, ...]
    meanwhile: tuple[str, ...]
    consequence: str


def shown(visits: Sequence[LateVisit], now: datetime) -> list[ShownVisit]:
    """The visits as the landlord's pages show them."""
    return [
        ShownVisit(one.ticket, tuple(_items(one)), tuple(_meanwhile(one, now)), _consequence(one)) for one in visits
    ]


def still_waiting(record: VisitRecord) -> list[str]:
    """What was recorded on a visit and waits for the landlord: `Arrived (Jo Kestrel)`."""
    late = {one.op_id for one in record.late if one.ticket_id == record.ticket.id}
    rows = [row for row in reversed(record.journal) if row.op_id in late]
    return [f"{DONE.get(row.command, row.command)} ({row.actor.name})" for row in rows]


def _items(visit: LateVisit) -> Iterator[ShownItem]:
    said = happenings([one.sent for one in visit.items], visit.ticket.order)
    for item, happening in zip(visit.items, said, strict=True):
        yield ShownItem(item.late.op_id, happening, shown_file(item.file, visit.ticket.order) if item.file else None)


def _meanwhile(visit: LateVisit, now: datetime) -> Iterator[str]:
    """How the visit stands, who has it now, which visits came after it, and how the order stands."""
    ticket, order = visit.ticket, visit.ticket.order
    reason = label(order, "landlord-cancel-reason", ticket.reason) if ticket.state == lifecycle.CANCELLED else ""
    why = ". ".join(one.rstrip(".") for one in (reason, ticket.comments) if one)
    yield f"{STATE_WORDS[ticket.state]}, {spoken.when(ticket.state_at, now)}{f': {why}' if why else ''}"
    if ticket.operative and any(_taken_from(one, ticket) for one in visit.items):
        yield f"Given to {ticket.operative.name}"
    for one in order.tickets:
        if one.visit > ticket.visit:
            who = f", {one.operative.name}" if one.operative else ""
            yield f"Visit {one.visit}: {STATE_WORDS[one.state].lower()}{who}"
    yield f"The order: {ORDER_WORDS[order.status].lower()}"


def _taken_from(item: LateItem, ticket: Ticket) -> bool:
    return item.sent.role == lifecycle.OPERATIVE and not ticket.allocated_to(item.sent.actor_id)


def _consequence(visit: LateVisit) -> str:
    ticket, order = visit.ticket, visit.ticket.order
    leads = {row.becomes for one in visit.items for row in lifecycle.rows(one.sent.command)}
    if leads == {None}:
        return "Accepting it keeps it with the visit. Nothing is reopened."
    others = [one.visit for one in order.tickets if one.state in lifecycle.OPEN and one.id != ticket.id]
    if why := in_the_way(order.status, others):
        return f"Accepting it keeps it as evidence, with a note: {why}."
    if order.status in lifecycle.FROZEN:
        return f"The order is {ORDER_WORDS[order.status].lower()}. Decide that first."
    if ticket.state in lifecycle.OPEN:
        return "Accepting it records it on the visit, with its own times."
    done = next((one.visit for one in order.tickets if one.state == lifecycle.COMPLETED), None)
    if order.status == "COM" and done:
        return f"Visit {done} has completed the order. Accepting this reopens it and records this, with its own times."
    return "Accepting it reopens the order and the visit, and records it with its own times."
