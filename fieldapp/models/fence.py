"""The second fence: every select of tenant data is limited to the asking organisation, whatever a query forgot.

It stands beside the query's own conditions, and leaves the choice of an index to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, event, false, inspect, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from fieldapp.models.schema import unsought

KEY = "fence"
# The option of a select that may also give a contractor what is archived: its late work is to be kept.
WITH_ARCHIVE = "with_archive"


@dataclass(frozen=True)
class Fence:
    """Whose data a session may read: one landlord's, one contractor's, or (operators' commands only) everybody's."""

    landlord_id: int | None = None
    contractor_id: int | None = None
    everything: bool = False

    @classmethod
    def system(cls) -> Fence:
        """For the operator's commands and the dispatcher, which act for everybody."""
        return cls(everything=True)


NOBODY = Fence()


class Fenced:
    """A table of tenant data; it says what its rows look like to a landlord and to a contractor."""

    tables: ClassVar[list[type[Fenced]]] = []

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if "__tablename__" in cls.__dict__:
            Fenced.tables.append(cls)

    @classmethod
    def of_landlord(cls, landlord_id: int) -> ColumnElement[bool]:
        """Rows of one landlord."""
        return unsought(cls.landlord_id) == landlord_id  # type: ignore[attr-defined,no-any-return]

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        """Rows that one contractor may read."""
        return unsought(cls.contractor_id) == contractor_id  # type: ignore[attr-defined,no-any-return]

    @classmethod
    def not_archived(cls) -> ColumnElement[bool]:
        """Rows that a contractor still finds; all of them where a table has no archive. Rules: L3."""
        return true()


def criterion(table: type[Fenced], fence: Fence, *, archive: bool = False) -> ColumnElement[bool]:
    """The condition under which a row of `table` lies inside `fence`; with `archive` also what is archived."""
    if fence.everything:
        return true()
    if fence.landlord_id is not None:
        return table.of_landlord(fence.landlord_id)
    if fence.contractor_id is not None:
        own = table.of_contractor(fence.contractor_id)
        return own if archive else and_(own, table.not_archived())
    return false()


@cache
def _option(table: type[Fenced], fence: Fence, archive: bool) -> Any:
    inside = criterion(table, fence, archive=archive)
    return with_loader_criteria(table, inside, include_aliases=True, propagate_to_loaders=False)


def _read(state: ORMExecuteState) -> list[type[Fenced]]:
    """The fenced tables whose rows a select gives; all of them where it does not say (a bare count, say).

    Only these get their criterion: each one costs time in every statement. What is merely joined needs none.
    """
    entities = [one.get("entity") for one in state.statement.column_descriptions]  # type: ignore[attr-defined]
    if not entities or None in entities:
        return Fenced.tables
    classes = {inspect(entity).mapper.class_ for entity in entities}
    return [one for one in classes if issubclass(one, Fenced)]


@event.listens_for(Session, "do_orm_execute")
def _put_up(state: ORMExecuteState) -> None:
    """Add the criteria to every ORM select; a session without a fence sees no tenant's rows at all."""
    fence = state.session.info.get(KEY, NOBODY)
    if state.is_select and not fence.everything and not state.is_column_load:
        archive = bool(state.execution_options.get(WITH_ARCHIVE))
        options = [_option(table, fence, archive) for table in _read(state)]  # type: ignore[arg-type]
        state.statement = state.statement.options(*options)
