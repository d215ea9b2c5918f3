"""Tests of queries/board.py."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from fieldapp.domain.dates import london_day
from fieldapp.extensions import db
from fieldapp.models import Contract, Device, Fence, User
from fieldapp.models.fence import KEY
from fieldapp.queries import board
from tests import factories as make
from tests.statements import on_sqlite, plan, statements

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def supervisor(contract: Contract) -> User:
    return make.user("supervisor", contract.contractor)


@pytest.fixture
def operative(contract: Contract) -> User:
    return make.user("operative", contract.contractor)


def facts(person: User, now: datetime | None = None, fence: Fence | None = None) -> board.BoardFacts:
    db.session.rollback()
    db.session.info[KEY] = fence or Fence(contractor_id=person.contractor_id)
    moment = now or make.now()
    return board.board_facts(person, london_day(moment), moment)


def version(person: User) -> str:
    db.session.rollback()
    db.session.info[KEY] = Fence(contractor_id=person.contractor_id)
    return board.version(person, london_day(MOMENT), MOMENT)


MOMENT = make.now()


def speaks(person: User, unsent: int = 0) -> None:
    make.saved(Device(id=str(uuid.uuid4()), user_id=person.id, contact_at=make.now(), unsent=unsent))


def test_a_day_has_its_visits_once_and_no_other_firms(contract: Contract, supervisor: User, operative: User) -> None:
    """Rules: P7, A8."""
    today = london_day(make.now())
    booked = make.ticket("booked", contract, operative, day=today)
    on_site = make.ticket("on-site", contract, operative, day=today)
    make.ticket("booked", contract, operative, day=today + timedelta(days=1))
    make.ticket("booked", day=today)
    assert sorted(one.id for one in facts(supervisor).visits) == [booked.id, on_site.id]


def test_a_visit_that_somebody_went_to_without_a_day_stands_on_today(contract: Contract, supervisor: User,
                                                                    operative: User) -> None:  # fmt: skip
    visit = make.ticket("accepted", contract, operative)
    make.do(operative, "arrive", visit)
    assert [one.id for one in facts(supervisor).visits] == [visit.id]
    make.do(operative, "no-access", visit, ("called", "no"), ("comments", "Knocked twice"))
    assert [one.state for one in facts(supervisor).visits] == ["no-access"]


def test_an_emergency_that_nobody_was_given_needs_the_supervisor(contract: Contract, supervisor: User,
                                                                operative: User) -> None:  # fmt: skip
    soon = make.now() + timedelta(hours=4)
    visit = make.ticket("accepted", contract, emergency=True, due_at=soon)
    make.ticket("accepted", contract, operative, emergency=True, due_at=soon)
    make.ticket("accepted", contract)
    assert [one.id for one in facts(supervisor).emergencies] == [visit.id]


def test_an_item_refused_today_stays_until_it_was_sent_anew(contract: Contract, supervisor: User,
                                                           operative: User) -> None:  # fmt: skip
    """Someone is asked to decide. Rules: O2."""
    visit = make.ticket("booked", contract, operative)
    bad = make.op(operative, "arrive", visit, ("arrived", "2001-01-01"), ("arrived", "09:00"), door="phone")
    assert make.perform_as(operative, bad).outcome == "invalid"
    assert [row.op_id for row in facts(supervisor).refused] == [bad.id]
    make.do(operative, "arrive", visit, door="phone", replaces=bad.id)
    assert facts(supervisor).refused == []


@pytest.mark.parametrize("door", ["phone", "web"])
def test_what_waited_and_was_no_completion_then_stays_until_it_was_sent_anew(
    contract: Contract, supervisor: User, operative: User, door: str
) -> None:
    """By whichever door: nobody stands at the form any more when the landlord decides. Rules: V2, O2."""
    visit = make.ticket("on-site", contract, operative)
    officer = make.user("landlord", contract.landlord)
    make.do(officer, "hold", visit.order, ("comments", "Resident in hospital"))
    line = f"line-{visit.order.lines[0].id}"
    sent = make.op(operative, "complete", visit, ("comments", "Renewed the tap"), (line, "£77"), door=door)
    assert make.perform_as(operative, sent).outcome == "waiting"
    assert facts(supervisor).refused == []
    make.do(officer, "release", visit.order)
    assert [row.answers for row in facts(supervisor).refused] == [sent.id]
    again = (("comments", "Renewed the tap"), (line, "1"))
    make.perform_as(operative, make.op(operative, "complete", visit, *again, replaces=sent.id, door=door))
    assert facts(supervisor).refused == []


def test_a_visit_after_no_access_waits_to_be_booked(contract: Contract, supervisor: User, operative: User) -> None:
    """Rules: S3."""
    visit = make.ticket("booked", contract, operative)
    make.do(operative, "no-access", visit, ("called", "no"), ("comments", "Knocked twice"))
    assert [(one.order_id, one.visit) for one in facts(supervisor).to_rebook] == [(visit.order_id, 2)]


def test_a_visit_that_the_landlord_keeps_after_no_access_waits_as_well() -> None:
    """Rules: S3."""
    contract = make.contract(make.landlord(no_access_ends_visit=False))
    supervisor, operative = make.user("supervisor", contract.contractor), make.user("operative", contract.contractor)
    visit = make.ticket("booked", contract, operative)
    make.do(operative, "no-access", visit, ("called", "no"), ("comments", "Knocked twice"))
    assert [one.id for one in facts(supervisor).to_rebook] == [visit.id]


def test_the_version_moves_with_the_firms_journal_and_phones_only(contract: Contract, supervisor: User,
                                                                  operative: User) -> None:  # fmt: skip
    visit = make.ticket("accepted", contract, operative)
    first = version(supervisor)
    assert version(supervisor) == first
    speaks(make.user("operative"))
    make.ticket("booked")
    assert version(supervisor) == first
    make.do(operative, "on-my-way", visit)
    second = version(supervisor)
    speaks(operative, unsent=2)
    assert len({first, second, version(supervisor)}) == 3


def test_asking_for_the_version_is_one_statement(supervisor: User) -> None:
    version(supervisor)
    with statements() as sent:
        version(supervisor)
    assert len([one for one in sent if one.startswith("SELECT")]) <= 2  # the person, expired by the test, and this


def test_a_board_costs_the_same_however_full_it_is(contract: Contract, supervisor: User, operative: User) -> None:
    counted = []
    for more in (1, 3):
        for _ in range(more):
            make.ticket("booked", contract, operative)
            speaks(operative, unsent=1)
        db.session.expire_all()
        with statements() as sent:
            shown = facts(supervisor)
            assert [one.order.property.line_1 for one in shown.visits]
            assert [one.user.name for one in shown.devices]
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_an_index_finds_a_day(contract: Contract, supervisor: User) -> None:
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    facts(supervisor)
    assert "(contractor_id=? AND visit_on=?)" in plan(board.booked_for(supervisor, london_day(make.now())))
    assert "(contractor_id=? AND state=?" in plan(board.on_site(supervisor))
    assert "(contractor_id=? AND state=?" in plan(board.ended_since(supervisor, make.now()))


def test_the_queries_alone_would_hide_another_firms_day(supervisor: User) -> None:
    """Without the second fence as well. Rules: A8."""
    theirs = make.contract()
    operative = make.user("operative", theirs.contractor)
    soon = make.now() + timedelta(hours=4)
    make.ticket("booked", theirs, operative)
    make.ticket("on-site", theirs, operative)
    make.ticket("accepted", theirs, emergency=True, due_at=soon)
    again = make.ticket("booked", theirs, operative)
    make.do(operative, "no-access", again, ("called", "no"), ("comments", "Knocked twice"))
    typed = (("arrived", "2001-01-01"), ("arrived", "09:00"))
    make.perform_as(
        operative, make.op(operative, "arrive", make.ticket("booked", theirs, operative), *typed, door="phone")
    )
    speaks(operative, unsent=3)
    shown = facts(supervisor, fence=Fence.system())
    found = (shown.visits, shown.operatives, shown.devices, shown.refused, shown.emergencies, shown.to_rebook)
    assert [len(one) for one in found] == [0] * 6
