"""What firms have recorded on an order and waits for the landlord's release or decision; nothing is applied yet."""

from __future__ import annotations

from fieldapp.domain.lifecycle import FROZEN
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket, WorksOrder
from fieldapp.models.journal import still_waiting


def waiting_on_order(order: WorksOrder) -> list[JournalRow]:
    """The commands that wait, the oldest first; none where nothing is to be decided. Rules: V2."""
    return still_waiting(db.session(), order.id) if order.status in FROZEN else []


def waiting_on(ticket: Ticket) -> list[JournalRow]:
    """Those of the visit's firm on this visit."""
    mine = (ticket.id, ticket.contractor_id)
    return [one for one in waiting_on_order(ticket.order) if (one.ticket_id, one.contractor_id) == mine]
