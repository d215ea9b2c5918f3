"""perform(): once, in order, journalled, within one's own, and whole or not at all."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.commands import journalling
from fieldapp.commands.op import Op
from fieldapp.domain import journal
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Note, Ticket, User
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def visit() -> Ticket:
    """A booked visit, given to an operative."""
    under = make.contract()
    return make.ticket("booked", under, make.user("operative", under.contractor))


def person(visit: Ticket) -> User:
    """The visit's operative."""
    assert visit.operative
    return visit.operative


def journal_of(op_id: str) -> list[JournalRow]:
    """The rows that an op left."""
    return list(db.session.scalars(select(JournalRow).where(JournalRow.op_id == op_id)))


def test_the_same_op_twice_is_done_once_and_answered_twice(visit: Ticket) -> None:
    """A repeated send changes nothing and hears the same."""
    one = make.op(person(visit), "add-note", visit, ("text", "Riser key FB2"))
    first, second = make.perform_as(person(visit), one), make.perform_as(person(visit), one)
    assert first.outcome == second.outcome == "applied"
    assert len(db.session.scalars(select(Note)).all()) == 1
    assert len(journal_of(one.id)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"typed": [("text", "Another")]},
        {"command": "on-my-way"},
        {"done_at": make.now() - timedelta(hours=1)},
    ],
)
def test_another_body_under_a_used_id_is_not_done(visit: Ticket, change: dict[str, object]) -> None:
    """The id names one command for ever."""
    one = make.op(person(visit), "add-note", visit, ("text", "Riser key FB2"), door="phone")
    make.perform_as(person(visit), one)
    answer = make.perform_as(person(visit), replace(one, **change))
    assert (answer.outcome, answer.code) == ("refused", "key-reuse")
    assert [note.text for note in db.session.scalars(select(Note))] == ["Riser key FB2"]


def test_the_time_of_sending_does_not_make_another_body(visit: Ticket) -> None:
    """A retry is sent later than the first try."""
    one = make.op(person(visit), "add-note", visit, ("text", "Riser key FB2"))
    make.perform_as(person(visit), one)
    later = replace(one, sent_at=one.sent_at + timedelta(minutes=9), received_at=one.received_at + timedelta(minutes=9))
    assert make.perform_as(person(visit), later).outcome == "applied"


def test_an_id_taken_by_another_organisation_gives_nothing_away(visit: Ticket) -> None:
    """Neither its existence as theirs nor its answer."""
    one = make.op(person(visit), "add-note", visit, ("text", "Riser key FB2"))
    make.perform_as(person(visit), one)
    stranger = make.user("operative")
    answer = make.perform_as(stranger, replace(one, actor=stranger.id))
    assert answer.code == "key-reuse"
    assert len(journal_of(one.id)) == 1


def test_a_refusal_is_journalled_and_changes_nothing(visit: Ticket) -> None:
    """What was sent is kept even when it is refused."""
    one = make.op(person(visit), "accept", visit, ("own_reference", "BM-1"))
    answer = make.perform_as(person(visit), one)
    assert (answer.outcome, answer.code, visit.state, visit.own_reference) == ("refused", "out-of-turn", "booked", "")
    row = journal_of(one.id)[0]
    assert (row.outcome, row.typed, row.state_after) == ("refused", [["own_reference", "BM-1"]], "booked")


def test_an_invalid_form_is_journalled_with_its_faults(visit: Ticket) -> None:
    """Its writer may correct it."""
    one = make.op(person(visit), "add-note", visit, ("text", " "))
    answer = make.perform_as(person(visit), one)
    assert answer.outcome == "invalid"
    assert answer.fields == {"text": ["Write the note."]}
    assert journal_of(one.id)[0].fields == answer.fields


def test_a_rule_that_refuses_late_leaves_nothing_half_done(visit: Ticket) -> None:
    """Extra work without its agreement refuses the completion whole. Rules: C7."""
    line = visit.order.lines[0]
    answer = make.perform_as(
        person(visit),
        make.op(
            person(visit),
            "complete",
            visit,
            ("comments", "Renewed the tap"),
            (f"line-{line.id}", "1"),
            ("extra-310911", "1"),
        ),
    )
    assert answer.outcome == "invalid"
    assert set(answer.fields) == {"agreed_by", "agreed_on"}
    assert (visit.state, visit.arrived_at, visit.completed_at, line.completed) == ("booked", None, None, None)


def test_a_foreign_visit_and_no_visit_are_refused_alike(visit: Ticket) -> None:
    """Nothing tells whether it exists. Rules: A8."""
    stranger = make.user("operative")
    foreign = make.perform_as(stranger, make.op(stranger, "arrive", visit))
    missing = make.perform_as(stranger, make.op(stranger, "arrive", visit, ticket=10**6, order=None))
    assert (foreign.code, foreign.reason, foreign.ticket_state) == (missing.code, missing.reason, missing.ticket_state)
    assert foreign.code == "unknown"
    assert visit.state == "booked"


