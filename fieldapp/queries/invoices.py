"""What a firm has invoiced, and to whom it sends invoices: only of landlords that pay without payment applications."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from fieldapp.domain.lifecycle import COMPLETED
from fieldapp.extensions import db
from fieldapp.models import Invoice, Landlord, Ticket, User, WorksOrder, landlords_of
from fieldapp.models.schema import unsought
from fieldapp.queries.paging import SIZE, Key, Page, beyond, capped_count


@dataclass(frozen=True)
class Row:
    """An invoice of the list, and the visit that it leads to; None once that is archived (L3)."""

    invoice: Invoice
    ticket: Ticket | None


def landlords(user: User) -> list[int]:
    """Those of the firm's landlords that are sent invoices, payment applications being off (F4); by id."""
    query = select(Landlord).where(Landlord.id.in_(landlords_of(user.contractor_id))).order_by(Landlord.id)
    return [one.id for one in db.session.scalars(query) if not one.policy.payment_applications]


def count(user: User, of: list[int]) -> int:
    """How many invoices of the firm stand with these landlords; stops at the most that is counted. Rules: L1."""
    return db.session.scalar(select(capped_count(*_conditions(user, of), of=Invoice.id))) or 0


def listed(user: User, of: list[int], after: Key | None = None) -> Page[Row]:
    """One page of them, what was recorded last first. Rules: L1, A8."""
    order = selectinload(Invoice.order)
    query = listing(user, of, after).options(
        order.selectinload(WorksOrder.property),
        order.selectinload(WorksOrder.landlord),
        order.selectinload(WorksOrder.tickets),
    )
    found = list(db.session.scalars(query))
    rows = [Row(one, _visit(user, one.order)) for one in found[:SIZE]]
    last = found[SIZE - 1] if len(found) > SIZE else None
    return Page(rows, Key(last.recorded_at, last.id) if last else None)


def listing(user: User, of: list[int], after: Key | None = None) -> Select[Invoice]:
    """The statement behind `listed`."""
    query = select(Invoice).where(*_conditions(user, of))
    if after:
        query = query.where(beyond(Invoice.recorded_at, Invoice.id, after, newest_first=True))
    return query.order_by(Invoice.recorded_at.desc(), Invoice.id.desc()).limit(SIZE + 1)


def _conditions(user: User, of: list[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        Invoice.contractor_id == user.contractor_id,
        Invoice.withdrawn_at.is_(None),
        # Narrows next to nothing: the firm's own order serves it.
        unsought(Invoice.landlord_id).in_(of),
    )


def _visit(user: User, order: WorksOrder) -> Ticket | None:
    """The firm's last visit that completed the order, as far as it still finds it."""
    found = (
        one
        for one in reversed(order.tickets)
        if (one.contractor_id, one.state, one.archived_at) == (user.contractor_id, COMPLETED, None)
    )
    return next(found, None)
