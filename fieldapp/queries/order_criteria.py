"""The criteria of a search for works orders as conditions, and the look-ups of those that find few; no list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from fieldapp.domain.dates import LONDON
from fieldapp.domain.order_search import Criterion
from fieldapp.domain.references import readings
from fieldapp.extensions import db
from fieldapp.models import Contract, Line, ListItem, Property, Ticket, User, WorksOrder
from fieldapp.models.schema import unsought
from fieldapp.queries.addresses import all_addressed

A_DAY = timedelta(days=1)
# The moment that each field of days is about.
MOMENTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "target": WorksOrder.due_at,
    "status-date": WorksOrder.status_at,
    "raised": WorksOrder.raised_at,
    "completed": WorksOrder.completed_at,
}
NAMED = {"priority": WorksOrder.priority, "trade": WorksOrder.trade}


@dataclass(frozen=True)
class Scope:
    """Whose orders are searched: of these landlords, as far as the asking person sees them."""

    user: User
    landlords: Sequence[int]


def scope_of(user: User) -> Scope:
    """A landlord's own orders, or those that were issued to the asking firm. Rules: A8."""
    if user.landlord_id is not None:
        return Scope(user, [user.landlord_id])
    under = select(Contract.landlord_id).where(Contract.contractor_id == user.contractor_id).distinct()
    return Scope(user, sorted(db.session.scalars(under)))


def lookups(scope: Scope, asked: Sequence[Criterion]) -> Iterator[Select[int]]:
    """The ids of the orders that meet one criterion, each served by an index; the likeliest to be few first."""
    for one in sorted((one for one in asked if one.field in _LOOKUPS), key=lambda one: _FEWEST.index(one.field)):
        found = _LOOKUPS[one.field](scope, one)
        if found is not None:
            yield found


def _ids(scope: Scope, *conditions: ColumnElement[bool]) -> Select[int]:
    return select(WorksOrder.id).where(WorksOrder.landlord_id.in_(scope.landlords), *conditions)


def _ids_of_firm(scope: Scope, one: Criterion) -> Select[int]:
    own = (Ticket.contractor_id == scope.user.contractor_id, Ticket.own_reference.in_(_spellings(one.text)))
    return select(Ticket.order_id).distinct().where(*own)


def _ids_of_code(scope: Scope, one: Criterion) -> Select[int]:
    coded = (Line.landlord_id.in_(scope.landlords), Line.code.in_(_spellings(one.text)))
    return select(Line.order_id).distinct().where(*coded)


def _ids_of_homes(scope: Scope, one: Criterion) -> Select[int] | None:
    """The homes are the scope's own, however many: their index begins the look-up, not the landlord's."""
    homes = all_addressed(scope.landlords, one.text)
    return None if homes is None else select(WorksOrder.id).where(WorksOrder.property_id.in_(homes))


def _ids_of_contract(scope: Scope, one: Criterion) -> Select[int]:
    return select(WorksOrder.id).where(WorksOrder.contract_id.in_(_contracts(scope, one.text)))


def _ids_of_list(scope: Scope, one: Criterion) -> Select[int] | None:
    named = _of_list(scope, one, WorksOrder.landlord_id)
    return None if named is None else select(WorksOrder.id).where(named)


def _ids_of_days(scope: Scope, one: Criterion) -> Select[int]:
    moment = MOMENTS[one.field]
    return _ids(scope, moment.is_not(None), *within(moment, one))


_LOOKUPS: Mapping[str, Callable[[Scope, Criterion], Select[int] | None]] = {
    "reference": lambda scope, one: _ids(scope, WorksOrder.reference.in_(_references(one.text))),
    "property": lambda scope, one: _ids(scope, WorksOrder.property_id.in_(_properties(scope, one.text))),
    "address": _ids_of_homes,
    "purchase-order": lambda scope, one: _ids(scope, WorksOrder.purchase_order.in_(_spellings(one.text))),
    "own-reference": _ids_of_firm,
    "code": _ids_of_code,
    "contract": _ids_of_contract,
    "status": lambda scope, one: _ids(scope, WorksOrder.status.in_(one.statuses)),
    **dict.fromkeys(NAMED, _ids_of_list),
    **dict.fromkeys(MOMENTS, _ids_of_days),
}
_FEWEST = list(_LOOKUPS)


