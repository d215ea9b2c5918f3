"""Tests of queries/landlord.py and queries/visit_record.py."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, User
from fieldapp.models.fence import KEY
from fieldapp.queries import landlord
from fieldapp.queries.visit_record import order_record, visit_record
from tests import factories as make
from tests.statements import on_sqlite, plan, statements

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def officer(contract: Contract) -> User:
    return make.user("landlord", contract.landlord)


def ids(person: User, tab: str) -> list[int]:
    make.within(person)
    return [one.id for one in landlord.listed(person, tab).rows]


def test_orders_stand_under_their_status(contract: Contract, officer: User) -> None:
    """Rules: V1."""
    raised = make.order(contract)
    issued = make.ticket("issued", contract).order
    back = make.ticket("issued", contract)
    make.do(make.user("office", contract.contractor), "reject", back, ("reason", "wrong-trade"))
    make.ticket("booked")
    assert ids(officer, "rai") == [raised.id, back.order_id]
    assert (ids(officer, "came-back"), ids(officer, "iss")) == ([back.order_id], [issued.id])
    assert sorted(ids(officer, "all")) == [raised.id, issued.id, back.order_id]
    make.within(officer)
    assert landlord.counts(officer) == {tab: len(ids(officer, tab)) for tab in landlord.TABS}


def test_pages_follow_each_other(contract: Contract, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlord, "SIZE", 2)
    made = [make.order(contract).id for _ in range(5)]
    for tab in ("rai", "all"):
        seen, page = [], landlord.listed(officer, tab)
        seen += [one.id for one in page.rows]
        while page.following:
            page = landlord.listed(officer, tab, page.following)
            seen += [one.id for one in page.rows]
        assert sorted(seen) == made


def test_a_reference_finds_ones_own_order(contract: Contract, officer: User) -> None:
    """Rules: L5, A8."""
    mine = make.order(contract, reference="C900001/1")
    make.order(reference="C900001/1")
    db.session.info[KEY] = Fence.system()
    assert [one.id for one in landlord.found_by_reference(officer, "c900001/1")] == [mine.id]


def test_another_landlords_order_is_not_there(officer: User) -> None:
    """Rules: A8."""
    theirs = make.ticket("booked")
    db.session.info[KEY] = Fence.system()
    assert order_record(officer, theirs.order_id) is None
    assert visit_record(officer, theirs.id) is None


@pytest.mark.parametrize("tab", landlord.TABS)
def test_an_index_serves_every_list(officer: User, tab: str) -> None:
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    make.within(officer)
    drawn = plan(landlord.listing(officer, tab))
    assert "SCAN" not in drawn
    assert "TEMP B-TREE" not in drawn


@pytest.mark.parametrize("kind", landlord.KINDS)
def test_an_index_serves_what_came_back_of_one_kind(officer: User, kind: str) -> None:
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    make.within(officer)
    drawn = plan(landlord.listing(officer, landlord.CAME_BACK, kind=kind))
    assert "SCAN" not in drawn
    assert "TEMP B-TREE" not in drawn


def test_what_came_back_pages_within_its_kind(
    contract: Contract, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is due first stands first. Rules: S6."""
    monkeypatch.setattr(landlord, "SIZE", 1)
    office = make.user("office", contract.contractor)
    visits = [make.ticket("accepted", contract, due_at=make.now() + timedelta(days=days)) for days in (3, 1, 2)]
    for visit in visits[:2]:
        make.do(office, "needs-landlord", visit, ("comments", "Riser locked"))
    make.do(officer, "take-back", visits[2], ("comments", "Goes to another firm"))
    make.within(officer)
    first = landlord.listed(officer, landlord.CAME_BACK, kind="needs-landlord")
    assert [one.id for one in first.rows] == [visits[1].order_id]
    rest = landlord.listed(officer, landlord.CAME_BACK, first.following, "needs-landlord")
    assert ([one.id for one in rest.rows], rest.following) == ([visits[0].order_id], None)
    counted = landlord.counts_of_kinds(officer)
    assert (counted["needs-landlord"], counted["take-back"], sum(counted.values())) == (2, 1, 3)


def test_an_order_costs_the_same_however_much_has_happened(contract: Contract, officer: User) -> None:
    office = make.user("office", contract.contractor)
    visit = make.ticket("booked", contract)
    counted = []
    for more in (1, 3):
        for _ in range(more):
            make.do(office, "add-note", visit, ("text", "Riser key FB2"))
        db.session.expire_all()
        make.within(officer)
        with statements() as sent:
            record = order_record(officer, visit.order_id)
            assert record
            assert [row.actor.name for row in record.journal]
            assert [note.author.name for note in record.order.notes]
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_a_contractor_reads_nothing_of_an_orders_time_with_another(contract: Contract, officer: User) -> None:
    """Rules: A8."""
    visit = make.ticket("issued", contract)
    office = make.user("office", contract.contractor)
    make.do(office, "reject", visit, ("reason", "wrong-trade"))
    other = make.contract(contract.landlord)
    visit.order.contract = other
    db.session.commit()
    make.do(officer, "re-issue", visit.order, ("note", "For you"))
    stranger = make.user("office", other.contractor)
    for person, visits in ((office, [1]), (stranger, [2])):
        db.session.info[KEY] = Fence.system()
        mine = visit_record(person, visit.id if person is office else visit.id + 1)
        assert mine
        assert [one.visit for one in mine.visits] == visits
        assert {row.contractor_id for row in mine.journal} == {person.contractor_id}


@pytest.mark.parametrize("tab", landlord.TABS)
def test_the_queries_alone_would_hide_another_landlords_orders(officer: User, tab: str) -> None:
    """Without the second fence as well. Rules: A8."""
    make.ticket("booked")
    back = make.ticket("issued")
    make.do(make.user("office", back.contractor), "reject", back, ("reason", "wrong-trade"))
    db.session.info[KEY] = Fence.system()
    assert landlord.listed(officer, tab).rows == []
    assert landlord.counts(officer)[tab] == 0
