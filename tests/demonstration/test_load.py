"""Loading the demonstration: real commands, twelve visits a day, nothing twice.

A load takes hundreds of commands, so a test follows one demonstration through several questions.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from fieldapp.cli.journal_faults import Reading, faults
from fieldapp.commands.journalling import key
from fieldapp.commands.op import Answer, Op
from fieldapp.commands.perform import perform
from fieldapp.demonstration import load as loading
from fieldapp.demonstration.performing import Done, everybody
from fieldapp.demonstration.plans import steps_of_day, steps_of_weeks
from fieldapp.dispatch.archiving import archive_ended
from fieldapp.domain.dates import london_day
from fieldapp.domain.slots import offered
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.passwords import matches
from fieldapp.models import (
    Announcement,
    Blob,
    Contractor,
    Evidence,
    JournalRow,
    LateCommand,
    Ticket,
    User,
    WorksOrder,
)
from fieldapp.models.fence import WITH_ARCHIVE
from fieldapp.presets import preset
from fieldapp.queries.tickets import of_day, unscheduled

# A Tuesday, late in the morning; and a Saturday night, when most of the day's times are a day before.
NOW = datetime(2026, 11, 24, 11, 40, 25, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 28, 0, 1, tzinfo=UTC)
OTHERS = ("operative2", "operative3", "operative4", "operative5")


@pytest.fixture
def only_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the three weeks before out: they take long, and one test loads them."""
    monkeypatch.setattr(loading, "steps_of_weeks", lambda _since: [])


def load(now: datetime) -> Done:
    """Load, as the command does, and expect no step to be refused."""
    done = loading.load(current_app.extensions["storage"], now)
    assert done.refused == []
    return done


def user(account: str = "operative") -> User:
    """The user of an account."""
    return everybody().scalars(select(User).where(User.username == account)).one()


def shown(now: datetime) -> list[Ticket]:
    """What the first operative's phone lists under Today."""
    return [*of_day(user(), london_day(now)), *unscheduled(user())]


def rows() -> dict[str, int]:
    """How many rows each table has."""
    session = everybody()
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in db.metadata.tables.items()
    }


def check_twelve(now: datetime) -> None:
    """Twelve visits of every sort, each still to be worked on."""
    found = shown(now)
    assert Counter(one.state for one in found) == {"booked": 9, "issued": 2, "accepted": 1}
    orders = [one.order for one in found]
    assert {order.status for order in orders} == {"ISS"}
    assert sum(order.emergency for order in orders) == 1
    assert sum(order.two_to_attend for order in orders) >= 2
    assert {order.landlord.code for order in orders} == {"northmere", "alderfold"}
    assert any(one.visit == 2 for one in found)
    assert any(order.property.communal for order in orders)
    assert any(order.property.void for order in orders)
    assert any(len(order.property.address) > 150 for order in orders)
    assert any(caution.asbestos for order in orders for caution in order.property.cautions)
    assert any(order.details and order.lines[0].details for order in orders)
    assert any(line.certificate for order in orders for line in order.lines)
    assert any(row.by_landlord and row.kind == "asbestos-report" for one in found for row in one.evidence)
    assert all(order.raised_at < now < order.due_at for order in orders)


def check_the_others(day: date, next_day: date) -> None:
    """The other operatives have work, some is not given out, and the next working day has some too."""
    for account in OTHERS:
        assert len(of_day(user(account), day)) >= 3, account
    nobodys = select(Ticket).where(Ticket.visit_on == day, Ticket.operative_id.is_(None))
    assert len(everybody().scalars(nobodys).all()) == 2
    assert len(of_day(user(), next_day)) >= 3


def check_the_journal(now: datetime) -> None:
    """Everything was applied, in the past, and the chains are whole."""
    session = everybody()
    refused = session.scalars(select(JournalRow).where(JournalRow.outcome != "applied")).all()
    assert {(one.outcome, one.code) for one in refused} <= {("refused", "too-late")}
    late = session.scalars(select(LateCommand.op_id)).all()
    assert {one.op_id for one in refused} == set(late)
    latest = session.scalar(select(func.max(JournalRow.done_at)))
    assert latest is not None
    assert latest <= now
    reading = Reading()
    assert list(faults(session, key(), None, reading)) == []
    assert reading.rows == rows()["journal"]


