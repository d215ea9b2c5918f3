"""The office's lists of visits: what belongs to each, how many there are, a page of one, and finding by reference."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true, union_all
from sqlalchemy.orm import selectinload

from fieldapp.domain import lifecycle
from fieldapp.domain.order_search import Criterion
from fieldapp.domain.references import readings
from fieldapp.extensions import db
from fieldapp.models import Landlord, Property, Ticket, User, WorksOrder, landlords_of
from fieldapp.queries import order_search
from fieldapp.queries.addresses import SHORTEST, addressed
from fieldapp.queries.paging import SIZE, Key, Page, beyond, capped_count
from fieldapp.queries.tickets import visible


@dataclass(frozen=True)
class Asked:
    """Who asks, when, and for how many days each landlord shows what is completed (L3)."""

    user: User
    now: datetime
    completed_days: Mapping[int, int]


# So many homes a search goes through for their visits.
MOST_SEARCHED = 200
Condition = Callable[[Asked], ColumnElement[bool]]


@dataclass(frozen=True)
class Cell:
    """Tickets of one state that meet a condition: an index serves it, whatever else a list is made of."""

    state: str
    condition: Condition = lambda _asked: true()


@dataclass(frozen=True)
class Tab:
    """A list: the cells that are counted, and whether the latest change stands first (else what is due first).

    `states` are read instead where the list holds all of them: in the order of due days a cell that leaves some of a
    state out looks through what it leaves out.
    """

    cells: tuple[str, ...]
    newest_first: bool = False
    under: str = ""
    states: tuple[str, ...] = ()

    @property
    def read(self) -> list[Cell]:
        """What a page of it is put together of."""
        return [Cell(state) for state in self.states] or [CELLS[name] for name in self.cells]

    @property
    def order(self) -> tuple[ColumnElement[Any], ...]:
        """What the list is sorted by: a moment, then the id."""
        return (
            (Ticket.state_at.desc(), Ticket.id.desc()) if self.newest_first else (Ticket.due_at.asc(), Ticket.id.asc())
        )

    def beyond(self, key: Key) -> ColumnElement[bool]:
        """The condition of standing after `key` in the list."""
        column = Ticket.state_at if self.newest_first else Ticket.due_at
        return beyond(column, Ticket.id, key, newest_first=self.newest_first)

    def key_of(self, ticket: Ticket) -> Key:
        """Where a page that ends with `ticket` is followed by the next."""
        return Key(ticket.state_at if self.newest_first else ticket.due_at, ticket.id)


def _due(asked: Asked) -> ColumnElement[bool]:
    return Ticket.due_at < asked.now


def _lately(asked: Asked) -> ColumnElement[bool]:
    """Changed within the days that the ticket's landlord calls *completed*, not yet *closed*. Rules: L3."""
    since = _since(asked)
    by_landlord = [and_(Ticket.landlord_id.in_(ids), Ticket.state_at >= moment) for moment, ids in since.items()]
    # A range of the whole first, which an index serves.
    return and_(Ticket.state_at >= min(since, default=asked.now), or_(false(), *by_landlord))


def _long_ago(asked: Asked) -> ColumnElement[bool]:
    since = _since(asked)
    by_landlord = [and_(Ticket.landlord_id.in_(ids), Ticket.state_at < moment) for moment, ids in since.items()]
    return and_(Ticket.state_at < max(since, default=asked.now), or_(false(), *by_landlord))


def _since(asked: Asked) -> dict[datetime, list[int]]:
    """The landlords by the moment from which on they call a visit completed."""
    landlords: dict[datetime, list[int]] = {}
    for landlord, days in asked.completed_days.items():
        landlords.setdefault(asked.now - timedelta(days=days), []).append(landlord)
    return landlords


def _two(_asked: Asked) -> ColumnElement[bool]:
    return Ticket.two_to_attend.is_(True)


