"""Loading the demonstration: real commands, twelve visits a day, nothing twice."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from fieldapp.cli.journal_faults import Reading, faults
from fieldapp.commands.journalling import key
from fieldapp.commands.op import Op
from fieldapp.commands.perform import perform
from fieldapp.demonstration import load as loading
from fieldapp.demonstration.performing import Done, everybody
from fieldapp.demonstration.plans import steps_of_day, steps_of_weeks
from fieldapp.domain.dates import london_day
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.models import Blob, Evidence, JournalRow, Ticket, User, WorksOrder
from fieldapp.queries.tickets import of_day, unscheduled

# A Tuesday, late in the morning.
NOW = datetime(2026, 11, 24, 11, 40, 25, tzinfo=UTC)
A_MINUTE_PAST_MIDNIGHT = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)


@pytest.fixture
def only_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the three weeks before out: they take long, and one test loads them."""
    monkeypatch.setattr(loading, "steps_of_weeks", lambda _since: [])


def load(now: datetime = NOW) -> Done:
    """Load, as the command does, and expect no step to be refused."""
    done = loading.load(current_app.extensions["storage"], now)
    assert done.refused == []
    return done


def user(account: str = "operative") -> User:
    """The user of an account."""
    return everybody().scalars(select(User).where(User.username == account)).one()


def todays(now: datetime = NOW) -> list[Ticket]:
    """What the first operative's phone lists under Today."""
    return [*of_day(user(), london_day(now)), *unscheduled(user())]


def rows() -> dict[str, int]:
    """How many rows each table has."""
    session = everybody()
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in db.metadata.tables.items()
    }


@pytest.mark.slow
def test_three_weeks_of_work_are_done_by_the_real_commands(app: Flask) -> None:
    load()
    session = everybody()
    statuses = Counter(session.scalars(select(WorksOrder.status)))
    states = set(session.scalars(select(Ticket.state)))
    assert statuses.total() >= 40 + 12
    assert set(statuses) >= {"RAI", "ISS", "HLD", "COM", "CAN"}
    assert states >= {"issued", "accepted", "booked", "completed", "no-access", "incomplete", "returned", "rejected"}
    assert set(session.scalars(select(JournalRow.outcome))) == {"applied"}
    assert session.scalar(select(func.max(JournalRow.done_at))) <= NOW
    reading = Reading()
    assert list(faults(session, key(), None, reading)) == []
    assert reading.rows == rows()["journal"]
    storage = current_app.extensions["storage"]
    blobs = everybody().scalars(select(Blob)).all()
    assert len(blobs) == rows()["evidence"] > 40
    assert all(storage.size(original_key(one.sha256)) == one.size for one in blobs)
    assert not any(one.fault for one in blobs)


@pytest.mark.parametrize("now", [NOW, A_MINUTE_PAST_MIDNIGHT])
def test_today_has_twelve_visits_of_every_sort(app: Flask, only_days: None, now: datetime) -> None:
    load(now)
    found = todays(now)
    assert len(found) == 12
    assert Counter(one.state for one in found) == {"booked": 9, "issued": 2, "accepted": 1}
    orders = [one.order for one in found]
    assert sum(order.emergency for order in orders) == 1
    assert sum(order.two_to_attend for order in orders) >= 2
    assert {order.landlord.code for order in orders} == {"northmere", "alderfold"}
    assert any(one.visit == 2 for one in found)
    assert any(order.property.communal for order in orders)
    assert any(order.property.void for order in orders)
    assert any(len(order.property.address) > 150 for order in orders)
    assert any(caution.asbestos for order in orders for caution in order.property.cautions)
    assert any(line.certificate for order in orders for line in order.lines)
    assert any(row.by_landlord and row.kind == "asbestos-report" for one in found for row in one.evidence)
    assert all(order.due_at > now for order in orders)


def test_every_visit_of_today_can_be_worked_on(app: Flask, only_days: None) -> None:
    load()
    assert {one.order.status for one in todays()} == {"ISS"}
    assert {one.contractor_id for one in todays()} == {user().contractor_id}


