"""What a firm has recorded on a visit and waits for the landlord's release or decision; nothing is applied yet."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fieldapp.domain.lifecycle import FROZEN
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket


def waiting_on(ticket: Ticket) -> list[JournalRow]:
    """The commands of the visit's firm that wait, the oldest first; none where nothing is to be decided. Rules: V2."""
    if ticket.order.status not in FROZEN:
        return []
    answered = select(JournalRow.answers).where(JournalRow.order_id == ticket.order_id, JournalRow.answers.is_not(None))
    query = select(JournalRow).where(
        JournalRow.order_id == ticket.order_id,
        JournalRow.ticket_id == ticket.id,
        JournalRow.contractor_id == ticket.contractor_id,
        JournalRow.outcome == "waiting",
        JournalRow.op_id.not_in(answered),
    )
    return list(db.session.scalars(query.order_by(JournalRow.number).options(selectinload(JournalRow.actor))))
