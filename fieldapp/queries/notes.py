"""Notes that wait for one side: those that nobody of it has read, and those that nobody has replied to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import selectinload

from fieldapp.extensions import db
from fieldapp.models import Note, Ticket, User, WorksOrder
from fieldapp.models.schema import unsought
from fieldapp.queries.paging import SIZE, Key, Page, beyond, capped_count

# What is neither read nor answered has no `read_at`, which both sides' indexes are about.
LISTS: dict[str, Callable[[], ColumnElement[bool]]] = {
    "new": lambda: Note.read_by_id.is_(None),
    "reply": lambda: Note.needs_reply.is_(True),
}


@dataclass(frozen=True)
class Waiting:
    """A note, and the last visit of its order that the asking side may open."""

    note: Note
    ticket: Ticket


def counts(user: User) -> dict[str, int]:
    """How many notes of the other side each list holds; each count stops at MOST. Rules: T5, L1."""
    parts = [capped_count(*_conditions(user, name), of=Note.id).label(name) for name in LISTS]
    return dict(db.session.execute(select(*parts)).one()._mapping)


def listed(user: User, name: str, after: Key | None = None) -> Page[Waiting]:
    """One page of a list, what waits longest first."""
    order = selectinload(Note.order)
    query = listing(user, name, after).options(
        selectinload(Note.author), order.selectinload(WorksOrder.property), order.selectinload(WorksOrder.tickets)
    )
    notes = list(db.session.scalars(query))
    rows = [Waiting(one, _last_visit(one, user)) for one in notes[:SIZE]]
    last = notes[SIZE - 1] if len(notes) > SIZE else None
    return Page(rows, Key(last.received_at, last.id) if last else None)


def listing(user: User, name: str, after: Key | None = None) -> Select[Note]:
    """The statement behind `listed`."""
    query = select(Note).where(*_conditions(user, name))
    if after:
        query = query.where(beyond(Note.received_at, Note.id, after, newest_first=False))
    return query.order_by(Note.received_at, Note.id).limit(SIZE + 1)


def _conditions(user: User, name: str) -> tuple[ColumnElement[bool], ...]:
    of_landlord = user.landlord_id is not None
    side = Note.landlord_id == user.landlord_id if of_landlord else Note.contractor_id == user.contractor_id
    waiting = (side, Note.by_landlord.is_(not of_landlord), Note.read_at.is_(None), LISTS[name]())
    if of_landlord:
        return waiting
    # A firm finds no note of an order whose visits are all archived.
    theirs = unsought(Ticket.contractor_id) == user.contractor_id
    return *waiting, exists().where(Ticket.order_id == Note.order_id, theirs, Ticket.archived_at.is_(None))


def _last_visit(note: Note, user: User) -> Ticket:
    of_firm = (user.contractor_id, None)
    found: list[Ticket] = note.order.tickets
    if user.landlord_id is None:
        found = [one for one in found if (one.contractor_id, one.archived_at) == of_firm]
    return found[-1]