def condition(scope: Scope, one: Criterion) -> ColumnElement[bool] | None:
    """A criterion as a condition that leaves the choice of an index to the list; None where nothing can meet it."""
    if one.field in MOMENTS:
        return and_(*within(func.coalesce(MOMENTS[one.field], MOMENTS[one.field]), one))
    if one.field in NAMED:
        return _of_list(scope, one, unsought(WorksOrder.landlord_id))
    return _BY_TEXT[one.field](scope, one)


def _of_list(scope: Scope, one: Criterion, landlord: Any) -> ColumnElement[bool] | None:
    """By an entry of the landlords' lists: its code, or what its words begin with; each landlord has its own.

    `landlord` is the order's landlord, as a column that an index may serve or not.
    """
    query = select(ListItem.landlord_id, ListItem.code).where(
        ListItem.landlord_id.in_(scope.landlords),
        ListItem.list_name == one.field,
        or_(
            func.lower(ListItem.code) == one.text.lower(),
            func.lower(ListItem.label).startswith(one.text.lower(), autoescape=True),
        ),
    )
    column = NAMED[one.field]
    meant = [and_(landlord == row[0], column == row[1]) for row in db.session.execute(query)]
    return or_(*meant) if meant else None


def _by_status(_scope: Scope, one: Criterion) -> ColumnElement[bool]:
    return func.coalesce(WorksOrder.status, "").in_(one.statuses)


def _by_reference(_scope: Scope, one: Criterion) -> ColumnElement[bool]:
    return func.coalesce(WorksOrder.reference, "").in_(_references(one.text))


def _by_address(scope: Scope, one: Criterion) -> ColumnElement[bool] | None:
    homes = all_addressed(scope.landlords, one.text)
    return None if homes is None else unsought(WorksOrder.property_id).in_(homes)


def _by_property(scope: Scope, one: Criterion) -> ColumnElement[bool] | None:
    homes = _properties(scope, one.text)
    return unsought(WorksOrder.property_id).in_(homes) if homes else None


def _by_purchase_order(_scope: Scope, one: Criterion) -> ColumnElement[bool]:
    return func.coalesce(WorksOrder.purchase_order, "").in_(_spellings(one.text))


def _by_own_reference(scope: Scope, one: Criterion) -> ColumnElement[bool] | None:
    """A firm keeps it, on any of its visits; a landlord has none."""
    if scope.user.contractor_id is None:
        return None
    visit = aliased(Ticket)
    own = (visit.order_id == WorksOrder.id, unsought(visit.contractor_id) == scope.user.contractor_id)
    return select(1).where(*own, visit.own_reference.in_(_spellings(one.text))).exists()


def _by_code(_scope: Scope, one: Criterion) -> ColumnElement[bool]:
    return select(1).where(Line.order_id == WorksOrder.id, Line.code.in_(_spellings(one.text))).exists()


def _by_contract(scope: Scope, one: Criterion) -> ColumnElement[bool] | None:
    contracts = _contracts(scope, one.text)
    return unsought(WorksOrder.contract_id).in_(contracts) if contracts else None


_BY_TEXT: Mapping[str, Callable[[Scope, Criterion], ColumnElement[bool] | None]] = {
    "status": _by_status,
    "reference": _by_reference,
    "address": _by_address,
    "property": _by_property,
    "purchase-order": _by_purchase_order,
    "own-reference": _by_own_reference,
    "code": _by_code,
    "contract": _by_contract,
}


def within(moment: Any, one: Criterion) -> list[ColumnElement[bool]]:
    """A moment lies on the days from the first to the last, by London's clock."""
    found = []
    if one.first:
        found.append(moment >= _midnight(one.first))
    if one.last:
        found.append(moment < _midnight(one.last + A_DAY))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _references(text: str) -> list[str]:
    return sorted({reference for reference, _visit in readings(text)})


def _spellings(text: str) -> list[str]:
    """As typed, in capitals and in small letters: an index knows no other likeness."""
    return sorted({text, text.upper(), text.lower()})


def _contracts(scope: Scope, text: str) -> list[int]:
    query = select(Contract.id).where(
        Contract.landlord_id.in_(scope.landlords), func.lower(Contract.site_code) == text.lower()
    )
    if scope.user.contractor_id is not None:
        query = query.where(Contract.contractor_id == scope.user.contractor_id)
    return list(db.session.scalars(query))


def _properties(scope: Scope, text: str) -> list[int]:
    query = select(Property.id).where(
        Property.landlord_id.in_(scope.landlords), Property.reference.in_(_spellings(text))
    )
    return list(db.session.scalars(query))
