"""Writing a note: shared by adding one and by commands that leave one behind (T5)."""

from __future__ import annotations

from fieldapp.commands.op import Act
from fieldapp.extensions import db
from fieldapp.models import Note, Ticket


def leave(
    ticket: Ticket, act: Act, text: str, *, sort: str = "", current: bool = True, needs_reply: bool = False
) -> Note:
    """Add a note to the visit's order; the landlord's are highlighted. Rules: T5."""
    note = Note(
        landlord_id=ticket.landlord_id,
        contractor_id=ticket.contractor_id,
        order_id=ticket.order_id,
        ticket_id=ticket.id,
        author_id=act.actor.id,
        text=text,
        type=sort,
        by_landlord=act.by_landlord,
        highlighted=act.by_landlord,
        current=current,
        needs_reply=needs_reply,
        written_at=act.done_at,
        received_at=act.received_at,
    )
    # Not by way of the order's notes: appending would load them all.
    db.session.add(note)
    return note
