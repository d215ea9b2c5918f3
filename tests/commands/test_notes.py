"""Tests of commands/add_note.py and commands/read_notes.py: what is new to a side, and what waits for its reply."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Contract, Note, Ticket, User
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")
REPLY = ("needs_reply", "y")


@pytest.fixture
def visit(contract: Contract) -> Ticket:
    return make.ticket("booked", contract)


@pytest.fixture
def officer(contract: Contract) -> User:
    return make.user("landlord", contract.landlord)


@pytest.fixture
def office(contract: Contract) -> User:
    return make.user("office", contract.contractor)


def add(person: User, visit: Ticket, text: str, *more: tuple[str, str]) -> Note:
    make.do(person, "add-note", visit, ("text", text), *more)
    return db.session.scalars(select(Note).where(Note.text == text)).one()


@pytest.mark.parametrize("side", ["office", "landlord"])
def test_a_note_is_new_to_the_other_side_until_it_says_that_it_has_read_it(
    visit: Ticket, officer: User, office: User, side: str
) -> None:
    """Rules: T5."""
    writer, reader = (officer, office) if side == "office" else (office, officer)
    theirs, own = add(writer, visit, "Key with the neighbour"), add(reader, visit, "Thank you")
    assert (theirs.new_to(reader), theirs.new_to(writer), own.new_to(reader)) == (True, False, False)
    make.do(reader, "read-notes", visit)
    assert (theirs.new_to(reader), theirs.read_by_id, theirs.read_at is not None) == (False, reader.id, True)
    assert own.new_to(writer)


def test_what_came_after_the_page_was_shown_stays_new(visit: Ticket, officer: User, office: User) -> None:
    """Rules: T5."""
    seen, since = add(officer, visit, "Key with the neighbour"), add(officer, visit, "The neighbour is away")
    make.do(office, "read-notes", visit, ("last", str(seen.id)))
    assert (seen.new_to(office), since.new_to(office)) == (False, True)


def test_whoever_read_first_stays_the_reader(visit: Ticket, officer: User, office: User) -> None:
    """Rules: T5."""
    first, colleague = add(officer, visit, "Key with the neighbour"), make.user("supervisor", visit.contractor)
    asked = add(officer, visit, "Which day?", REPLY)
    make.do(office, "read-notes", visit)
    make.do(colleague, "read-notes", visit)
    assert {first.read_by_id, asked.read_by_id} == {office.id}


def test_a_note_waits_for_its_reply_though_it_was_read(visit: Ticket, officer: User, office: User) -> None:
    """Rules: T5."""
    asked = add(office, visit, "Which colour of tiles?", REPLY)
    make.do(officer, "read-notes", visit)
    assert (asked.new_to(officer), asked.awaits_reply) == (False, True)
    add(office, visit, "Or shall we choose?")
    assert asked.awaits_reply
    add(officer, visit, "White ones")
    assert not asked.awaits_reply
    assert asked.read_by_id == officer.id


def test_a_reply_answers_what_had_come_before_it(visit: Ticket, officer: User, office: User) -> None:
    """What was written offline before the question came is no reply to it. Rules: T5."""
    before = make.now()
    asked = add(officer, visit, "Which day?", REPLY)
    asked.received_at = before
    db.session.commit()
    early = before.replace(year=before.year - 1)
    make.do(office, "add-note", visit, ("text", "On my way"), done_at=early, sent_at=before, received_at=before)
    assert asked.awaits_reply
    add(office, visit, "Tuesday")
    assert not asked.awaits_reply


def test_notes_of_another_order_stay_as_they_are(
    contract: Contract, visit: Ticket, officer: User, office: User
) -> None:
    """Rules: T5."""
    other = add(officer, make.ticket("booked", contract), "Which day?", REPLY)
    plain = add(officer, make.ticket("booked", contract), "Key with the neighbour")
    make.do(office, "read-notes", visit)
    add(office, visit, "Tuesday")
    assert other.awaits_reply
    assert other.new_to(office)
    assert plain.new_to(office)


def test_a_firm_reads_only_what_was_written_to_it(visit: Ticket, officer: User, office: User) -> None:
    """Rules: T5, A8."""
    old = add(officer, visit, "Which day?")
    make.do(officer, "take-back", visit, ("comments", "Another firm goes"))
    visit.order.contract = make.contract(visit.order.landlord)
    db.session.commit()
    make.do(officer, "re-issue", visit.order, ("note", "For you"))
    theirs = next(one for one in visit.order.tickets if one.visit == 2)
    make.do(make.user("office", theirs.contractor), "read-notes", theirs)
    db.session.refresh(old)
    assert old.new_to(office)
