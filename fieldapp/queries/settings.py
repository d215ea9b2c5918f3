"""What a landlord's administrator keeps: lists, contracts, and what was changed; only the asking landlord's own."""

from __future__ import annotations

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from fieldapp.domain.settings import WRITTEN_DOWN
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Landlord, ListItem, Schedule, User, WorksOrder
from fieldapp.queries.paging import SIZE, Key, Page


def landlord_of(user: User) -> Landlord:
    """The asking person's landlord, read afresh."""
    query = select(Landlord).where(Landlord.id == user.landlord_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def items_of(user: User, list_name: str) -> list[ListItem]:
    """All entries of one list, also those switched off, in their order."""
    query = select(ListItem).where(ListItem.landlord_id == user.landlord_id, ListItem.list_name == list_name)
    return list(db.session.scalars(query.order_by(ListItem.position, ListItem.id)))


def list_sizes(user: User) -> dict[str, tuple[int, int]]:
    """By list: how many of its entries can be chosen, and how many there are."""
    sizes: dict[str, tuple[int, int]] = {}
    query = select(ListItem.list_name, ListItem.active).where(ListItem.landlord_id == user.landlord_id)
    for name, active in db.session.execute(query):
        offered, there = sizes.get(name, (0, 0))
        sizes[name] = (offered + active, there + 1)
    return sizes


def item_of(user: User, number: int) -> ListItem | None:
    """One entry of one of the landlord's lists."""
    query = select(ListItem).where(ListItem.id == number, ListItem.landlord_id == user.landlord_id)
    return db.session.scalar(query)


def contracts_of(user: User) -> list[Contract]:
    """The landlord's contracts by site code, each with its contractor and schedules."""
    return list(db.session.scalars(_contracts(user).order_by(Contract.site_code, Contract.id)))


def contract_of(user: User, number: int) -> Contract | None:
    """One contract of the landlord's."""
    return db.session.scalar(_contracts(user).where(Contract.id == number))


def schedules_of(user: User) -> list[Schedule]:
    """The landlord's schedules of rates, by name."""
    query = select(Schedule).where(Schedule.landlord_id == user.landlord_id)
    return list(db.session.scalars(query.order_by(Schedule.name, Schedule.id)))


def has_orders(contract: Contract) -> bool:
    """Whether an order names the contract, so that its site code stays."""
    return bool(db.session.scalar(select(exists().where(WorksOrder.contract_id == contract.id))))


def changes(user: User, after: Key | None = None) -> Page[JournalRow]:
    """One page of what was changed and by whom, the newest first; walks the journal's rows that have no order."""
    query = select(JournalRow).where(
        JournalRow.order_id.is_(None),
        JournalRow.landlord_id == user.landlord_id,
        JournalRow.command.in_(WRITTEN_DOWN),
        JournalRow.outcome == "applied",
    )
    if after:
        query = query.where(JournalRow.number < after.id)
    query = query.options(joinedload(JournalRow.actor)).order_by(JournalRow.number.desc()).limit(SIZE + 1)
    rows = list(db.session.scalars(query))
    shown = rows[:SIZE]
    return Page(shown, Key(shown[-1].received_at, shown[-1].number) if len(rows) > SIZE else None)


def _contracts(user: User) -> Select[Contract]:
    query = select(Contract).where(Contract.landlord_id == user.landlord_id)
    return query.options(joinedload(Contract.contractor), selectinload(Contract.schedules))