CELLS = {
    "new": Cell(lifecycle.ISSUED, lambda _asked: Ticket.visit == 1),
    "follow-on": Cell(lifecycle.ISSUED, lambda _asked: Ticket.visit > 1),
    "to-appoint": Cell(lifecycle.ACCEPTED),
    "appointed": Cell(lifecycle.BOOKED),
    "on-site": Cell(lifecycle.ON_SITE),
    "to-appoint-overdue": Cell(lifecycle.ACCEPTED, _due),
    "appointed-overdue": Cell(lifecycle.BOOKED, _due),
    "on-site-overdue": Cell(lifecycle.ON_SITE, _due),
    **{f"{state}-two": Cell(state, _two) for state in lifecycle.OPEN},
    "cancelled": Cell(lifecycle.CANCELLED, lambda _asked: Ticket.acknowledged_at.is_(None)),
    "acknowledged": Cell(lifecycle.CANCELLED, lambda _asked: Ticket.acknowledged_at.is_not(None)),
    "completed": Cell(lifecycle.COMPLETED, _lately),
    "closed": Cell(lifecycle.COMPLETED, _long_ago),
    "no-access": Cell(lifecycle.NO_ACCESS),
    "incomplete": Cell(lifecycle.INCOMPLETE),
    "returned": Cell(lifecycle.RETURNED),
    "rejected": Cell(lifecycle.REJECTED),
}
ACCEPTED = ("to-appoint", "appointed", "on-site")
CLOSED = ("closed", "no-access", "incomplete", "returned", "rejected", "acknowledged")
# Rules: L2, L3, L4, T9.
TABS = {
    "new": Tab(("new",)),
    "follow-on": Tab(("follow-on",)),
    "accepted": Tab(ACCEPTED),
    "cancelled": Tab(("cancelled",), newest_first=True),
    "completed": Tab(("completed",), newest_first=True),
    "closed": Tab(CLOSED, newest_first=True),
    "all": Tab(("new", "follow-on", *ACCEPTED, "cancelled", "completed", *CLOSED), states=lifecycle.TICKET_STATES),
    "to-appoint": Tab(("to-appoint",), under="accepted"),
    "appointed": Tab(("appointed",), under="accepted"),
    "on-site": Tab(("on-site",), under="accepted"),
    "overdue": Tab(tuple(f"{cell}-overdue" for cell in ACCEPTED), under="accepted"),
    "two-to-attend": Tab(tuple(f"{state}-two" for state in lifecycle.OPEN)),
}


def counts(user: User, now: datetime) -> dict[str, int]:
    """How many visits each list holds, in one statement; counting a cell stops at MOST."""
    asked = _asked(user, now)
    parts = [capped_count(*_conditions(cell, asked), of=Ticket.id).label(name) for name, cell in CELLS.items()]
    found = dict(db.session.execute(select(*parts)).one()._mapping)
    return {name: sum(found[cell] for cell in tab.cells) for name, tab in TABS.items()}


def listed(user: User, tab: str, now: datetime, after: Key | None = None) -> Page[Ticket]:
    """One page of a list; each of its cells gives at most a page, so that the cost does not grow with the list."""
    query = listing(user, tab, now, after)
    rows = list(db.session.scalars(_for_a_row(query)))
    shown = rows[:SIZE]
    return Page(shown, TABS[tab].key_of(shown[-1]) if len(rows) > SIZE else None)


def listing(user: User, tab: str, now: datetime, after: Key | None = None) -> Select[Ticket]:
    """The statement behind `listed`."""
    chosen, asked = TABS[tab], _asked(user, now)
    cells = [_cell_page(chosen, cell, asked, after).subquery() for cell in chosen.read]
    ids = union_all(*(select(cell.c.id) for cell in cells)).subquery()
    # Joined, not IN: SQLite then begins with the few ids instead of with all of the firm's visits.
    found = select(Ticket).join(ids, ids.c.id == Ticket.id).where(visible(user))
    return found.order_by(*chosen.order).limit(SIZE + 1)


def _cell_page(tab: Tab, cell: Cell, asked: Asked, after: Key | None) -> Select[int]:
    query = select(Ticket.id).where(*_conditions(cell, asked))
    if after:
        query = query.where(tab.beyond(after))
    return query.order_by(*tab.order).limit(SIZE + 1)