def test_a_colleagues_visit_is_unknown_until_it_was_once_yours(visit: Ticket) -> None:
    """A visit taken away while the phone was out of reach is kept as `moved-on`. Rules: A8."""
    colleague = make.user("operative", visit.contractor)
    assert make.perform_as(colleague, make.op(colleague, "arrive", visit)).code == "unknown"
    first, office = person(visit), make.user("office", visit.contractor)
    make.do(office, "allocate", visit, ("operative", str(colleague.id)))
    late = make.op(first, "arrive", visit)
    assert make.perform_as(first, late).code == "moved-on"
    assert journal_of(late.id)[0].ticket_id == visit.id
    assert visit.state == "booked"


def test_what_a_contractor_sends_on_hold_waits_and_is_applied_on_release(visit: Ticket) -> None:
    """Rules: V2."""
    officer = make.user("landlord", visit.order.landlord)
    make.do(officer, "hold", visit.order, ("comments", "Check the lease"))
    arrived = make.op(
        person(visit),
        "arrive",
        visit,
        done_at=make.now() - timedelta(minutes=30),
        sent_at=make.now(),
        received_at=make.now(),
    )
    line = visit.order.lines[0]
    done = make.op(person(visit), "complete", visit, ("comments", "Renewed the tap"), (f"line-{line.id}", "1"))
    assert make.perform_as(person(visit), arrived).outcome == "waiting"
    assert make.perform_as(person(visit), done).outcome == "waiting"
    make.do(person(visit), "add-note", visit, ("text", "Waiting outside"))
    assert visit.state == "booked"
    make.do(officer, "release", visit.order)
    assert (visit.state, visit.order.status) == ("completed", "COM")
    assert visit.arrived_at == arrived.done_at
    assert make.perform_as(person(visit), arrived).outcome == "applied"


def test_a_waiting_command_that_the_landlord_overtook_is_refused_on_release(visit: Ticket) -> None:
    """It is judged when its turn comes, and the phone hears the newest decision. Rules: O2."""
    officer = make.user("landlord", visit.order.landlord)
    make.do(officer, "hold", visit.order, ("comments", "Check the lease"))
    one = make.op(person(visit), "arrive", visit)
    make.perform_as(person(visit), one)
    make.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    assert make.perform_as(person(visit), one).outcome == "refused"


def test_a_wrong_clock_is_corrected_and_flagged(visit: Ticket) -> None:
    """A phone a day ahead: rules see our time, both are kept. Rules: S1."""
    wrong = make.now() + timedelta(days=1)
    one = make.op(
        person(visit), "arrive", visit, done_at=wrong - timedelta(hours=2), sent_at=wrong, received_at=make.now()
    )
    assert make.perform_as(person(visit), one).outcome == "applied"
    assert visit.arrived_at is not None
    assert abs(visit.arrived_at - (make.now() - timedelta(hours=2))) < timedelta(minutes=1)
    assert visit.clock_doubted
    row = journal_of(one.id)[0]
    assert row.done_at == one.done_at
    assert row.skew_seconds == -86400


def test_the_chain_of_an_order_has_no_gap_and_each_link_fits(visit: Ticket) -> None:
    """Every row's code covers the row before."""
    make.do(person(visit), "arrive", visit)
    rows = db.session.scalars(
        select(JournalRow).where(JournalRow.order_id == visit.order_id).order_by(JournalRow.number)
    ).all()
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    previous = ""
    for row in rows:
        assert row.previous_mac == previous
        assert row.mac == journal.link(journalling.key(), previous, journalling.facts_of(row))
        previous = row.mac


def test_a_changed_row_no_longer_fits_its_code(visit: Ticket) -> None:
    """An edit shows."""
    row = db.session.scalars(select(JournalRow).where(JournalRow.order_id == visit.order_id)).first()
    assert row
    row.reason = "nothing happened"
    assert row.mac != journal.link(journalling.key(), row.previous_mac, journalling.facts_of(row))


def test_emptying_a_payload_keeps_the_chain_whole(visit: Ticket) -> None:
    """A purge may empty what was typed."""
    row = db.session.scalars(select(JournalRow).where(JournalRow.order_id == visit.order_id)).first()
    assert row
    row.typed = None
    assert row.mac == journal.link(journalling.key(), row.previous_mac, journalling.facts_of(row))


def test_every_command_moves_the_version_of_its_order(visit: Ticket) -> None:
    """Kept pages follow it."""
    before = visit.order.version
    make.do(person(visit), "add-note", visit, ("text", "Riser key FB2"))
    assert visit.order.version == before + 1


def test_an_unknown_command_is_kept_in_its_senders_own_chain(app: Flask, visit: Ticket) -> None:
    """A newer phone may know more than we do."""
    one = Op(
        id=str(uuid.uuid4()),
        actor=person(visit).id,
        command="teleport",
        typed=[],
        done_at=make.now(),
        sent_at=make.now(),
        received_at=make.now(),
        ticket=visit.id,
        order=visit.order_id,
        door="phone",
    )
    assert make.perform_as(person(visit), one).code == "unknown"
    assert journal_of(one.id)[0].chain == f"user:{person(visit).id}"


def test_every_column_of_the_journal_is_covered_or_left_out_on_purpose() -> None:
    """A new one is decided upon, and breaks no old row's code."""
    columns = {column.key for column in JournalRow.__table__.columns}
    assert columns == {*journalling.COVERED, *journalling.UNCOVERED}
