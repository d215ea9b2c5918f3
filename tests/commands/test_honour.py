"""What came too late counts with its own time once it is honoured; declined, nothing changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Evidence, JournalRow, Note, Ticket
from tests import factories as make
from tests.commands.bodies import state_for, typed_for
from tests.commands.lateness import (
    NO_ACCESS,
    PHOTO,
    answer_of,
    cancel,
    completion,
    decide,
    decision,
    expect_invariants,
    late_rows,
    officer_of,
    send,
)
from tests.commands.visiting import booked, doer

pytestmark = pytest.mark.usefixtures("app")

# command: what becomes of the visit that was cancelled before it came, and of its order.
ENDS: dict[str, tuple[str, str]] = {
    "book": ("booked", "ISS"),
    "rebook": ("booked", "ISS"),
    "no-appointment-needed": ("booked", "ISS"),
    "break-appointment": ("accepted", "ISS"),
    "cancel-appointment": ("accepted", "ISS"),
    "no-longer-required": ("returned", "RAI"),
    "did-not-attend": ("rejected", "RAI"),
    "arrive": ("on-site", "ISS"),
    "correct-arrival": ("cancelled", "CAN"),
    "no-access": ("no-access", "ISS"),
    "follow-on": ("incomplete", "ISS"),
    "needs-landlord": ("returned", "RAI"),
    "asbestos-alert": ("returned", "RAI"),
    "complete": ("completed", "COM"),
    "add-photo": ("cancelled", "CAN"),
    "add-document": ("cancelled", "CAN"),
    "add-certificate": ("cancelled", "CAN"),
    "record-certificate": ("cancelled", "CAN"),
}
UNCHANGED = ("correct-arrival", "add-photo", "add-document", "add-certificate", "record-certificate")


def cancelled(command: str) -> Ticket:
    """A visit that was cancelled in the state in which the command was done."""
    visit = booked(state_for(command), evidence_after_completion=False)
    cancel(visit)
    return visit


@pytest.mark.parametrize("command", ENDS)
def test_what_came_late_is_honoured_with_its_own_time(command: str) -> None:
    """It is applied as if the visit still went on; what changes no state reopens nothing. Rules: O2."""
    state, status = ENDS[command]
    visit = cancelled(command)
    sender = make.user("office", visit.contractor) if command == "no-longer-required" else doer(visit)
    done = make.now() - timedelta(minutes=30)
    times = {"done_at": done, "sent_at": make.now(), "received_at": make.now()}
    late = send(visit, command, *typed_for(visit, command), by=sender, **times)
    assert [(one.op_id, one.ticket_id, one.decision) for one in late_rows()] == [(late.id, visit.id, "")]
    answer = decide(visit, "honour", late)
    assert answer.outcome == "applied", answer
    assert (visit.state, visit.order.status) == (state, status)
    row = answer_of(late)
    assert (row.outcome, row.command, row.actor_id, row.done_at) == ("applied", command, sender.id, done)
    assert make.perform_as(sender, late).outcome == "applied"
    expect_invariants(visit.order)


@pytest.mark.parametrize("command", ENDS)
def test_what_is_declined_changes_nothing_and_says_why(command: str) -> None:
    """Rules: O2."""
    visit = cancelled(command)
    sender = make.user("office", visit.contractor) if command == "no-longer-required" else doer(visit)
    late = send(visit, command, *typed_for(visit, command), by=sender)
    assert decide(visit, "decline", late, reason="The wrong house").outcome == "applied"
    assert (visit.state, visit.order.status) == ("cancelled", "CAN")
    assert (answer_of(late).outcome, answer_of(late).reason) == ("refused", "Declined: The wrong house")
    assert make.perform_as(sender, late).reason == "Declined: The wrong house"
    assert db.session.scalars(select(Evidence).where(Evidence.removed_at.is_(None))).all() == []
    expect_invariants(visit.order)


@pytest.mark.parametrize("command", [one for one in ENDS if one not in UNCHANGED])
def test_while_another_visit_is_open_it_stays_as_evidence(command: str) -> None:
    """Rules: O2."""
    visit = booked(state_for(command))
    make.do(officer_of(visit), "cancel-visit", visit.order, ("reason", "duplicate"))
    make.do(officer_of(visit), "re-issue", visit.order, ("note", "Somebody else goes"))
    sender = make.user("office", visit.contractor) if command == "no-longer-required" else doer(visit)
    late = send(visit, command, *typed_for(visit, command), by=sender)
    answer = decide(visit, "honour", late)
    assert (answer.outcome, answer.reason) == ("applied", "Kept as evidence: visit 2 of this order is open.")
    assert [one.state for one in visit.order.tickets] == ["cancelled", "issued"]
    assert (answer_of(late).outcome, answer_of(late).code) == ("refused", "kept-as-evidence")
    note = db.session.scalars(select(Note).where(Note.type == "late")).one()
    assert note.text.startswith(f"Kept as evidence: {command.replace('-', ' ')}, visit 1, {sender.name}")
    for words in ("Renewed the tap and tested it", "Knocked twice", "Part missing"):
        assert (words in note.text) == (words in str(late.typed))
    expect_invariants(visit.order)


def test_a_whole_visit_is_honoured_in_its_order() -> None:
    """The photo that completion asks for came late as well. Rules: O2."""
    visit = booked(evidence_after_completion=False, completion_photos_asked=1)
    cancel(visit)
    arrived = send(visit, "arrive", done_at=make.now() - timedelta(hours=1), sent_at=make.now(), received_at=make.now())
    photo, done = send(visit, "add-photo", *PHOTO), send(visit, "complete", *completion(visit))
    answer = decide(visit, "honour", done, arrived, photo, reason="Thank you")
    assert answer.outcome == "applied", answer
    assert (visit.state, visit.order.status, visit.reason) == ("completed", "COM", "")
    assert visit.arrived_at == arrived.done_at
    rows = db.session.scalars(select(JournalRow).where(JournalRow.answers.is_not(None)).order_by(JournalRow.number))
    assert [(row.command, row.outcome) for row in rows] == [
        ("arrive", "applied"), ("add-photo", "applied"), ("complete", "applied"),
    ]  # fmt: skip
    expect_invariants(visit.order)


def test_what_cannot_be_accepted_yet_refuses_the_whole_decision() -> None:
    """Nothing is half honoured, and it can still be decided. Rules: O2."""
    visit = booked(completion_photos_asked=1)
    cancel(visit)
    arrived, done = send(visit, "arrive"), send(visit, "complete", *completion(visit))
    answer = decide(visit, "honour", arrived, done)
    assert (answer.outcome, answer.code) == ("refused", "not-yet")
    assert "Take the rest, then finish." in answer.reason
    assert (visit.state, visit.order.status, visit.arrived_at) == ("cancelled", "CAN", None)
    assert [one.decision for one in late_rows()] == ["", ""]
    assert db.session.scalars(select(JournalRow).where(JournalRow.answers.is_not(None))).all() == []
    expect_invariants(visit.order)


def test_a_decision_is_made_once_and_the_second_person_is_told() -> None:
    """Rules: O2."""
    visit = booked()
    cancel(visit)
    late = send(visit, "arrive")
    first = officer_of(visit)
    one = decision(visit, "decline", late, by=first, reason="The wrong house")
    assert make.perform_as(first, one).outcome == make.perform_as(first, one).outcome == "applied"
    answer = decide(visit, "honour", late)
    assert (answer.outcome, answer.code) == ("refused", "decided")
    assert f"{first.name} has declined this already" in answer.reason
    assert "The wrong house" in answer.reason
    assert visit.state == "cancelled"


def test_another_landlord_learns_nothing_of_it() -> None:
    """Rules: A8, O2."""
    visit = booked()
    cancel(visit)
    late, stranger = send(visit, "arrive"), make.user("landlord")
    for command in ("honour", "decline"):
        answer = make.perform_as(stranger, decision(visit, command, late, by=stranger, reason="Because"))
        missing = make.perform_as(stranger, make.op(stranger, command, visit.order, order=10**6))
        assert (answer.code, answer.reason) == (missing.code, missing.reason)
        assert answer.code == "unknown"
    assert decide(visit, "honour", make.op(doer(visit), "arrive", visit)).code == "unknown"
    for command in ("honour", "decline"):
        assert decide(visit, command, reason="Because").fields == {"late": ["Tick what this is about."]}


def test_one_decision_is_about_one_visit() -> None:
    """Each visit may be another contractor's."""
    visit = booked()
    make.do(officer_of(visit), "cancel-visit", visit.order, ("reason", "duplicate"))
    make.do(officer_of(visit), "re-issue", visit.order, ("note", "Again"))
    second, office = visit.order.tickets[1], make.user("office", visit.contractor)
    first = send(visit, "arrive")
    make.do(office, "accept", second)
    make.do(officer_of(visit), "cancel-visit", visit.order, ("reason", "duplicate"))
    assert decide(visit, "honour", first, send(second, "arrive", by=office)).code == "two-visits"


