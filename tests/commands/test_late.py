"""Which refused commands came too late and are put before the landlord, and which change nothing any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket
from fieldapp.queries.visit_record import done_since
from tests import factories as make
from tests.commands.lateness import NO_ACCESS, PHOTO, Typed, cancel, completion, decide, late_rows, officer_of, send
from tests.commands.visiting import attempt, booked, doer

pytestmark = pytest.mark.usefixtures("app")


def typed_for(visit: Ticket, command: str) -> Typed:
    if command == "complete":
        return tuple(completion(visit))
    return {"arrive": (), "no-access": NO_ACCESS, "add-photo": PHOTO}[command]


@pytest.mark.parametrize("command", ["complete", "arrive", "no-access", "add-photo"])
def test_what_its_sender_has_ended_is_not_late(command: str) -> None:
    """A second tap is no work of its own. Rules: O2."""
    visit = booked("on-site", evidence_after_completion=False)
    attempt(visit, "complete", *completion(visit))
    assert attempt(visit, command, *typed_for(visit, command)).code == "too-late"
    assert late_rows() == []


@pytest.mark.parametrize(("command", "counts"), [("complete", 0), ("arrive", 0), ("no-access", 0), ("add-photo", 1)])
def test_of_a_visit_that_a_colleague_completed_only_files_are_late(command: str, counts: int) -> None:
    """The office recorded what the operative told it. Rules: O2."""
    visit = booked("on-site", evidence_after_completion=False)
    make.do(make.user("office", visit.contractor), "complete", visit, *completion(visit))
    send(visit, command, *typed_for(visit, command))
    assert len(late_rows()) == counts


def test_work_on_a_visit_that_a_colleague_ended_otherwise_is_late() -> None:
    """The office wrote no access, the operative had been let in. Rules: O2."""
    visit = booked("on-site", no_access_limit=1)
    make.do(make.user("office", visit.contractor), "no-access", visit, *NO_ACCESS)
    late = send(visit, "complete", *completion(visit))
    assert decide(visit, "honour", late).outcome == "applied"
    assert (visit.state, visit.order.status, visit.order.no_access_count) == ("completed", "COM", 0)


@pytest.mark.parametrize("command", ["accept", "reject", "allocate", "on-my-way", "cannot-book", "remove-section"])
def test_what_would_change_nothing_any_more_is_not_late(command: str) -> None:
    """The table says `too-late`, and that is all."""
    visit = booked()
    cancel(visit)
    office = make.user("office", visit.contractor)
    by = doer(visit) if command == "on-my-way" else office
    assert make.perform_as(by, make.op(by, command, visit)).code == "too-late"
    assert late_rows() == []


def test_late_work_is_kept_once() -> None:
    """The phone sends again. Rules: O2."""
    visit = booked()
    cancel(visit)
    late = send(visit, "arrive")
    assert make.perform_as(doer(visit), late).code == "too-late"
    assert len(late_rows()) == 1


def test_what_a_phone_did_twice_is_kept_twice() -> None:
    """A page's form that came back is sent again; a phone's second command is another one. Rules: O2."""
    visit = booked()
    cancel(visit)
    for _ in range(2):
        send(visit, "arrive", door="phone")
    assert len(late_rows()) == 2
    for _ in range(2):
        send(visit, "no-access", *NO_ACCESS)
    assert len(late_rows()) == 3


def test_a_late_file_that_is_accepted_moves_the_order_once() -> None:
    """So that who had its page open before is told what was done after, and nothing older. Rules: O2."""
    visit = booked("on-site", evidence_after_completion=False)
    cancel(visit)
    late = send(visit, "add-photo", *PHOTO)
    officer, before = officer_of(visit), visit.order.version
    assert decide(visit, "honour", late).outcome == "applied"
    moved = visit.order.version - before
    assert moved == 2
    assert [one.command for one in done_since(officer, visit.order_id, before)] == ["honour", "add-photo"]


def test_a_late_file_is_seen_before_anybody_decides() -> None:
    """Both sides see what it shows; declined it is taken off. Rules: O2, D1."""
    visit = booked("on-site", evidence_after_completion=False)
    cancel(visit)
    late = send(visit, "add-photo", *PHOTO)
    assert [(one.kind, one.removed_at) for one in visit.evidence] == [("after", None)]
    decide(visit, "decline", late, reason="The wrong house")
    assert visit.evidence[0].removed_at is not None


def test_declining_a_file_takes_nothing_off_that_was_there_before() -> None:
    """The same file came in time, and again. Rules: O2, D2."""
    visit = booked("on-site", evidence_after_completion=False)
    assert attempt(visit, "add-photo", *PHOTO).outcome == "applied"
    cancel(visit)
    earlier = {"done_at": make.now() - timedelta(minutes=5), "sent_at": make.now(), "received_at": make.now()}
    late = send(visit, "add-photo", *PHOTO, **earlier)
    assert decide(visit, "decline", late, reason="The wrong house").outcome == "applied"
    assert [one.removed_at for one in visit.evidence] == [None]


def test_what_was_purged_can_only_be_declined() -> None:
    """What was typed is no longer there."""
    visit = booked()
    cancel(visit)
    late = send(visit, "arrive")
    db.session.scalars(select(JournalRow).where(JournalRow.op_id == late.id)).one().typed = None
    db.session.commit()
    assert decide(visit, "honour", late).code == "emptied"
    assert decide(visit, "decline", late, reason="Too old").outcome == "applied"
