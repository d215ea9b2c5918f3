"""Searching for works orders by fields, for both sides: one row an order, the latest target first.

What finds few orders is looked up first, by its own index, and the rest is asked of those few. Else the list is walked
from its newest end, along the date that was asked for, until a page is full: what finds many fills it soon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased, selectinload

from fieldapp.domain.lifecycle import ENDED, OPEN, TICKET_STATES
from fieldapp.domain.order_search import Criterion
from fieldapp.extensions import db
from fieldapp.models import Contract, Landlord, Ticket, User, WorksOrder
from fieldapp.models.schema import unsought
from fieldapp.queries.jobs import completed_pence, ordered_pence
from fieldapp.queries.order_criteria import MOMENTS, Scope, condition, lookups, scope_of, within
from fieldapp.queries.paging import MOST, SIZE, Key, Page, beyond
from fieldapp.queries.rates_shown import rates_shown
from fieldapp.queries.tickets import listed

# So many orders are few: they are asked by their ids.
FEW = 2_000

# While an order has one of these, a visit of it is open; in any other its last visit has ended.
WITH_A_FIRM = ("ISS", "HLD", "IVR")


@dataclass(frozen=True, kw_only=True)
class Found:
    """An order of the result, and the visit that leads a contractor to it; `cost_pence` is None where it is not shown.

    The cost is that of what was completed, or else ordered.
    """

    order: WorksOrder
    ticket: Ticket | None
    cost_pence: int | None


def search(user: User, asked: Sequence[Criterion], after: Key | None = None) -> Page[Found]:
    """One page of the orders that meet every criterion. Rules: V1, L5, A8."""
    scope = scope_of(user)
    walk = _walk(scope, asked)
    if walk is None:
        return Page([])
    rows = list(db.session.scalars(_for_a_row(walk.query(after, SIZE + 1), walk.of_visits)))
    shown = [_found(user, one) for one in rows[:SIZE]]
    return Page(shown, walk.key_of(rows[SIZE - 1]) if len(rows) > SIZE else None)


def count(user: User, asked: Sequence[Criterion]) -> int:
    """How many there are; counting stops one after MOST. Rules: L5."""
    walk = _walk(scope_of(user), asked)
    if walk is None:
        return 0
    ids = walk.query(None, MOST + 1).with_only_columns(walk.number).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


@dataclass(frozen=True)
class _Walk:
    """The list that is searched: orders for a landlord, visits for a contractor, by a moment, the latest first."""

    select_of: Callable[[Callable[[Select[Any]], Select[Any]]], Select[Any]]
    moment: InstrumentedAttribute[datetime]
    number: InstrumentedAttribute[int]
    of_visits: bool

    def query(self, after: Key | None, most: int) -> Select[Any]:
        """At most so many rows after a key."""

        def part(query: Select[Any]) -> Select[Any]:
            if after:
                query = query.where(beyond(self.moment, self.number, after, newest_first=True))
            return query.order_by(self.moment.desc(), self.number.desc()).limit(most)

        return part(self.select_of(part))

    def key_of(self, row: Any) -> Key:
        """Where a page that ends with `row` is followed by the next."""
        return Key(getattr(row, self.moment.key), row.id)


def _walk(scope: Scope, asked: Sequence[Criterion]) -> _Walk | None:
    """How to look; None where nothing can be found."""
    conditions = [condition(scope, one) for one in asked]
    if not scope.landlords or any(one is None for one in conditions):
        return None
    met = [one for one in conditions if one is not None]
    few = next((ids for query in lookups(scope, asked) if (ids := _few(query)) is not None), None)
    if few == [] or not _states(asked):
        return None
    return _of_firm(scope, asked, met, few) if scope.user.landlord_id is None else _of_landlord(scope, asked, met, few)


def _of_landlord(
    scope: Scope, asked: Sequence[Criterion], met: list[ColumnElement[bool]], few: list[int] | None
) -> _Walk:
    """Along the first date that was asked for, which an index serves, else along the target."""
    [landlord] = scope.landlords
    dated = next((one for one in asked if one.field in MOMENTS), None)
    moment = MOMENTS[dated.field] if dated else WorksOrder.due_at
    base = select(WorksOrder).where(*met)
    if few is not None:
        base = base.where(WorksOrder.id.in_(few), unsought(WorksOrder.landlord_id) == landlord)
    else:
        along = and_(moment.is_not(None), *within(moment, dated)) if dated else true()
        base = base.where(WorksOrder.landlord_id == landlord, along)
    return _Walk(lambda _part: base, moment, WorksOrder.id, of_visits=False)


def _states(asked: Sequence[Criterion]) -> Sequence[str]:
    """In which states the last visit of an order can be: looking through all others would find nothing."""
    found = set(TICKET_STATES)
    for one in asked:
        if one.statuses:
            found &= {state for status in one.statuses for state in (OPEN if status in WITH_A_FIRM else ENDED)}
        if one.field == "completed":
            found &= set(ENDED)
    return [state for state in TICKET_STATES if state in found]


def _of_firm(scope: Scope, asked: Sequence[Criterion], met: list[ColumnElement[bool]], few: list[int] | None) -> _Walk:
    """The firm's last visit of each order; of many, state by state, since the firm's index begins so."""
    later = aliased(Ticket)
    last = ~(
        select(1)
        .where(
            later.order_id == Ticket.order_id,
            later.visit > Ticket.visit,
            unsought(later.contractor_id) == scope.user.contractor_id,
            later.archived_at.is_(None),
        )
        .exists()
    )

    def of(*which: ColumnElement[bool]) -> Select[Any]:
        return select(Ticket).join(WorksOrder, WorksOrder.id == Ticket.order_id).where(*which, *met, last)

    if few is not None:
        own = (unsought(Ticket.contractor_id) == scope.user.contractor_id, Ticket.archived_at.is_(None))
        return _Walk(lambda _part: of(Ticket.order_id.in_(few), *own), Ticket.due_at, Ticket.id, of_visits=True)

    due = [part for one in asked if one.field == "target" for part in within(Ticket.due_at, one)]

    def by_state(part: Callable[[Select[Any]], Select[Any]]) -> Select[Any]:
        cells = [
            part(of(listed(scope.user), Ticket.state == state, *due).with_only_columns(Ticket.id)).subquery()
            for state in _states(asked)
        ]
        ids = union_all(*(select(cell.c.id) for cell in cells)).subquery()
        return select(Ticket).join(ids, ids.c.id == Ticket.id).where(listed(scope.user))

    return _Walk(by_state, Ticket.due_at, Ticket.id, of_visits=True)


def _few(query: Select[int]) -> list[int] | None:
    """The ids that a query gives, as long as they are few."""
    ids = list(db.session.scalars(query.limit(FEW + 1)))
    return ids if len(ids) <= FEW else None


def _found(user: User, row: Any) -> Found:
    """A row with its cost, where its landlord shows money to whoever asks. Rules: C4."""
    ticket, order = (row, row.order) if isinstance(row, Ticket) else (None, row)
    shown = rates_shown(user, order.landlord)
    done = any(line.completed is not None for line in order.lines)
    cost = completed_pence(order) if done else ordered_pence(order)
    return Found(order=order, ticket=ticket, cost_pence=cost if shown else None)


def _for_a_row(query: Select[Any], of_visits: bool) -> Select[Any]:
    """With all that a row shows, so that no row asks again."""
    parts = (
        selectinload(WorksOrder.property),
        selectinload(WorksOrder.lines),
        selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
        selectinload(WorksOrder.contract).selectinload(Contract.contractor),
    )
    return query.options(selectinload(Ticket.order).options(*parts)) if of_visits else query.options(*parts)
