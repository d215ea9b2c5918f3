"""Tests of dispatch/archiving.py: when an ended visit is archived, and what keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fieldapp.dispatch import archiving, loop
from fieldapp.dispatch.archiving import archive_ended
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket
from tests import factories as make
from tests.statements import on_sqlite, plan

pytestmark = pytest.mark.usefixtures("app")


def completed(contract: Contract, **facts: object) -> Ticket:
    visit = make.ticket("on-site", contract, **facts)
    pairs = [(f"line-{line.id}", "1") for line in visit.order.lines]
    make.do(make.user("office", contract.contractor), "complete", visit, ("comments", "Renewed the tap"), *pairs)
    return visit


def ended(contract: Contract, command: str, *typed: tuple[str, str], state: str = "booked") -> Ticket:
    visit = make.ticket(state, contract)
    make.do(make.user("office", contract.contractor), command, visit, *typed)
    return visit


def after(days: float) -> datetime:
    return make.now() + timedelta(days=days)


def archived(visit: Ticket, days: float) -> bool:
    """Whether it is archived, so many days from now."""
    archive_ended(session_for_everybody(), after(days))
    db.session.refresh(visit)
    return visit.archived_at is not None


def test_a_completed_visit_is_archived_after_the_landlords_days() -> None:
    """30 as completed and 30 as closed, unless the landlord has other numbers. Rules: L3."""
    firm = make.contractor()
    usual, quick = (make.contract(make.landlord(**policy), firm) for policy in ({}, {"completed_days": 3}))
    visits = completed(usual), completed(quick)
    assert [archived(one, 32) for one in visits] == [False, False]
    assert [archived(one, 34) for one in visits] == [False, True]
    assert not archived(visits[0], 59)
    assert archived(visits[0], 61)


def test_a_late_record_of_a_completion_is_not_archived_before_its_list_says_so(contract: Contract) -> None:
    """Rules: L3."""
    visit = completed(contract)
    visit.completed_at = visit.arrived_at = make.now() - timedelta(days=50)
    db.session.commit()
    assert not archived(visit, 59)
    assert archived(visit, 61)


@pytest.mark.parametrize(("command", "typed"), [
    ("reject", (("reason", "wrong-trade"),)),
    ("no-access", (("called", "no"), ("comments", "Knocked twice"))),
    ("no-longer-required", (("reason", "fixed"),)),
    ("follow-on", (("why", "A part is missing"), ("needed", "A valve"), ("booked", "no"), ("prevented", "No answer"))),
])  # fmt: skip
def test_any_other_end_is_archived_after_its_days(
    contract: Contract, command: str, typed: tuple[tuple[str, str], ...]
) -> None:
    """Rules: L3."""
    visit = ended(contract, command, *typed, state="issued" if command == "reject" else "booked")
    assert not archived(visit, 29)
    assert archived(visit, 31)


def test_a_cancelled_visit_counts_from_when_it_was_read_and_an_unread_one_never(contract: Contract) -> None:
    """Rules: L3, T9."""
    read, unread = (make.ticket("booked", contract) for _ in range(2))
    officer = make.user("landlord", contract.landlord)
    for visit in (read, unread):
        make.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    make.do(make.user("office", contract.contractor), "acknowledge", read, done_at=after(20))
    assert not archived(read, 49)
    assert archived(read, 51)
    assert not archived(unread, 999)


@pytest.mark.parametrize("state", ["issued", "accepted", "booked", "on-site"])
def test_an_open_visit_is_never_archived(contract: Contract, state: str) -> None:
    """Rules: L3."""
    assert not archived(make.ticket(state, contract), 999)


def test_a_legal_hold_stops_the_clock(contract: Contract) -> None:
    """Rules: L3."""
    visit, officer = completed(contract), make.user("landlord", contract.landlord)
    make.do(officer, "legal-hold", visit.order, ("comments", "A claim for damp"))
    assert not archived(visit, 999)
    make.do(officer, "end-legal-hold", visit.order)
    assert archived(visit, 61)


@pytest.mark.parametrize("status", ["IVR", "CVR"])
def test_what_waits_for_a_decision_is_not_archived(contract: Contract, status: str) -> None:
    """Neither side would find it. Rules: L3, V2."""
    visit = completed(contract)
    visit.order.status = status
    db.session.commit()
    assert not archived(visit, 999)
    visit.order.status = "COM"
    db.session.commit()
    assert archived(visit, 61)


def test_nothing_unpaid_is_archived_where_payment_is_applied_for() -> None:
    """A visit that was not completed is not waited for. Rules: L3, F2."""
    contract = make.contract(make.landlord(payment_applications=True))
    visit = completed(contract)
    rejected = ended(contract, "reject", ("reason", "wrong-trade"), state="issued")
    assert (archived(visit, 999), archived(rejected, 31)) == (False, True)
    visit.order.status, visit.order.paid_at = "CLO", make.now()
    db.session.commit()
    assert archived(visit, 61)


def test_what_was_given_back_has_its_days_anew(contract: Contract) -> None:
    """Rules: L3."""
    visit = completed(contract)
    assert archived(visit, 61)
    make.do(make.user("landlord", contract.landlord), "give-back", visit, done_at=after(70))
    assert not archived(visit, 99)
    assert archived(visit, 101)


def test_it_goes_on_batch_after_batch_and_the_second_dispatcher_finds_nothing(
    contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules: L3."""
    monkeypatch.setattr(archiving, "BATCH", 2)
    visits = [ended(contract, "reject", ("reason", "wrong-trade"), state="issued") for _ in range(5)]
    moment = after(31)
    assert [archive_ended(session_for_everybody(), moment) for _ in range(2)] == [5, 0]
    assert {one.archived_at for one in visits} == {moment}


def test_the_dispatcher_does_it_when_it_keeps_house(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules: L3."""
    visit, moment = completed(contract), after(61)
    monkeypatch.setattr(loop, "_now", lambda: moment)
    loop.Housekeeping().keep()
    db.session.refresh(visit)
    assert visit.archived_at == moment


def test_an_index_serves_it(contract: Contract) -> None:
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    policy, now = contract.landlord.policy, make.now()
    for condition in archiving.ends(policy, now):
        drawn = plan(archiving.due(contract.landlord_id, [contract.contractor_id], condition, policy, now))
        assert "ix_ticket_listed_changed (contractor_id=? AND state=? AND state_at<?)" in drawn, drawn
