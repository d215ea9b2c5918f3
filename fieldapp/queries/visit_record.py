"""All that an office or a landlord sees of a visit or an order, with its journal; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from fieldapp.domain.lifecycle import CONTRACTOR_ROLES, LANDLORD_ROLES
from fieldapp.domain.numbers import row_number
from fieldapp.extensions import db
from fieldapp.models import (
    Contract,
    Evidence,
    Invoice,
    JournalRow,
    Landlord,
    LateCommand,
    ListItem,
    Note,
    Property,
    Ticket,
    User,
    WorksOrder,
)
from fieldapp.models.journal import moved_since
from fieldapp.queries.late import undecided_of
from fieldapp.queries.tickets import visible

MOST_ROWS = 200
# What a landlord keeps to itself: that it expects a dispute, and why.
OF_THE_LANDLORD = ("legal-hold", "end-legal-hold")
OPERATIVE_FIELDS = ("operative", "second_operative")


@dataclass(frozen=True)
class OrderRecord:
    """One order, those of its visits that the asking person may see, what happened to it, and names for ids in it.

    `late` is what came too late and is undecided.
    """

    order: WorksOrder
    visits: Sequence[Ticket]
    journal: Sequence[JournalRow]
    people: Mapping[int, str]
    late: Sequence[LateCommand]


@dataclass(frozen=True)
class VisitRecord(OrderRecord):
    """The same, about one of the visits."""

    ticket: Ticket


def visit_record(user: User, ticket_id: int) -> VisitRecord | None:
    """One visit with all that T1 shows, if `user` may see it; None is a 404. Rules: A8, T1."""
    ticket = db.session.scalar(
        select(Ticket).where(Ticket.id == ticket_id, visible(user)).options(*_whole_visit(), _whole_order())
    )
    if ticket is None:
        return None
    journal = _journal(user, ticket.order_id)
    late = undecided_of(user, ticket.order_id)
    return VisitRecord(ticket.order, _visits(user, ticket.order_id), journal, people_in(journal), late, ticket)


def order_record(user: User, order_id: int) -> OrderRecord | None:
    """One order of the asking landlord; None is a 404. Rules: A8."""
    order = db.session.scalar(
        select(WorksOrder)
        .where(WorksOrder.id == order_id, WorksOrder.landlord_id == user.landlord_id)
        .options(*_parts_of_order())
    )
    if order is None:
        return None
    journal = _journal(user, order_id)
    return OrderRecord(order, _visits(user, order_id), journal, people_in(journal), undecided_of(user, order_id))


def done_since(user: User, order_id: int, version: int) -> list[JournalRow]:
    """What was done to an order after it had `version`, the newest first, as far as `user` may read it."""
    current = db.session.scalar(select(WorksOrder.version).where(WorksOrder.id == order_id)) or 0
    if current <= version:
        return []
    numbers = moved_since(order_id, min(current - version, MOST_ROWS)).subquery()
    query = _readable(user, order_id).where(
        JournalRow.outcome == "applied", JournalRow.number.in_(select(numbers.c.number))
    )
    return list(db.session.scalars(query))


def trail(user: User, ticket: Ticket) -> list[JournalRow]:
    """What was done on one visit and to its order, the newest first; nothing of its other visits. Rules: A8, T1."""
    about = or_(JournalRow.ticket_id == ticket.id, JournalRow.ticket_id.is_(None))
    query = _readable(user, ticket.order_id).where(JournalRow.outcome == "applied", about)
    return list(db.session.scalars(query.limit(MOST_ROWS)))


def list_label(landlord_id: int | None, list_name: str, code: str) -> str:
    """A landlord's words for a code of one of its lists; the code itself where it has none."""
    named = select(ListItem.label).where(
        ListItem.landlord_id == landlord_id, ListItem.list_name == list_name, ListItem.code == code
    )
    return db.session.scalar(named) or code


def _visits(user: User, order_id: int) -> list[Ticket]:
    query = select(Ticket).where(Ticket.order_id == order_id, visible(user)).order_by(Ticket.visit)
    return list(db.session.scalars(query.options(*_whole_visit())))


def _journal(user: User, order_id: int) -> list[JournalRow]:
    return list(db.session.scalars(_readable(user, order_id).limit(MOST_ROWS)))


def _readable(user: User, order_id: int) -> Select[JournalRow]:
    """The newest rows first; a contractor reads nothing of an order's time with another, nor of a legal hold.

    A form with a mistake in it is read by the side that filled it in alone, unless it waited and a decision tried it.
    """
    whose, side = (
        (
            and_(JournalRow.contractor_id == user.contractor_id, JournalRow.command.not_in(OF_THE_LANDLORD)),
            CONTRACTOR_ROLES,
        )
        if user.landlord_id is None
        else (JournalRow.landlord_id == user.landlord_id, LANDLORD_ROLES)
    )
    told = or_(JournalRow.outcome != "invalid", JournalRow.role.in_(side), JournalRow.answers.is_not(None))
    query = select(JournalRow).where(JournalRow.order_id == order_id, whose, told).order_by(JournalRow.number.desc())
    return query.options(selectinload(JournalRow.actor))


def people_in(journal: Sequence[JournalRow]) -> dict[int, str]:
    """The names of those to whom the journal says that visits were given, as far as they are of those firms."""
    firms = {row.contractor_id for row in journal}
    typed = [pair for row in journal if row.command == "allocate" for pair in row.typed or []]
    ids = {row_number(value) for name, value in typed if name in OPERATIVE_FIELDS}
    found = select(User.id, User.name).where(User.id.in_(ids), User.contractor_id.in_(firms))
    return {row[0]: row[1] for row in db.session.execute(found)}


def _whole_visit() -> tuple[_AbstractLoad, ...]:
    return (
        selectinload(Ticket.operative),
        selectinload(Ticket.second_operative),
        selectinload(Ticket.contractor),
        selectinload(Ticket.appointments),
        selectinload(Ticket.evidence).selectinload(Evidence.added_by),
        selectinload(Ticket.certificates),
    )


def _whole_order() -> _AbstractLoad:
    return selectinload(Ticket.order).options(*_parts_of_order())


def _parts_of_order() -> tuple[_AbstractLoad, ...]:
    return (
        selectinload(WorksOrder.property).selectinload(Property.cautions),
        selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
        selectinload(WorksOrder.contract).selectinload(Contract.contractor),
        selectinload(WorksOrder.lines),
        selectinload(WorksOrder.tickets),
        selectinload(WorksOrder.notes).selectinload(Note.author),
        selectinload(WorksOrder.invoices).selectinload(Invoice.recorded_by),
    )