def test_the_contractor_does_not_decide() -> None:
    """Rules: O2."""
    visit = booked()
    cancel(visit)
    late, office = send(visit, "arrive"), make.user("office", visit.contractor)
    assert decide(visit, "honour", late, by=office).outcome == "refused"
    assert late_rows()[0].decision == ""


def test_a_visit_given_to_another_meanwhile_is_honoured_as_it_stands() -> None:
    """The first operative had done the work. Rules: O2."""
    visit, office = booked(), None
    first, office = doer(visit), make.user("office", visit.contractor)
    make.do(office, "allocate", visit, ("operative", str(make.user("operative", visit.contractor).id)))
    note = send(visit, "add-note", ("text", "Key at number 4"), by=first)
    done = send(visit, "complete", *completion(visit), by=first)
    assert decide(visit, "honour", note, done).outcome == "applied"
    assert (visit.state, visit.order.status) == ("completed", "COM")
    assert "Key at number 4" in [one.text for one in visit.order.notes]
    expect_invariants(visit.order)


def test_what_the_new_operative_has_done_already_is_kept_as_evidence() -> None:
    """Rules: O2."""
    visit = booked()
    first, office = doer(visit), make.user("office", visit.contractor)
    make.do(office, "allocate", visit, ("operative", str(make.user("operative", visit.contractor).id)))
    late = send(visit, "arrive", by=first)
    make.do(doer(visit), "arrive", visit)
    assert "it no longer fits" in decide(visit, "honour", late).reason
    assert visit.state == "on-site"


