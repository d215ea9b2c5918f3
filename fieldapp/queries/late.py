"""What came too late and waits for the landlord: by visit, the oldest first, with what was sent; and how much it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from fieldapp.domain.late import FILES
from fieldapp.extensions import db
from fieldapp.models import Contract, Evidence, JournalRow, Landlord, LateCommand, Ticket, User, WorksOrder
from fieldapp.queries.paging import SIZE, Key, Page, beyond, capped_count


@dataclass(frozen=True)
class LateItem:
    """One command that came late: what was sent, and the record of its file if it is about one."""

    late: LateCommand
    sent: JournalRow
    file: Evidence | None


@dataclass(frozen=True)
class LateVisit:
    """A visit with everything that came late for it and is undecided, in the order in which it reached us."""

    ticket: Ticket
    items: tuple[LateItem, ...]


def waiting(user: User) -> int:
    """How many commands wait for the asking landlord's decision; counting stops at MOST."""
    return db.session.scalar(select(capped_count(*_undecided(user), of=LateCommand.id))) or 0


def listing(user: User, after: Key | None = None) -> Select[LateCommand]:
    """The statement behind `listed`."""
    query = select(LateCommand).where(*_undecided(user))
    if after:
        query = query.where(beyond(LateCommand.received_at, LateCommand.id, after, newest_first=False))
    return query.order_by(LateCommand.received_at, LateCommand.id).limit(SIZE + 1)


def listed(user: User, after: Key | None = None) -> Page[LateVisit]:
    """One page of the landlord's late work; a visit stands whole on the page where its oldest command does."""
    rows = list(db.session.scalars(listing(user, after)))
    shown = rows[:SIZE]
    following = Key(shown[-1].received_at, shown[-1].id) if len(rows) > SIZE else None
    begun = {one.ticket_id for one in shown}
    whole = [one for one in _of_orders(user, {one.order_id for one in shown}) if one.ticket_id in begun]
    earlier = {one.ticket_id for one in whole if after and (one.received_at, one.id) <= (after.moment, after.id)}
    return Page(_visits([one for one in whole if one.ticket_id not in earlier]), following)


def of_order(rows: Sequence[LateCommand]) -> list[LateVisit]:
    """What came late for one order, by visit: its rows of `undecided_of`, with what was sent."""
    return _visits(rows)


def undecided_of(user: User, order_id: int) -> list[LateCommand]:
    """The rows of one order that the asking landlord or contractor may see. Rules: A8, O2."""
    return _of_orders(user, {order_id})


def _undecided(user: User) -> tuple[ColumnElement[bool], ...]:
    own = (
        LateCommand.contractor_id == user.contractor_id
        if user.landlord_id is None
        else LateCommand.landlord_id == user.landlord_id
    )
    return own, LateCommand.decided_at.is_(None)


def _of_orders(user: User, order_ids: Iterable[int]) -> list[LateCommand]:
    query = select(LateCommand).where(LateCommand.order_id.in_(sorted(order_ids)), *_undecided(user))
    return list(db.session.scalars(query.order_by(LateCommand.received_at, LateCommand.id)))


def _visits(rows: Sequence[LateCommand]) -> list[LateVisit]:
    """The rows by visit, the visit with the oldest first; a fixed number of statements."""
    if not rows:
        return []
    sent = {row.op_id: row for row in db.session.scalars(_sent(one.op_id for one in rows))}
    tickets = {one.id: one for one in db.session.scalars(_tickets({one.ticket_id for one in rows}))}
    files = {one.blob_id: one for one in db.session.scalars(_files(sent.values()))}
    items: dict[int, list[LateItem]] = {}
    for one in rows:
        row = sent[one.op_id]
        items.setdefault(one.ticket_id, []).append(LateItem(one, row, files.get(_blob(row))))
    return [
        LateVisit(tickets[number], tuple(sorted(found, key=lambda one: one.sent.number)))
        for number, found in items.items()
    ]


def _sent(op_ids: Iterable[str]) -> Select[JournalRow]:
    return select(JournalRow).where(JournalRow.op_id.in_(list(op_ids))).options(selectinload(JournalRow.actor))


def _tickets(ids: set[int]) -> Select[Ticket]:
    order = selectinload(Ticket.order)
    return (
        select(Ticket)
        .where(Ticket.id.in_(ids))
        .options(
            selectinload(Ticket.operative),
            selectinload(Ticket.contractor),
            order.selectinload(WorksOrder.property),
            order.selectinload(WorksOrder.lines),
            order.selectinload(WorksOrder.tickets).selectinload(Ticket.operative),
            order.selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
            order.selectinload(WorksOrder.contract).selectinload(Contract.contractor),
        )
    )


def _files(rows: Iterable[JournalRow]) -> Select[Evidence]:
    named = [_blob(row) for row in rows if row.command in FILES]
    return select(Evidence).where(Evidence.blob_id.in_(named)).options(selectinload(Evidence.added_by))


def _blob(row: JournalRow) -> str:
    return next((value for name, value in row.typed or [] if name == "blob"), "")
