"""Variation requests as lists: what waits for a decision, planned work apart, and what was decided; both sides'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import selectinload

from fieldapp.domain.variations import ASKED, AUTHORISED, REFUSED, WITHDRAWN
from fieldapp.extensions import db
from fieldapp.models import Contract, Landlord, User, Variation, WorksOrder
from fieldapp.queries.paging import SIZE, Key, Page, beyond, capped_count


@dataclass(frozen=True)
class Tab:
    """A list: requests of some states, planned ones or not; what waits longest stands first, what is decided last."""

    states: tuple[str, ...]
    planned: tuple[bool, ...]
    newest_first: bool = False

    @property
    def cells(self) -> list[tuple[str, bool]]:
        """The parts of it that an index serves each."""
        return [(state, planned) for state in self.states for planned in self.planned]

    @property
    def order(self) -> tuple[ColumnElement[Any], ...]:
        """What the list is sorted by: when it was asked, then the id."""
        if self.newest_first:
            return Variation.asked_at.desc(), Variation.id.desc()
        return Variation.asked_at.asc(), Variation.id.asc()


WAITING, PLANNED, DECIDED = "waiting", "planned", "decided"
# Rules: V6.
TABS = {
    WAITING: Tab((ASKED,), (False,)),
    PLANNED: Tab((ASKED,), (True,)),
    DECIDED: Tab((AUTHORISED, REFUSED, WITHDRAWN), (False, True), newest_first=True),
}


def counts(user: User) -> dict[str, int]:
    """How many requests each list holds, in one statement; counting a part stops at MOST. Rules: V6."""
    cells = [cell for tab in TABS.values() for cell in tab.cells]
    parts = [
        capped_count(*_of(user, *cell), of=Variation.id).label(f"cell_{place}") for place, cell in enumerate(cells)
    ]
    found = dict(zip(cells, db.session.execute(select(*parts)).one(), strict=True))
    return {name: sum(found[cell] for cell in tab.cells) for name, tab in TABS.items()}


def listed(user: User, tab: str, after: Key | None = None) -> Page[Variation]:
    """One page of a list. Rules: V6, A8."""
    order = selectinload(Variation.order)
    rows = list(
        db.session.scalars(
            listing(user, tab, after).options(
                order.selectinload(WorksOrder.property),
                order.selectinload(WorksOrder.tickets),
                order.selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
                order.selectinload(WorksOrder.contract).selectinload(Contract.contractor),
                *with_rows(),
            )
        )
    )
    shown = rows[:SIZE]
    return Page(shown, Key(shown[-1].asked_at, shown[-1].id) if len(rows) > SIZE else None)


def listing(user: User, tab: str, after: Key | None = None) -> Select[Variation]:
    """The statement behind `listed`; each part gives at most a page, so that its cost does not grow with the list."""
    chosen = TABS[tab]
    parts = [_cell_page(user, chosen, cell, after).subquery() for cell in chosen.cells]
    ids = union_all(*(select(part.c.id) for part in parts)).subquery()
    found = select(Variation).join(ids, ids.c.id == Variation.id).where(_whose(user))
    return found.order_by(*chosen.order).limit(SIZE + 1)


def of_order(user: User, order: WorksOrder, most: int | None = None) -> list[Variation]:
    """The variations of an order, the newest first, as far as `user` may read them. Rules: A8."""
    query = select(Variation).where(Variation.order_id == order.id, _whose(user)).options(*with_rows())
    return list(db.session.scalars(query.order_by(Variation.number.desc()).limit(most)))


def with_rows() -> tuple[Any, ...]:
    """With all that one is shown with, so that none asks again."""
    return (
        selectinload(Variation.rows),
        selectinload(Variation.asked_by),
        selectinload(Variation.decided_by),
    )


def _cell_page(user: User, tab: Tab, cell: tuple[str, bool], after: Key | None) -> Select[int]:
    query = select(Variation.id).where(*_of(user, *cell))
    if after:
        query = query.where(beyond(Variation.asked_at, Variation.id, after, newest_first=tab.newest_first))
    return query.order_by(*tab.order).limit(SIZE + 1)


def _of(user: User, state: str, planned: bool) -> tuple[ColumnElement[bool], ...]:
    return _whose(user), Variation.state == state, Variation.planned.is_(planned)


def _whose(user: User) -> ColumnElement[bool]:
    if user.landlord_id is not None:
        return Variation.landlord_id == user.landlord_id
    return Variation.contractor_id == user.contractor_id
