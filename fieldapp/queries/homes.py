"""The landlord's homes: finding one, what is ordered there, and what was done to its cautions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from fieldapp.domain.journal import chain_of_home
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Property, Ticket, User, WorksOrder
from fieldapp.queries.addresses import SHORTEST, addressed
from fieldapp.queries.paging import SIZE, Key, Page

# Work that is still to be done, or whose changes are not decided.
OPEN = ("RAI", "ISS", "HLD", "IVR", "CVR")
MOST_ROWS = 100


@dataclass(frozen=True)
class FoundHome:
    """A home, with its cautions, and how many orders are open there."""

    home: Property
    open_orders: int


def found(user: User, typed: str) -> list[FoundHome]:
    """Homes of the asking landlord as `ids_of` finds them, by address."""
    ids = ids_of(user, typed)
    query = select(Property).where(Property.id.in_(ids)).order_by(Property.line_1, Property.id)
    homes = list(db.session.scalars(query.options(selectinload(Property.cautions)))) if ids else []
    counts = _open_counts(user, [home.id for home in homes])
    return [FoundHome(home, counts.get(home.id, 0)) for home in homes]


def ids_of(user: User, typed: str) -> list[int]:
    """The ids of the asking landlord's homes by whole reference, or by words of address or postcode; at most 50."""
    said = typed.strip()
    if user.landlord_id is None or not said:
        return []
    by_reference = select(Property.id).where(
        Property.landlord_id == user.landlord_id, Property.reference.in_({said, said.upper()})
    )
    ids = list(db.session.scalars(by_reference))
    return ids or (addressed([user.landlord_id], said) if len(said) >= SHORTEST else [])


def home_of(user: User, home_id: int) -> Property | None:
    """One home of the asking landlord with its cautions; None is a 404. Rules: A8."""
    query = select(Property).where(Property.id == home_id, Property.landlord_id == user.landlord_id)
    return db.session.scalar(query.options(selectinload(Property.cautions)))


def by_reference(user: User, reference: str) -> Property | None:
    """The asking landlord's home of that reference, written exactly so."""
    query = select(Property).where(Property.landlord_id == user.landlord_id, Property.reference == reference)
    return db.session.scalar(query)


def open_orders(user: User, home: Property) -> Sequence[WorksOrder]:
    """What is ordered at a home and not done, the newest first, at most 50: so that nothing is ordered twice."""
    query = select(WorksOrder).where(
        WorksOrder.landlord_id == user.landlord_id, WorksOrder.property_id == home.id, WorksOrder.status.in_(OPEN)
    )
    query = query.order_by(WorksOrder.id.desc()).limit(SIZE)
    return db.session.scalars(query.options(selectinload(WorksOrder.contract).selectinload(Contract.contractor))).all()


def orders_at(user: User, home: Property, after: Key | None = None) -> Page[WorksOrder]:
    """A page of all orders of a home, the newest first."""
    query = select(WorksOrder).where(WorksOrder.landlord_id == user.landlord_id, WorksOrder.property_id == home.id)
    if after:
        query = query.where(WorksOrder.id < after.id)
    query = query.order_by(WorksOrder.id.desc()).limit(SIZE + 1)
    rows = db.session.scalars(
        query.options(
            selectinload(WorksOrder.property),
            selectinload(WorksOrder.contract).selectinload(Contract.contractor),
            selectinload(WorksOrder.tickets).selectinload(Ticket.operative),
        )
    ).all()
    shown = rows[:SIZE]
    return Page(shown, Key(shown[-1].raised_at, shown[-1].id) if len(rows) > SIZE else None)


def happened(user: User, home: Property) -> Sequence[JournalRow]:
    """What was done to a home and its cautions, the newest first."""
    query = select(JournalRow).where(
        JournalRow.chain == chain_of_home(home.id), JournalRow.landlord_id == user.landlord_id
    )
    query = query.order_by(JournalRow.position.desc()).limit(MOST_ROWS)
    return db.session.scalars(query.options(selectinload(JournalRow.actor))).all()


def _open_counts(user: User, homes: list[int]) -> dict[int, int]:
    query = select(WorksOrder.property_id, func.count(WorksOrder.id)).where(
        WorksOrder.landlord_id == user.landlord_id,
        WorksOrder.property_id.in_(homes),
        WorksOrder.status.in_(OPEN),
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(WorksOrder.property_id))}
