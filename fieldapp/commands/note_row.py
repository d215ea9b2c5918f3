"""Writing a note, and keeping who has read or answered one: shared by the commands about notes (T5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, update

from fieldapp.commands.op import Act
from fieldapp.extensions import db
from fieldapp.models import Note, Ticket, WorksOrder


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


def read(ticket: Ticket, act: Act, last: int | None) -> None:
    """The acting side has read the other's notes up to the one with the id `last`, or all. Rules: T5.

    One that needs a reply stays open (`read_at`) until it has one; who read it is kept all the same.
    """
    shown = Note.received_at <= act.received_at if last is None else Note.id <= last
    _settle(ticket, act, shown, Note.needs_reply.is_(True), Note.read_by_id.is_(None))
    _settle(ticket, act, shown, Note.needs_reply.is_(False), read_at=act.done_at)


def answer(ticket: Ticket, act: Act) -> None:
    """The acting side has replied to those of the other's notes that had reached us by then. Rules: T5."""
    _settle(ticket, act, Note.needs_reply.is_(True), Note.received_at <= act.done_at, read_at=act.done_at)


def _settle(ticket: Ticket, act: Act, *which: ColumnElement[bool], **values: Any) -> None:
    """Set values on open notes of the other side; a contractor's concern those of its own time with the order."""
    theirs = [Note.order_id == ticket.order_id, Note.by_landlord.is_(not act.by_landlord), Note.read_at.is_(None)]
    if not act.by_landlord:
        theirs.append(Note.contractor_id == ticket.contractor_id)
    db.session.execute(update(Note).where(*theirs, *which).values(read_by_id=act.actor.id, **values))


def leave_for_contractor(order: WorksOrder, act: Act, text: str) -> None:
    """The landlord's note on an order, for whoever goes next."""
    order.notes.append(
        Note(
            landlord_id=order.landlord_id,
            contractor_id=order.contract.contractor_id,
            author_id=act.actor.id,
            text=text,
            by_landlord=True,
            highlighted=True,
            written_at=act.done_at,
            received_at=act.received_at,
        )
    )
