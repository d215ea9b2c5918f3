"""What a firm has recorded on a visit and waits for the landlord's release or decision; nothing is applied yet."""

from __future__ import annotations

from fieldapp.domain.lifecycle import FROZEN
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket
from fieldapp.models.journal import still_waiting


def waiting_on(ticket: Ticket) -> list[JournalRow]:
    """The commands of the visit's firm that wait, the oldest first; none where nothing is to be decided. Rules: V2."""
    if ticket.order.status not in FROZEN:
        return []
    rows = still_waiting(db.session(), ticket.order_id)
    return [one for one in rows if (one.ticket_id, one.contractor_id) == (ticket.id, ticket.contractor_id)]
