"""The register of certificates: what is overdue or due, what is to be put right, and what stands at one home."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, selectinload
from sqlalchemy.sql.base import ExecutableOption

from fieldapp.domain.lifecycle import OPERATIVE
from fieldapp.extensions import db
from fieldapp.models import Certificate, Fence, Landlord, ListItem, Property, Ticket, User, WorksOrder
from fieldapp.models.fence import KEY
from fieldapp.queries import homes
from fieldapp.queries.paging import SIZE, Key, Page, capped_count

OVERDUE, TO_PUT_RIGHT, ALL = "overdue", "to-put-right", "all"
# Each counts what is due from today until so many days on.
DUE_WITHIN = {"due-30": 30, "due-60": 60, "due-90": 90}
TABS = (OVERDUE, *DUE_WITHIN, TO_PUT_RIGHT, ALL)
MOST_AT_HOME = 100
Cells = tuple[str, ...]


def listed(user: User, tab: str, today: date, words: str = "", after: Key | None = None) -> Page[Certificate]:
    """One page of the asking landlord's certificates: what is due first, of `all` the newest. Rules: A8."""
    return _page(user, tab, today, _named(user, words), after)


def listing(
    user: User, tab: str, today: date, at: Sequence[int] | None = None, after: Key | None = None
) -> Select[Certificate]:
    """The statement behind `listed`, of the homes `at` or of all of them: at most one more than a page."""
    column = _sorted_by(tab)
    query = select(Certificate).where(*_conditions(user, tab, today))
    if at is not None:
        query = query.where(Certificate.property_id.in_(at))
    if after:
        place = tuple_(column, Certificate.id)
        start = tuple_(literal(after.moment.date(), column.type), literal(after.id))
        query = query.where(place < start if tab == ALL else place > start)
    if tab == ALL:
        return query.order_by(column.desc(), Certificate.id.desc()).limit(SIZE + 1)
    return query.order_by(column, Certificate.id).limit(SIZE + 1)


def counts(user: User, today: date) -> dict[str, int]:
    """How many each tab holds, in one statement; counting stops."""
    columns = [capped_count(*_conditions(user, tab, today), of=Certificate.id).label(tab) for tab in TABS]
    row = db.session.execute(select(*columns)).one()
    return {tab: row[place] for place, tab in enumerate(TABS)}


def every(
    user: User, tab: str, today: date, words: str, plain: Callable[[Certificate], Cells]
) -> Iterator[Sequence[Cells]]:
    """All rows of a tab as `plain` says them, a page at a time, for a file that is sent while it is read.

    By then the request is over and its fence is down: this puts up its own. While somebody reads, however slowly, no
    transaction is open and no connection held.
    """
    after: Key | None = None
    fence = Fence(landlord_id=user.landlord_id)
    try:
        db.session.info[KEY] = fence
        at = _named(user, words)
        while True:
            db.session.info[KEY] = fence
            page = _page(user, tab, today, at, after)
            lines, after = [plain(one) for one in page.rows], page.following
            # Before the rollback, so that the asking person stays loaded.
            db.session.expunge_all()
            db.session.rollback()
            yield lines
            if after is None:
                return
    finally:
        db.session.info.pop(KEY, None)
        db.session.rollback()


def one_of_landlord(user: User, certificate_id: int) -> Certificate | None:
    """One certificate of the asking landlord; None is a 404. Rules: A8."""
    query = select(Certificate).where(
        Certificate.id == certificate_id, Certificate.landlord_id == user.landlord_id, Certificate.removed_at.is_(None)
    )
    order = selectinload(Certificate.order)
    of_paper = order.selectinload(WorksOrder.landlord).selectinload(Landlord.list_items)
    return db.session.scalar(query.options(*_for_a_row(), of_paper))


def at_home(user: User, home: Property) -> Sequence[Certificate]:
    """What was ever recorded at a home of the asking landlord, the newest first, at most 100."""
    query = select(Certificate).where(
        Certificate.property_id == home.id,
        Certificate.landlord_id == user.landlord_id,
        Certificate.removed_at.is_(None),
    )
    query = query.order_by(Certificate.done_on.desc(), Certificate.id.desc()).limit(MOST_AT_HOME)
    return db.session.scalars(query).all()


def current_at(property_id: int) -> Sequence[Certificate]:
    """The newest certificate of each kind of a home whose visit the asking person sees (C8)."""
    query = select(Certificate).where(Certificate.property_id == property_id, Certificate.current)
    return db.session.scalars(query.order_by(Certificate.kind, Certificate.id)).all()


def engineer_of(user: User, ticket: Ticket) -> User | None:
    """Who is taken for the engineer before anybody says: the operative who fills one in, at a desk the visit's."""
    return user if user.role == OPERATIVE else ticket.operative


def last_registration(engineer: User) -> str:
    """The registration number that a person last signed a certificate with here, to be offered again.

    What stands on a file that they sent is whoever's wrote it.
    """
    query = select(Certificate.registration).where(
        Certificate.recorded_by_id == engineer.id,
        Certificate.registration != "",
        Certificate.data["signed"].as_string().is_not(None),
        Certificate.removed_at.is_(None),
    )
    return db.session.scalar(query.order_by(Certificate.id.desc()).limit(1)) or ""


def labels(user: User) -> dict[str, str]:
    """The asking landlord's words for its kinds of certificate."""
    query = select(ListItem.code, ListItem.label).where(
        ListItem.landlord_id == user.landlord_id, ListItem.list_name == "certificate"
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _named(user: User, words: str) -> Sequence[int] | None:
    """Where words were typed, the homes that they name."""
    return homes.ids_of(user, words) if words else None


def _page(user: User, tab: str, today: date, at: Sequence[int] | None, after: Key | None) -> Page[Certificate]:
    found = list(db.session.scalars(listing(user, tab, today, at, after).options(*_for_a_row())))
    rows = found[:SIZE]
    return Page(rows, _key(rows[-1], tab) if len(found) > SIZE else None)


def _sorted_by(tab: str) -> InstrumentedAttribute[date]:
    columns = {ALL: Certificate.done_on, TO_PUT_RIGHT: Certificate.faulty_since}
    return columns.get(tab, Certificate.due_on)  # type: ignore[return-value]


def _conditions(user: User, tab: str, today: date) -> tuple[ColumnElement[bool], ...]:
    whose = Certificate.landlord_id == user.landlord_id
    if tab == ALL:
        return whose, Certificate.removed_at.is_(None)
    if tab == TO_PUT_RIGHT:
        return whose, Certificate.faulty_since.is_not(None)
    if tab == OVERDUE:
        return whose, Certificate.due_on < today
    return whose, Certificate.due_on >= today, Certificate.due_on <= today + timedelta(days=DUE_WITHIN[tab])


def _key(row: Certificate, tab: str) -> Key:
    day: date = getattr(row, _sorted_by(tab).key)
    return Key(datetime.combine(day, time(), UTC), row.id)


def _for_a_row() -> tuple[ExecutableOption, ...]:
    """What a line of a list says of a certificate beside its own columns."""
    visit = selectinload(Certificate.ticket)
    return (
        selectinload(Certificate.property),
        visit.selectinload(Ticket.contractor),
        visit.selectinload(Ticket.order),
        selectinload(Certificate.recorded_by),
    )
