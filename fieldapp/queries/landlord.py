"""The landlord's lists of orders: by status, what came back, and finding by reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from fieldapp.domain.additional_work import OWED
from fieldapp.domain.lifecycle import ORDER_STATUSES, TABLE
from fieldapp.domain.order_search import Criterion
from fieldapp.domain.references import readings
from fieldapp.extensions import db
from fieldapp.models import Contract, Landlord, Ticket, User, WorksOrder
from fieldapp.queries import order_search
from fieldapp.queries.addresses import SHORTEST, addressed
from fieldapp.queries.paging import SIZE, Key, Page, beyond, capped_count


@dataclass(frozen=True)
class Tab:
    """A list of orders: one status, or all of them by when they were raised."""

    status: str | None
    came_back: bool = False
    review: str = ""

    @property
    def order(self) -> tuple[ColumnElement[Any], ...]:
        """What the list is sorted by: what is due first; all orders by age, the newest first."""
        if self.status:
            return WorksOrder.due_at.asc(), WorksOrder.id.asc()
        return WorksOrder.raised_at.desc(), WorksOrder.id.desc()

    def beyond(self, key: Key) -> ColumnElement[bool]:
        """The condition of standing after `key` in the list."""
        column = WorksOrder.due_at if self.status else WorksOrder.raised_at
        return beyond(column, WorksOrder.id, key, newest_first=self.status is None)

    def key_of(self, order: WorksOrder) -> Key:
        """Where a page that ends with `order` is followed by the next."""
        return Key(order.due_at if self.status else order.raised_at, order.id)

    def conditions(self, user: User, kind: str = "") -> tuple[ColumnElement[bool], ...]:
        """Which orders belong to the list; of what came back, to that of one kind."""
        found: list[ColumnElement[bool]] = [WorksOrder.landlord_id == user.landlord_id]
        if self.status:
            found.append(WorksOrder.status == self.status)
        if self.review:
            found.append(WorksOrder.extra_review == self.review)
        if kind:
            found.append(WorksOrder.back_with_landlord == kind)
        elif self.came_back:
            found.append(WorksOrder.back_with_landlord != "")
        return tuple(found)


TABS = {
    "all": Tab(None),
    "came-back": Tab("RAI", came_back=True),
    "additional": Tab("COM", review=OWED),
    **{status.lower(): Tab(status) for status in ORDER_STATUSES},
}


CAME_BACK = "came-back"
# So many homes a search goes through for their orders.
MOST_SEARCHED = 200
# What sends an order back to its landlord: the commands of its visits that do.
KINDS = (*dict.fromkeys(row.command for row in TABLE if row.order_becomes == "RAI"), "reopen")


def counts(user: User) -> dict[str, int]:
    """How many orders each list holds, in one statement; each count stops at MOST."""
    parts = [capped_count(*tab.conditions(user), of=WorksOrder.id).label(name) for name, tab in TABS.items()]
    return dict(db.session.execute(select(*parts)).one()._mapping)


def counts_of_kinds(user: User) -> dict[str, int]:
    """How many orders came back for each reason, in one statement; each count stops at MOST."""
    back = TABS[CAME_BACK]
    parts = [capped_count(*back.conditions(user, kind), of=WorksOrder.id).label(kind) for kind in KINDS]
    return dict(db.session.execute(select(*parts)).one()._mapping)


def listed(user: User, tab: str, after: Key | None = None, kind: str = "") -> Page[WorksOrder]:
    """One page of a list; of what came back, also of one kind alone."""
    query = _for_a_row(listing(user, tab, after, kind))
    if tab == CAME_BACK:
        query = query.options(selectinload(WorksOrder.notes))
    rows = list(db.session.scalars(query))
    shown = rows[:SIZE]
    return Page(shown, TABS[tab].key_of(shown[-1]) if len(rows) > SIZE else None)


def listing(user: User, tab: str, after: Key | None = None, kind: str = "") -> Select[WorksOrder]:
    """The statement behind `listed`."""
    chosen = TABS[tab]
    query = select(WorksOrder).where(*chosen.conditions(user, kind))
    if after:
        query = query.where(chosen.beyond(after))
    return query.order_by(*chosen.order).limit(SIZE + 1)


def found_by_reference(user: User, typed: str) -> list[WorksOrder]:
    """The orders that a typed reference may mean. Rules: L5."""
    named = {reference for reference, _visit in readings(typed)}
    query = select(WorksOrder).where(
        WorksOrder.landlord_id == user.landlord_id, or_(*(WorksOrder.reference == one for one in sorted(named)))
    )
    return list(db.session.scalars(_for_a_row(query.order_by(WorksOrder.reference).limit(SIZE))))


def found(user: User, typed: str) -> list[WorksOrder]:
    """The orders of a typed reference; where it is none, those at an address with these words. Rules: L5."""
    rows = found_by_reference(user, typed) or _found_by_purchase_order(user, typed)
    if rows or len(typed.strip()) < SHORTEST or user.landlord_id is None:
        return rows
    homes = addressed([user.landlord_id], typed, MOST_SEARCHED)
    query = select(WorksOrder).where(WorksOrder.landlord_id == user.landlord_id, WorksOrder.property_id.in_(homes))
    query = query.order_by(WorksOrder.raised_at.desc(), WorksOrder.id.desc()).limit(SIZE)
    return list(db.session.scalars(_for_a_row(query))) if homes else []


def _found_by_purchase_order(user: User, typed: str) -> list[WorksOrder]:
    """The orders with this purchase order number, the latest first."""
    found = order_search.search(user, [Criterion(field="purchase-order", text=typed.strip())]).rows
    query = select(WorksOrder).where(WorksOrder.id.in_([one.order.id for one in found]))
    query = query.order_by(WorksOrder.due_at.desc(), WorksOrder.id.desc())
    return list(db.session.scalars(_for_a_row(query))) if found else []


def _for_a_row(query: Select[WorksOrder]) -> Select[WorksOrder]:
    return query.options(
        selectinload(WorksOrder.property),
        selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
        selectinload(WorksOrder.contract).selectinload(Contract.contractor),
        selectinload(WorksOrder.tickets).selectinload(Ticket.operative),
    )