def test_the_next_working_day_and_the_others_have_work_too(app: Flask, only_days: None) -> None:
    load()
    tomorrow = london_day(NOW + timedelta(days=1))
    assert len(of_day(user(), tomorrow)) >= 3
    for account in ("operative2", "operative3", "operative4", "operative5"):
        assert len(of_day(user(account), london_day(NOW))) >= 3, account
    not_given_out = select(Ticket).where(Ticket.visit_on == london_day(NOW), Ticket.operative_id.is_(None))
    assert len(everybody().scalars(not_given_out).all()) == 2


def test_loading_again_on_the_same_day_changes_nothing(app: Flask, only_days: None) -> None:
    load()
    before = rows()
    assert load().taken == 0
    assert load(NOW + timedelta(hours=5)).taken == 0
    assert rows() == before


def test_a_loading_that_was_cut_short_is_taken_up(app: Flask, only_days: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(Exception):
        pass

    taken = 0

    def until_it_fails(op: Op) -> object:
        nonlocal taken
        taken += 1
        if taken > 60:
            raise PowerCut
        return perform(op)

    monkeypatch.setattr("fieldapp.demonstration.performing.perform", until_it_fails)
    with pytest.raises(PowerCut):
        load()
    monkeypatch.undo()
    monkeypatch.setattr(loading, "steps_of_weeks", lambda _since: [])
    load(NOW + timedelta(minutes=3))
    assert len(todays()) == 12
    assert set(everybody().scalars(select(JournalRow.outcome))) == {"applied"}


@pytest.mark.parametrize("days", [1, 4, 9])
def test_a_later_day_has_its_own_twelve_visits(app: Flask, only_days: None, days: int) -> None:
    load()
    first = {one.id for one in todays()}
    later = NOW + timedelta(days=days)
    load(later)
    found = todays(later)
    assert len(found) == 12
    assert not first & {one.id for one in found}
    ended = everybody().scalars(select(Ticket.state).where(Ticket.id.in_(first)))
    assert set(ended) == {"completed"}
    assert load(later).taken == 0


def test_a_visit_that_a_person_has_touched_is_left_as_it_is(app: Flask, only_days: None) -> None:
    load()
    mine = next(one for one in todays() if one.state == "booked")
    touched, order = mine.id, mine.order_id
    op = Op(
        id=str(uuid.uuid4()),
        actor=user().id,
        command="on-my-way",
        typed=[],
        done_at=NOW,
        sent_at=NOW,
        received_at=NOW,
        order=order,
        ticket=touched,
        build="abc",
        door="phone",
    )
    assert perform(op).outcome == "applied"
    load(NOW + timedelta(days=1))
    assert everybody().get_one(Ticket, touched).state == "booked"


def test_what_is_booked_ahead_belongs_to_its_day() -> None:
    day, since = london_day(NOW), london_day(NOW)
    tomorrow = day + timedelta(days=1)
    ahead = steps_of_day(tomorrow, since, NOW, ahead=True)
    of_the_day = steps_of_day(tomorrow, since, NOW + timedelta(days=1))
    assert ahead
    assert {(one.order, one.key, one.typed) for one in ahead} <= {(one.order, one.key, one.typed) for one in of_the_day}


def test_every_step_is_told_once() -> None:
    since = london_day(NOW)
    steps = [*steps_of_weeks(since), *steps_of_day(since, since, NOW)]
    assert len({(one.order, one.key) for one in steps}) == len(steps)


def test_photos_and_papers_are_on_the_visits(app: Flask, only_days: None) -> None:
    load()
    sorts = set(everybody().scalars(select(Evidence.sort)))
    assert sorts == {"photo", "document", "certificate"}


def test_the_command_loads_it_and_says_so(app: Flask, only_days: None) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demonstration", "load"])
    again = runner.invoke(args=["demonstration", "load"])
    assert first.exit_code == again.exit_code == 0
    assert "steps" in first.output
    assert "up to date" in again.output


def test_a_deployment_is_not_filled_with_known_passwords(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], environment="production")
    answer = app.test_cli_runner().invoke(args=["demonstration", "load"])
    assert answer.exit_code != 0
    assert "not here" in answer.output
    assert everybody().scalar(select(func.count()).select_from(User)) == 0
