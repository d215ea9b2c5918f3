"""Tests of queries/desk.py."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, Ticket, User
from fieldapp.models.fence import KEY
from fieldapp.queries import desk, paging
from tests import factories as make
from tests.invoicing import finished
from tests.statements import on_sqlite, plan, statements

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def office(contract: Contract) -> User:
    return make.user("office", contract.contractor)


def ids(person: User, tab: str, now: datetime | None = None) -> list[int]:
    return [one.id for one in desk.listed(person, tab, now or make.now()).rows]


def test_each_state_has_its_list(contract: Contract, office: User) -> None:
    """Rules: L2, L4."""
    new, to_appoint, appointed, on_site = (
        make.ticket(state, contract) for state in ("issued", "accepted", "booked", "on-site")
    )
    first = make.ticket("booked", contract)
    make.do(office, "no-access", first, ("called", "no"), ("comments", "Knocked twice"))
    make.within(office)
    assert ids(office, "new") == [new.id]
    assert [one.visit for one in desk.listed(office, "follow-on", make.now()).rows] == [2]
    assert ids(office, "accepted") == [to_appoint.id, appointed.id, on_site.id]
    assert (ids(office, "to-appoint"), ids(office, "appointed")) == ([to_appoint.id], [appointed.id])
    assert (ids(office, "on-site"), ids(office, "closed")) == ([on_site.id], [first.id])
    assert len(ids(office, "all")) == 6


def test_what_was_completed_becomes_closed_after_the_landlords_days() -> None:
    """Each landlord has its own number of days. Rules: L3."""
    firm, now = make.contractor(), make.now()
    quick, slow = (make.contract(make.landlord(completed_days=days), firm) for days in (10, 30))
    office = make.user("office", firm)
    visits = [finished(one) for one in (quick, slow)]
    make.within(office)
    assert sorted(ids(office, "completed", now + timedelta(days=9))) == [one.id for one in visits]
    assert ids(office, "completed", now + timedelta(days=20)) == [visits[1].id]
    assert ids(office, "closed", now + timedelta(days=20)) == [visits[0].id]
    assert ids(office, "completed", now + timedelta(days=31)) == []


def test_a_cancelled_visit_waits_until_it_is_read(contract: Contract, office: User) -> None:
    """Rules: T9."""
    visit = make.ticket("booked", contract)
    make.do(make.user("landlord", contract.landlord), "cancel", visit.order, ("reason", "duplicate"))
    make.within(office)
    assert (ids(office, "cancelled"), ids(office, "closed")) == ([visit.id], [])
    make.do(office, "acknowledge", visit)
    make.within(office)
    assert (ids(office, "cancelled"), ids(office, "closed")) == ([], [visit.id])


def test_overdue_are_accepted_visits_past_their_due_date(contract: Contract, office: User) -> None:
    """Rules: L2."""
    late = make.ticket("booked", contract, due_at=make.now() - timedelta(hours=1))
    make.ticket("booked", contract)
    make.ticket("issued", contract, due_at=make.now() - timedelta(hours=1))
    make.within(office)
    assert ids(office, "overdue") == [late.id]


def test_the_counts_are_those_of_the_lists(contract: Contract, office: User) -> None:
    """Every figure is a link to exactly the rows it counts. Rules: L1."""
    for state in ("issued", "accepted", "booked", "booked", "on-site"):
        make.ticket(state, contract)
    make.ticket("booked")
    finished(contract)
    make.within(office)
    assert desk.counts(office, make.now()) == {tab: len(ids(office, tab)) for tab in desk.TABS}


def test_another_firms_visits_are_in_no_list(contract: Contract, office: User) -> None:
    """Rules: A8."""
    stranger = make.ticket("booked")
    db.session.info[KEY] = Fence.system()
    assert all(ids(office, tab) == [] for tab in desk.TABS)
    colleague = make.ticket("booked", make.contract(contract.landlord))
    db.session.info[KEY] = Fence.system()
    for theirs in (stranger, colleague):
        assert desk.found_by_reference(office, theirs.order.reference) == []
    assert sum(desk.counts(office, make.now()).values()) == 0


def test_a_long_list_comes_in_pages_without_gap_or_repetition(
    contract: Contract, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "SIZE", 2)
    same = make.now() + timedelta(days=3)
    for state in ("accepted", "booked", "accepted", "booked", "accepted"):
        make.ticket(state, contract, due_at=same)
    make.within(office)
    for tab in ("accepted", "all"):
        seen, after = [], None
        while True:
            page = desk.listed(office, tab, make.now(), after)
            seen += [one.id for one in page.rows]
            if not page.following:
                break
            after = page.following
        assert seen == sorted(seen)
        assert len(seen) == 5


@pytest.mark.parametrize("typed", ["c900001/1", " C900001/1 / 1", "C900001/1 · visit 1"])
def test_a_reference_finds_its_visit_however_it_is_typed(contract: Contract, office: User, typed: str) -> None:
    """Rules: L5."""
    visit = make.ticket("booked", contract, reference="C900001/1")
    make.ticket("booked", contract)
    make.within(office)
    assert [one.id for one in desk.found_by_reference(office, typed)] == [visit.id]


def test_a_list_costs_the_same_however_long_it_is(contract: Contract, office: User) -> None:
    operative = make.user("operative", contract.contractor)
    counted = []
    for more in (1, 3):
        for _ in range(more):
            make.ticket("booked", contract, operative)
        db.session.expire_all()
        make.within(office)
        with statements() as sent:
            page = desk.listed(office, "accepted", make.now())
            desk.counts(office, make.now())
            read = [(one.order.property.cautions, one.order.landlord.list_items, one.operative) for one in page.rows]
        assert read
        counted.append(len(sent))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("tab", desk.TABS)
def test_an_index_serves_every_list(contract: Contract, office: User, tab: str) -> None:
    """No list walks through all visits of a firm: each cell seeks its state, the rest goes by id."""
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    make.ticket("booked", contract)
    make.within(office)
    steps = plan(desk.listing(office, tab, make.now())).splitlines()
    reading = [step for step in steps if " ticket " in f"{step} "]
    assert reading
    sought = re.compile(r"\(contractor_id=\? AND (two_to_attend=\? AND )?state=\?|PRIMARY KEY")
    assert all(sought.search(step) for step in reading)


def test_what_is_counted_is_counted_in_an_index_alone(contract: Contract, office: User) -> None:
    """A thousand visits cost a thousand entries of an index, no row."""
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    make.ticket("booked", contract)
    make.within(office)
    asked = desk._asked(office, make.now())
    for name, cell in desk.CELLS.items():
        drawn = plan(select(paging.capped_count(*desk._conditions(cell, asked), of=Ticket.id)))
        assert "ticket USING COVERING INDEX ix_ticket_listed" in drawn, (name, drawn)


def test_only_active_operatives_of_the_firm_can_be_given_a_visit(contract: Contract, office: User) -> None:
    here = make.user("operative", contract.contractor)
    make.user("operative", contract.contractor, active=False)
    make.user("supervisor", contract.contractor)
    make.user("operative")
    make.within(office)
    assert [one.id for one in desk.operatives(office)] == [here.id]


def test_a_count_stops_and_says_so(contract: Contract, office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldapp.queries.paging.MOST", 2)
    for _ in range(4):
        make.ticket("booked", contract)
    make.within(office)
    assert desk.counts(office, make.now())["appointed"] == 3
    assert [paging.shown_count(number) for number in (2, 3)] == ["2", "2+"]
