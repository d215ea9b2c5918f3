"""A landlord's schedules of rates as its settings show them: all of them, and one with its codes on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from fieldapp.extensions import db
from fieldapp.models import Contract, Rate, Schedule, User
from fieldapp.models.party import contract_schedule
from fieldapp.queries.finder import holding
from fieldapp.queries.paging import SIZE


@dataclass(frozen=True)
class Listed:
    """A schedule with what it holds: codes and their versions, first and last day, its contracts' site codes."""

    schedule: Schedule
    codes: int
    versions: int
    first: date | None
    last: date | None
    sites: Sequence[str]


@dataclass(frozen=True)
class CodesPage:
    """The rates of one page, by code, and the code after which the next page begins, if there is one."""

    rows: Sequence[Rate]
    following: str = ""


def listed(user: User) -> list[Listed]:
    """The asking landlord's schedules, by name."""
    mine = select(Schedule).where(Schedule.landlord_id == user.landlord_id).order_by(Schedule.name, Schedule.id)
    schedules = list(db.session.scalars(mine))
    ids = [one.id for one in schedules]
    counted = select(
        Rate.schedule_id,
        func.count(Rate.code.distinct()),
        func.count(Rate.id),
        func.min(Rate.valid_from),
        func.max(Rate.valid_to),
    )
    held = {
        number: (codes, versions, first, last)
        for number, codes, versions, first, last in db.session.execute(
            counted.where(Rate.schedule_id.in_(ids)).group_by(Rate.schedule_id)
        )
    }
    sites = _sites(user, ids)
    found = []
    for one in schedules:
        codes, versions, first, last = held.get(one.id, (0, 0, None, None))
        found.append(Listed(one, codes, versions, first, last, sites.get(one.id, [])))
    return found


def schedule_of(user: User, number: int) -> Schedule | None:
    """One schedule of the asking landlord; None is a 404. Rules: A8."""
    return db.session.scalar(select(Schedule).where(Schedule.id == number, Schedule.landlord_id == user.landlord_id))


def codes_of(schedule: Schedule, words: str, day: date, after: str = "") -> CodesPage:
    """One page of a schedule's codes as they are on a day, those that `words` find; each stands there once."""
    query = select(Rate).where(Rate.schedule_id == schedule.id, Rate.valid_on(day), *holding(words))
    if after:
        query = query.where(Rate.code > after)
    rows = list(db.session.scalars(query.order_by(Rate.code).limit(SIZE + 1)))
    return CodesPage(rows[:SIZE], rows[SIZE - 1].code if len(rows) > SIZE else "")


def _sites(user: User, schedules: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(contract_schedule.c.schedule_id, Contract.site_code)
        .join(Contract, Contract.id == contract_schedule.c.contract_id)
        .where(Contract.landlord_id == user.landlord_id, contract_schedule.c.schedule_id.in_(schedules))
        .order_by(Contract.site_code)
    )
    found: dict[int, list[str]] = {}
    for schedule, site in db.session.execute(query):
        found.setdefault(schedule, []).append(site)
    return found