def found_by_reference(user: User, typed: str) -> list[Ticket]:
    """The visits that a typed reference may mean, the latest of each order first. Rules: L5."""
    query = (
        select(Ticket)
        .join(Ticket.order)
        .where(visible(user), _named(user, typed))
        .order_by(WorksOrder.reference, Ticket.visit.desc(), Ticket.id)
        .limit(SIZE)
    )
    return list(db.session.scalars(_for_a_row(query)))


def found(user: User, typed: str) -> list[Ticket]:
    """The visits of a typed reference; where it is none, those at an address with these words. Rules: L5."""
    rows = found_by_reference(user, typed) or _found_by_other_numbers(user, typed)
    if rows or len(typed.strip()) < SHORTEST:
        return rows
    homes = addressed(landlords_of(user.contractor_id), typed, MOST_SEARCHED)
    if not homes:
        return []
    query = (
        select(Ticket)
        .join(Ticket.order)
        .where(visible(user), WorksOrder.property_id.in_(homes))
        .order_by(Ticket.state_at.desc(), Ticket.id.desc())
        .limit(SIZE)
    )
    return list(db.session.scalars(_for_a_row(query)))


def _found_by_other_numbers(user: User, typed: str) -> list[Ticket]:
    """The visits with this as the firm's own reference or the purchase order number, the latest of each order."""
    asked = (Criterion(field=name, text=typed.strip()) for name in ("own-reference", "purchase-order"))
    rows = [row for one in asked for row in order_search.search(user, [one]).rows]
    ids = {row.ticket.id for row in rows if row.ticket is not None}
    query = select(Ticket).where(Ticket.id.in_(ids), visible(user)).order_by(Ticket.due_at.desc(), Ticket.id.desc())
    return list(db.session.scalars(_for_a_row(query.limit(SIZE)))) if ids else []


def operatives(user: User) -> list[User]:
    """The people of the asking firm who can be given a visit, by name."""
    query = select(User).where(
        User.contractor_id == user.contractor_id, User.role == lifecycle.OPERATIVE, User.active.is_(True)
    )
    return list(db.session.scalars(query.order_by(User.name, User.id)))


def given_on(user: User, people: Collection[int], day: date, *, but: int) -> list[Ticket]:
    """The open visits of some of the asking firm's people on a day, `but` one; an index serves each half."""
    found: dict[int, Ticket] = {}
    for column in (Ticket.operative_id, Ticket.second_operative_id):
        query = select(Ticket).where(
            Ticket.contractor_id == user.contractor_id, column.in_(people), Ticket.visit_on == day, Ticket.id != but
        )
        rows = db.session.scalars(_for_a_row(query.where(Ticket.state.in_(lifecycle.OPEN))))
        found |= {one.id: one for one in rows}
    return sorted(found.values(), key=lambda one: (one.slot_starts, one.id))


def _named(user: User, typed: str) -> ColumnElement[bool]:
    # A reference is unique within a landlord, and so is the index.
    meant = []
    for reference, visit in readings(typed):
        same = WorksOrder.reference == reference
        meant.append(same if visit is None else and_(same, Ticket.visit == visit))
    return and_(WorksOrder.landlord_id.in_(landlords_of(user.contractor_id)), or_(*meant))


def _asked(user: User, now: datetime) -> Asked:
    return Asked(user, now, {one.id: one.policy.completed_days for one in db.session.scalars(select(Landlord))})


def _conditions(cell: Cell, asked: Asked) -> tuple[ColumnElement[bool], ...]:
    return (visible(asked.user), Ticket.state == cell.state, cell.condition(asked))


def _for_a_row(query: Select[Ticket]) -> Select[Ticket]:
    """With all that a row of a list shows, so that no row asks again."""
    order = selectinload(Ticket.order)
    return query.options(
        order.selectinload(WorksOrder.property).selectinload(Property.cautions),
        order.selectinload(WorksOrder.landlord).selectinload(Landlord.list_items),
        selectinload(Ticket.operative),
        selectinload(Ticket.second_operative),
    )
