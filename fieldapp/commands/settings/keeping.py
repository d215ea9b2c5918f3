"""What every change of a landlord's settings is given and gives back, and how it notices that somebody was quicker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.domain import journal
from fieldapp.domain.asking import Faults
from fieldapp.domain.dates import london_day, show_moment
from fieldapp.domain.numbers import row_number
from fieldapp.domain.refusals import Refused
from fieldapp.models import Contract, JournalRow, Landlord, User

UNKNOWN = Refused("unknown", "This is not known here. Go back to the list and look again.")
STALE = "changed-meanwhile"
VERSION = "version"
MARK = 16
Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What was changed: its name for programs (`item-17`), what people call it, and by field how it was and is.

    `contract` is set where it is a contract's version that moves, not the landlord's; none does where phones keep no
    page that shows it (`kept`).
    """

    thing: str
    name: str
    fields: Faults
    contract: Contract | None = None
    kept: bool = True


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """The locked landlord, who changes what, when, and what was typed."""

    session: Session
    landlord: Landlord
    actor: User
    now: datetime
    typed: Mapping[str, Sequence[str]]

    @property
    def today(self) -> date:
        """The day it is in London."""
        return london_day(self.now)

    def one(self, name: str) -> str:
        """The value typed under a name, or nothing."""
        return next(iter(self.typed.get(name, ())), "").strip()

    def row(self, table: type[Row], name: str) -> Row:
        """The landlord's own row that `name` numbers, read afresh; raises Refused where there is none."""
        columns: Any = table
        query = select(table).where(columns.id == row_number(self.one(name)), columns.landlord_id == self.landlord.id)
        found = self.session.scalar(query.execution_options(populate_existing=True))
        if found is None:
            raise UNKNOWN
        return found

    def expect(self, thing: str, seen: str) -> None:
        """Refuse a form that was made from another version than `seen`, the present one: who changed it, and when."""
        if self.one(VERSION) == seen:
            return
        last = self.session.scalar(
            select(JournalRow)
            .where(
                JournalRow.order_id.is_(None),
                JournalRow.landlord_id == self.landlord.id,
                JournalRow.code == thing,
                JournalRow.outcome == "applied",
            )
            .order_by(JournalRow.number.desc())
            .limit(1)
        )
        who = f"{last.actor.name} changed this at {self._shown(last.received_at)}." if last else ""
        raise Refused(
            STALE, f"{who or 'Somebody changed this meanwhile.'} Look at what it says now, then save yours again."
        )

    def _shown(self, moment: datetime) -> str:
        return show_moment(moment, self.landlord.policy.date_style)


Alter = Callable[[Keeping], Changed]


def version_of(values: Any) -> str:
    """The version of a thing, as its form carries it: equal values give equal versions."""
    return journal.digest(values)[:MARK]
