"""Bringing the rates of a file into a schedule, and a schedule into contracts; whoever calls it commits. Rules: O1."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from fieldapp.commands import journalling
from fieldapp.commands.op import Answer, Op, Pairs
from fieldapp.domain.asking import Faults
from fieldapp.domain.csv_rows import Fault
from fieldapp.domain.refusals import Refused
from fieldapp.domain.schedule_versions import LISTS, Key, Plan, differences, plan
from fieldapp.domain.schedules import FileRow, Priced, day_words
from fieldapp.models import Contract, Landlord, ListItem, Rate, Schedule, User

COMMAND = "import-schedule"
TEXTS = tuple(one.name for one in fields(Priced))
# Of the journal's row: what more of them were changed is only counted.
MOST_TOLD = 50


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did: the plan as it was carried out, and what became of the schedule itself, by field."""

    schedule: Schedule
    plan: Plan
    fields: Faults

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return bool(self.plan.changes or self.fields)


class Faulty(Exception):
    """Rows of the file cannot be imported; nothing was written. The faults stand by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("rows of the file cannot be imported")
        self.faults = sorted(faults, key=lambda fault: fault.line)


def bring_in(
    session: Session,
    landlord: Landlord,
    code: str,
    rows: Sequence[FileRow],
    *,
    faults: Sequence[Fault] = (),
    name: str = "",
    sites: Collection[str] = (),
    correct: bool = False,
) -> Imported:
    """Bring the rows of a file into one schedule of a locked landlord, which is made where it is not there.

    `faults` are those of rows that could not be read, told with what else is wrong; `sites` the site codes of contracts
    that it is attached to. Phones fetch what changed by the landlord's version. Raises Faulty, and Refused for a site
    that no contract has.
    """
    contracts = _contracts(session, landlord, sites)
    schedule, told = _schedule(session, landlord, code, name)
    numbers, stored = _stored(session, schedule)
    planned = plan(rows, stored, _lists(session, landlord), correct=correct)
    if faults or planned.faults:
        raise Faulty([*faults, *planned.faults])
    _write(session, schedule, planned, numbers)
    for contract in contracts:
        if schedule not in contract.schedules:
            contract.schedules.append(schedule)
            contract.version += 1
            told[f"Contract {contract.site_code}"] = ["without it", "with it"]
    done = Imported(schedule=schedule, plan=planned, fields=told)
    landlord.version += done.changed
    session.flush()
    return done


def write_down(session: Session, actor: User, done: Imported, file: Pairs, now: datetime) -> None:
    """Add the journal's row of an import that changed something: in whose name, from which file, and what."""
    schedule = done.schedule
    op = Op(
        id=str(uuid.uuid4()), actor=actor.id, command=COMMAND, typed=[("schedule", schedule.code), *file], done_at=now,
        sent_at=now, received_at=now, door="import",
    )  # fmt: skip
    answer = Answer(
        id=op.id, outcome="applied", code=f"schedule-{schedule.id}", reason=f"{schedule.name} ({schedule.code})",
        fields=done.fields | _told(done.plan),
    )  # fmt: skip
    journalling.write(session, op, actor, answer)


def _told(planned: Plan) -> Faults:
    """What an import changed, by what it is: numbers, and of corrections and ends each one while they are few."""
    counts = {
        "New codes": planned.codes,
        "New versions": planned.versions,
        "Corrected": len(planned.corrected),
        "Ended": len(planned.ended),
    }
    told = {words: ["0", f"{count:,}"] for words, count in counts.items() if count}
    for before, after in [*planned.corrected, *planned.ended][:MOST_TOLD]:
        for column, (was, will_be) in differences(before, after).items():
            told[f"{after.code} from {day_words(after.valid_from)}, {column}"] = [was, will_be]
    return told


def _contracts(session: Session, landlord: Landlord, sites: Collection[str]) -> list[Contract]:
    query = select(Contract).where(Contract.landlord_id == landlord.id, Contract.site_code.in_(sites))
    found = {contract.site_code: contract for contract in session.scalars(query.order_by(Contract.id))} if sites else {}
    missing = [site for site in sites if site not in found]
    if missing:
        raise Refused("unknown", f"{landlord.name} has no contract with the site code {missing[0]}.")
    return list(found.values())


def _schedule(session: Session, landlord: Landlord, code: str, name: str) -> tuple[Schedule, Faults]:
    query = select(Schedule).where(Schedule.landlord_id == landlord.id, Schedule.code == code)
    schedule = session.scalar(query)
    if schedule is None:
        schedule = Schedule(landlord_id=landlord.id, code=code, name=name or code)
        session.add(schedule)
        session.flush()
        return schedule, {"Schedule": ["nothing", f"{schedule.name} ({code})"]}
    before, schedule.name = schedule.name, name or schedule.name
    return schedule, {"Name": [before, name]} if schedule.name != before else {}


def _stored(session: Session, schedule: Schedule) -> tuple[dict[Key, int], dict[Key, Priced]]:
    """The versions that are there, by code and first day: their numbers, and what they say."""
    columns = [getattr(Rate, name) for name in TEXTS]
    query = select(Rate.id, *columns).where(Rate.schedule_id == schedule.id)
    numbers: dict[Key, int] = {}
    stored: dict[Key, Priced] = {}
    for number, *values in session.execute(query):
        priced = Priced(*values)
        key = (priced.code, priced.valid_from)
        numbers[key], stored[key] = number, priced
    return numbers, stored


def _lists(session: Session, landlord: Landlord) -> Mapping[str, set[str]]:
    """The codes that may be chosen, by the name of their list."""
    lists: dict[str, set[str]] = {name: set() for name in LISTS}
    query = select(ListItem.list_name, ListItem.code)
    mine = (ListItem.landlord_id == landlord.id, ListItem.list_name.in_(LISTS), ListItem.active)
    for name, code in session.execute(query.where(*mine)):
        lists[name].add(code)
    return lists


def _write(session: Session, schedule: Schedule, planned: Plan, numbers: Mapping[Key, int]) -> None:
    whose = {"landlord_id": schedule.landlord_id, "schedule_id": schedule.id}
    added = [whose | _values(one) for one in planned.added]
    if added:
        session.execute(insert(Rate), added)
    corrected = [{"id": _number(numbers, one), **_values(one)} for _, one in planned.corrected]
    ended = [{"id": _number(numbers, one), "valid_to": one.valid_to} for _, one in planned.ended]
    for rows in (corrected, ended):
        if rows:
            session.execute(update(Rate), rows)
    session.expire(schedule)


def _number(numbers: Mapping[Key, int], priced: Priced) -> int:
    return numbers[(priced.code, priced.valid_from)]


def _values(priced: Priced) -> dict[str, object]:
    return {name: getattr(priced, name) for name in TEXTS}
