"""Tests of commands/legal_hold.py, end_legal_hold.py and give_back.py, and of what is archived for a contractor."""

from __future__ import annotations

import uuid

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Evidence, Fence, JournalRow, Ticket, User
from fieldapp.models.fence import KEY
from fieldapp.queries import day, desk, files, tickets
from fieldapp.queries.visit_record import order_record, visit_record
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def officer(contract: Contract) -> User:
    return make.user("landlord", contract.landlord)


@pytest.fixture
def operative(contract: Contract) -> User:
    return make.user("operative", contract.contractor)


@pytest.fixture
def visit(contract: Contract, operative: User) -> Ticket:
    """A completed visit of today's, with a photo, archived."""
    made = make.ticket("on-site", contract, operative)
    make.do(operative, "add-photo", made, *photo(), ("kind", "after"))
    line = made.order.lines[0].id
    make.do(operative, "complete", made, ("comments", "Renewed the tap"), (f"line-{line}", "1"))
    made.archived_at = make.now()
    db.session.commit()
    return made


def photo() -> tuple[tuple[str, str], ...]:
    return ("blob", str(uuid.uuid4())), ("sha256", "a" * 64), ("size", "1000")


@pytest.mark.parametrize("fenced", [True, False])
@pytest.mark.parametrize("role", ["office", "operative"])
def test_a_contractor_finds_nothing_of_what_is_archived(
    visit: Ticket, operative: User, role: str, fenced: bool
) -> None:
    """With the second fence, and by the queries alone. Rules: L3, A8."""
    person = operative if role == "operative" else make.user("office", visit.contractor)
    if fenced:
        make.within(person)
    assert tickets.ticket_of(person, visit.id) is None
    assert visit_record(person, visit.id) is None
    assert files.evidence_of(person, visit.evidence[0].blob_id) is None
    assert tickets.of_day(person, make.today()) == []
    assert day.kept_tickets(person, make.today()) == []
    assert desk.found(person, visit.order.reference) == desk.found(person, visit.order.property.line_1) == []
    assert not any(desk.counts(person, make.now()).values())


def test_the_fence_alone_would_hide_it(visit: Ticket) -> None:
    """Rules: L3, A8."""
    visit_id = visit.id
    landlord_id, contractor_id = visit.landlord_id, visit.contractor_id
    for fence, seen in ((Fence(contractor_id=contractor_id), False), (Fence(landlord_id=landlord_id), True)):
        db.session.remove()
        db.session.info[KEY] = fence
        assert (db.session.get(Ticket, visit_id) is not None) is seen


def test_its_landlord_opens_it_and_gives_it_back(visit: Ticket, officer: User, operative: User) -> None:
    """Rules: L3."""
    make.within(officer)
    record = order_record(officer, visit.order_id)
    assert record
    assert [one.archived_at is not None for one in record.visits] == [True]
    make.do(officer, "give-back", visit)
    assert (visit.archived_at, visit.given_back_at is not None) == (None, True)
    make.within(operative)
    assert tickets.ticket_of(operative, visit.id)


def test_what_is_not_archived_is_not_given_back(contract: Contract, officer: User) -> None:
    """Rules: L3."""
    for state in ("booked", "rejected"):
        made = make.ticket("issued" if state == "rejected" else state, contract)
        if state == "rejected":
            make.do(make.user("office", contract.contractor), "reject", made, ("reason", "wrong-trade"))
        answer = make.perform_as(officer, make.op(officer, "give-back", made))
        assert answer.outcome == "refused"
        assert "is not archived, so there is nothing to give back." in answer.reason


def test_what_a_phone_sends_late_about_it_is_kept(visit: Ticket, operative: User) -> None:
    """Notes and evidence count, anything else is kept as too late, all in the order's journal. Rules: L3, O2."""
    note = make.op(operative, "add-note", visit, ("text", "The stopcock is behind the washer"), door="phone")
    more = make.op(operative, "add-photo", visit, *photo(), ("kind", "after"), door="phone")
    late = make.op(operative, "arrive", visit, door="phone")
    answers = [make.perform_as(operative, one) for one in (note, more, late)]
    assert [(one.outcome, one.code) for one in answers] == [("applied", ""), ("applied", ""), ("refused", "too-late")]
    kept = db.session.query(JournalRow).filter(JournalRow.op_id.in_([note.id, more.id, late.id])).all()
    assert {row.order_id for row in kept} == {visit.order_id}
    assert db.session.query(Evidence).filter_by(ticket_id=visit.id).count() == 2


def test_a_visit_goes_on_numbering_after_an_archived_one(contract: Contract, operative: User) -> None:
    """Rules: S3."""
    first = make.ticket("booked", contract, operative)
    tried = (("called", "no"), ("comments", "Knocked twice"))
    make.do(
        operative,
        "follow-on",
        first,
        ("why", "A part is missing"),
        ("needed", "A valve"),
        ("booked", "no"),
        ("prevented", "No answer"),
    )
    first.archived_at = make.now()
    db.session.commit()
    second = next(one for one in first.order.tickets if one.visit == 2)
    office = make.user("office", contract.contractor)
    make.do(office, "accept", second)
    make.do(office, "no-access", second, *tried)
    db.session.refresh(first.order)
    assert [one.visit for one in first.order.tickets] == [1, 2, 3]


def test_a_legal_hold_needs_a_reason_and_holds_once(contract: Contract, officer: User) -> None:
    """Rules: L3."""
    order = make.ticket("booked", contract).order
    assert make.perform_as(officer, make.op(officer, "legal-hold", order)).fields == {
        "comments": ["Write why it must be kept."]
    }
    make.do(officer, "legal-hold", order, ("comments", "A claim for damp"))
    assert order.legal_hold
    again = make.perform_as(officer, make.op(officer, "legal-hold", order, ("comments", "Again")))
    assert "is on legal hold already." in again.reason
    make.do(officer, "end-legal-hold", order)
    assert not order.legal_hold
    again = make.perform_as(officer, make.op(officer, "end-legal-hold", order))
    assert "is not on legal hold." in again.reason


def test_a_contractor_reads_nothing_of_a_legal_hold(contract: Contract, officer: User) -> None:
    """Rules: L3, A8."""
    visit = make.ticket("booked", contract)
    make.do(officer, "legal-hold", visit.order, ("comments", "A claim for damp"))
    make.do(officer, "end-legal-hold", visit.order)
    office = make.user("office", contract.contractor)
    for person, told in ((officer, True), (office, False)):
        make.within(person)
        record = visit_record(person, visit.id)
        assert record
        assert any("legal-hold" in row.command for row in record.journal) is told