def check_the_files() -> None:
    """The bytes of every photo and paper are kept, and none was refused."""
    storage = current_app.extensions["storage"]
    blobs = everybody().scalars(select(Blob)).all()
    assert len(blobs) == rows()["evidence"]
    assert all(storage.size(original_key(one.sha256)) == one.size for one in blobs)
    assert not any(one.fault for one in blobs)
    assert set(everybody().scalars(select(Evidence.sort))) == {"photo", "document", "certificate"}


def check_what_is_left_of_the_weeks() -> None:
    """Late work to be decided, a visit sent while the firm was away, news that has ended, a hold, and the archive."""
    session = everybody()
    late = session.scalars(select(LateCommand)).all()
    assert [one.decision for one in late] == ["", ""]
    assert session.get_one(Ticket, late[0].ticket_id).state == "cancelled"
    mine = select(JournalRow).where(JournalRow.op_id.in_([one.op_id for one in late]))
    sent = session.scalars(mine.order_by(JournalRow.number)).all()
    assert [one.command for one in sent] == ["arrive", "complete"]
    assert all(one.received_at - one.done_at > timedelta(hours=1) for one in sent)
    assert session.scalars(select(Ticket.reason).where(Ticket.reason == "out-of-office")).all() == ["out-of-office"]
    assert set(session.scalars(select(Contractor.away_reason))) == {""}
    (ended,) = session.scalars(select(Announcement.ends_on)).all()
    assert ended
    assert ended < london_day(NOW)
    assert archive_ended(session, NOW) == 2
    seen = select(Ticket).where(Ticket.archived_at.is_not(None)).execution_options(**{WITH_ARCHIVE: True})
    assert {one.state for one in everybody().scalars(seen)} == {"completed", "rejected"}
    (held,) = everybody().scalars(select(WorksOrder).where(WorksOrder.legal_hold)).all()
    assert [one.state for one in held.tickets] == ["returned"]


@pytest.mark.slow
def test_three_weeks_and_today_are_done_by_the_real_commands_and_once(app: Flask) -> None:
    load(NOW)
    statuses = Counter(everybody().scalars(select(WorksOrder.status)))
    states = set(everybody().scalars(select(Ticket.state)))
    assert statuses.total() >= 40 + 12
    assert set(statuses) >= {"RAI", "ISS", "HLD", "COM", "CLO", "CAN"}
    assert states >= {"issued", "accepted", "booked", "completed", "no-access", "incomplete", "returned", "rejected"}
    check_twelve(NOW)
    check_the_others(date(2026, 11, 24), date(2026, 11, 25))
    check_the_journal(NOW)
    check_the_files()
    check_what_is_left_of_the_weeks()
    assert matches(user("landlord").password_hash, "correct-horse-9")
    before = rows()
    assert load(NOW).taken == 0
    assert load(NOW + timedelta(hours=5)).taken == 0
    assert rows() == before


@pytest.mark.slow
def test_each_later_day_has_its_own_twelve_visits(app: Flask, only_days: None) -> None:
    load(NOW)
    first = {one.id for one in shown(NOW)}
    mine = next(one for one in shown(NOW) if one.state == "booked")
    touched = mine.id
    assert perform(on_my_way(mine)).outcome == "applied"
    next_day = NOW + timedelta(days=1)
    load(next_day)
    check_twelve(next_day)
    assert not first & {one.id for one in shown(next_day)}
    left = {one.id: one.state for one in everybody().scalars(select(Ticket).where(Ticket.id.in_(first)))}
    # What a person has touched stays as it was; the rest was finished.
    assert left.pop(touched) == "booked"
    assert set(left.values()) == {"completed"}
    much_later = NOW + timedelta(days=9)
    load(much_later)
    check_twelve(much_later)
    check_the_journal(much_later)
    assert load(much_later).taken == 0


