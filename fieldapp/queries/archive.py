"""A landlord's archived visits: how many, and a page of them; contractors have no such list."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import selectinload

from fieldapp.domain.lifecycle import ENDED
from fieldapp.extensions import db
from fieldapp.models import Ticket, User, WorksOrder
from fieldapp.queries.paging import SIZE, Key, Page, beyond, capped_count

NEWEST = (Ticket.due_at.desc(), Ticket.id.desc())


def count(user: User) -> int:
    """How many visits are archived; counting a state stops at MOST."""
    parts = [capped_count(*_conditions(user, state), of=Ticket.id) for state in ENDED]
    return sum(db.session.execute(select(*parts)).one())


def listed(user: User, after: Key | None = None) -> Page[Ticket]:
    """One page, what was due last first. Rules: L3, A8."""
    order = selectinload(Ticket.order)
    query = listing(user, after).options(order.selectinload(WorksOrder.property), selectinload(Ticket.contractor))
    found = list(db.session.scalars(query))
    shown = found[:SIZE]
    return Page(shown, Key(shown[-1].due_at, shown[-1].id) if len(found) > SIZE else None)


def listing(user: User, after: Key | None = None) -> Select[Ticket]:
    """The statement behind `listed`: a page of each state, then the first of them all."""
    pages = []
    for state in ENDED:
        page = select(Ticket.id).where(*_conditions(user, state))
        if after:
            page = page.where(beyond(Ticket.due_at, Ticket.id, after, newest_first=True))
        pages.append(page.order_by(*NEWEST).limit(SIZE + 1).subquery())
    ids = union_all(*(select(one.c.id) for one in pages)).subquery()
    found = select(Ticket).join(ids, ids.c.id == Ticket.id).where(Ticket.landlord_id == user.landlord_id)
    return found.order_by(*NEWEST).limit(SIZE + 1)


def _conditions(user: User, state: str) -> tuple[ColumnElement[bool], ...]:
    return Ticket.landlord_id == user.landlord_id, Ticket.state == state, Ticket.archived_at.is_not(None)
