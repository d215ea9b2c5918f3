"""What a landlord's officer needs to raise an order: contracts, their rates, lists, and the next free reference."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fieldapp.domain.references import following
from fieldapp.extensions import db
from fieldapp.models import Contract, ListItem, User, WorksOrder

AT_ONCE, ROUNDS = 100, 20
FIRST = "100000/1"


def contracts(user: User) -> Sequence[Contract]:
    """The asking landlord's contracts with their contractors and schedules, by site code."""
    query = select(Contract).where(Contract.landlord_id == user.landlord_id).order_by(Contract.site_code)
    return db.session.scalars(query.options(selectinload(Contract.contractor), selectinload(Contract.schedules))).all()


def items(user: User, list_name: str) -> Sequence[ListItem]:
    """The entries of one of the landlord's lists that may be chosen now."""
    query = select(ListItem).where(
        ListItem.landlord_id == user.landlord_id, ListItem.list_name == list_name, ListItem.active
    )
    return db.session.scalars(query.order_by(ListItem.position, ListItem.id)).all()


def next_reference(user: User) -> str:
    """The first free reference after the one that was raised last, or nothing where a long block of them is taken.

    Another may take it before it is used.
    """
    mine = WorksOrder.landlord_id == user.landlord_id
    newest = select(WorksOrder.reference).where(mine).order_by(WorksOrder.raised_at.desc(), WorksOrder.id.desc())
    candidates = following(db.session.scalar(newest.limit(1)) or FIRST)
    for _ in range(ROUNDS):
        some = list(islice(candidates, AT_ONCE))
        taken = set(db.session.scalars(select(WorksOrder.reference).where(mine, WorksOrder.reference.in_(some))))
        free = next((one for one in some if one not in taken), None)
        if free:
            return free
    return ""


def is_taken(user: User, reference: str) -> bool:
    """Whether an order of the landlord has this reference."""
    mine = select(WorksOrder.id).where(WorksOrder.landlord_id == user.landlord_id, WorksOrder.reference == reference)
    return db.session.scalar(mine) is not None


def came_back_at_once(user: User, order_id: int) -> bool:
    """Whether an order that was just issued is with the landlord again: its contractor is away (A9)."""
    query = select(WorksOrder.status).where(WorksOrder.id == order_id, WorksOrder.landlord_id == user.landlord_id)
    return db.session.scalar(query) == "RAI"