def test_a_loading_that_was_cut_short_is_taken_up(app: Flask, only_days: None, monkeypatch: pytest.MonkeyPatch) -> None:
    performed = 0

    def until_the_power_is_cut(op: Op) -> Answer:
        nonlocal performed
        performed += 1
        if performed > 60:
            raise PowerCut
        return perform(op)

    with monkeypatch.context() as patched:
        patched.setattr("fieldapp.demonstration.performing.perform", until_the_power_is_cut)
        with pytest.raises(PowerCut):
            load(SATURDAY_NIGHT)
    load(SATURDAY_NIGHT + timedelta(minutes=3))
    check_twelve(SATURDAY_NIGHT + timedelta(minutes=3))
    check_the_others(date(2026, 11, 28), date(2026, 11, 30))
    check_the_journal(SATURDAY_NIGHT + timedelta(minutes=3))


class PowerCut(Exception):
    """The machine is gone in the middle of it."""


def on_my_way(ticket: Ticket) -> Op:
    """A command from a person's phone."""
    return Op(
        id=str(uuid.uuid4()),
        actor=user().id,
        command="on-my-way",
        typed=[],
        done_at=NOW,
        sent_at=NOW,
        received_at=NOW,
        order=ticket.order_id,
        ticket=ticket.id,
        build="0123456789ab",
        door="phone",
    )


def test_what_is_booked_ahead_belongs_to_its_day() -> None:
    day, since = date(2026, 11, 25), date(2026, 11, 24)
    ahead = {(one.order, one.key, one.typed) for one in steps_of_day(day, since, NOW, ahead=True)}
    on_the_day = {(one.order, one.key, one.typed) for one in steps_of_day(day, since, NOW + timedelta(days=1))}
    assert ahead < on_the_day


def test_only_slots_are_booked_that_are_offered_that_day() -> None:
    """On a Sunday too, and at Christmas. Rules: P1."""
    on_sundays = set()
    since = london_day(NOW)
    days = [since + timedelta(days=number) for number in range(40)]
    steps = [*steps_of_weeks(since), *(step for day in days for step in steps_of_day(day, since, NOW))]
    for step in steps:
        if step.command in ("book", "rebook"):
            typed = dict(step.typed)
            day, lists = date.fromisoformat(typed["date"]), preset("rocc" if step.order[0] == "C" else "nec")["lists"]
            holidays = {date.fromisoformat(one["code"]) for one in lists["bank-holiday"]}
            (slot,) = [one for one in lists["slot"] if one["code"] == typed["slot"]]
            assert offered(slot, day, holidays), (step, day)
            if day.weekday() == 6:
                on_sundays.add(typed["slot"])
    assert on_sundays == {"late", "out-of-hours"}


def test_every_step_is_told_once() -> None:
    since = london_day(NOW)
    days = [since + timedelta(days=number) for number in range(30)]
    steps = [*steps_of_weeks(since), *(step for day in days for step in steps_of_day(day, since, NOW))]
    assert len({(one.order, one.key) for one in steps}) == len(steps)


def test_the_command_says_what_it_did(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([Done(taken=3, refused=["C263301/1 1:book:0: That day has gone by."]), Done()])
    # The package has the group under the module's name.
    door = import_module("fieldapp.cli.demonstration")
    monkeypatch.setattr(door, "load", lambda _storage, _now: next(said))
    runner = app.test_cli_runner()
    first, again = (runner.invoke(args=["demonstration", "load"]) for _ in range(2))
    assert first.exit_code == again.exit_code == 0
    assert "3 steps" in first.output
    assert "That day has gone by." in first.stderr
    assert "up to date" in again.output


def test_a_deployment_is_not_filled_with_known_passwords(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], environment="production")
    answer = app.test_cli_runner().invoke(args=["demonstration", "load"])
    assert answer.exit_code != 0
    assert "not here" in answer.output
    assert rows()["user"] == 0