def test_a_decision_that_is_owed_comes_first() -> None:
    """On hold nothing goes on, late work neither. Rules: V2, O2."""
    visit = booked()
    first, office = doer(visit), make.user("office", visit.contractor)
    make.do(office, "allocate", visit, ("operative", str(make.user("operative", visit.contractor).id)))
    late = send(visit, "arrive", by=first)
    make.do(officer_of(visit), "hold", visit.order, ("comments", "Check the lease"))
    assert "Release it first" in decide(visit, "honour", late).reason
    make.do(officer_of(visit), "release", visit.order)
    assert decide(visit, "honour", late).outcome == "applied"
    assert visit.state == "on-site"


def test_what_waited_and_was_overtaken_is_late_work() -> None:
    """The phone's op is the one that is honoured. Rules: V2, O2."""
    visit = booked()
    make.do(officer_of(visit), "hold", visit.order, ("comments", "Check the lease"))
    one = make.op(doer(visit), "complete", visit, *completion(visit))
    assert make.perform_as(doer(visit), one).outcome == "waiting"
    cancel(visit)
    assert [late.op_id for late in late_rows()] == [one.id]
    assert decide(visit, "honour", one).outcome == "applied"
    assert (visit.state, visit.order.status) == ("completed", "COM")
    assert make.perform_as(doer(visit), one).outcome == "applied"
    expect_invariants(visit.order)


def test_an_order_that_another_visit_has_completed_is_reopened_by_what_is_honoured() -> None:
    """The landlord says so; both visits stay in the record. Rules: O2."""
    visit = booked()
    make.do(officer_of(visit), "take-back", visit, ("comments", "Somebody else goes"))
    make.do(officer_of(visit), "re-issue", visit.order, ("note", "Again"))
    second, office = visit.order.tickets[1], make.user("office", visit.contractor)
    make.do(office, "accept", second)
    make.do(office, "complete", second, *completion(second))
    late = send(visit, "no-access", *NO_ACCESS)
    assert decide(visit, "honour", late).outcome == "applied"
    assert [one.state for one in visit.order.tickets] == ["no-access", "completed", "issued"]
    assert (visit.order.status, visit.order.completed_at) == ("ISS", None)
    expect_invariants(visit.order)


def test_a_closed_order_is_not_reopened() -> None:
    """It is paid: what came late stays as evidence. Rules: O2, F4."""
    visit = booked()
    make.do(officer_of(visit), "take-back", visit, ("comments", "Somebody else goes"))
    visit.order.status, visit.order.paid_at = "CLO", make.now()
    db.session.commit()
    late = send(visit, "no-access", *NO_ACCESS)
    assert decide(visit, "honour", late).reason == "Kept as evidence: this order is closed and paid."
    assert (visit.state, visit.order.status) == ("returned", "CLO")
