"""What becomes of a visit that cannot be appointed, is not needed any more, or was not attended: by command."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fieldapp.domain.dates import LONDON, show_day, show_moment
from fieldapp.models import Ticket
from tests import factories as make
from tests.commands.visiting import attempt, booked, doer

pytestmark = pytest.mark.usefixtures("app")
TRIED = (("outcome", "try-again"), ("reason", "no-answer"))


def note_of(visit: Ticket) -> str:
    """The text of the order's only note."""
    (note,) = visit.order.notes
    return str(note.text)


def test_what_was_tried_is_kept_and_the_appointment_is_still_to_be_settled() -> None:
    """Rules: P2."""
    visit = booked("accepted")
    answer = attempt(visit, "cannot-book", *TRIED, ("called", "no"), ("comments", "Voicemail is full"))
    assert answer.outcome == "applied"
    assert (visit.state, visit.reason, visit.visit_on, visit.appointments) == ("accepted", "no-answer", None, [])
    assert note_of(visit) == "Could not arrange it, will try again. Not called. Voicemail is full."
    assert attempt(visit, "book", ("date", make.today().isoformat()), ("slot", "am")).outcome == "applied"


def test_when_the_resident_was_called_is_what_was_typed_or_when_it_was_done() -> None:
    """Rules: P2."""
    visit, done = booked("accepted"), make.now() - timedelta(minutes=20)
    called = datetime(2026, 3, 2, 9, 5, tzinfo=LONDON)
    typed = (("called_at", "2026-03-02"), ("called_at", "09:05"))
    attempt(visit, "cannot-book", *TRIED, ("called", "yes"), *typed)
    assert f"Called: {show_moment(called)}" in note_of(visit)
    visit = booked("accepted")
    times = {"done_at": done, "sent_at": make.now(), "received_at": make.now()}
    attempt(visit, "cannot-book", *TRIED, ("called", "yes"), **times)
    assert f"Called: {show_moment(done)}" in note_of(visit)


def test_a_call_back_has_its_day() -> None:
    """Rules: P2."""
    visit, day = booked("accepted"), make.today() + timedelta(days=2)
    asked = (("outcome", "callback"), ("called", "yes"), ("reason", "no-answer"))
    answer = attempt(visit, "cannot-book", *asked)
    assert answer.fields == {"callback_on": ["Write the day on which to call back."]}
    assert visit.order.notes == []
    assert attempt(visit, "cannot-book", *asked, ("callback_on", day.isoformat())).outcome == "applied"
    assert note_of(visit).startswith("The resident asked for a call back. Called: ")
    assert f"Call back on {show_day(day)}" in note_of(visit)


def test_a_call_back_on_a_day_that_has_gone_by_is_refused() -> None:
    """And one in another century: the year is wrong. Rules: P2."""
    visit, today = booked("accepted"), make.today()
    asked = (("outcome", "callback"), ("called", "no"), ("reason", "no-answer"))
    answer = attempt(visit, "cannot-book", *asked, ("callback_on", (today - timedelta(days=1)).isoformat()))
    assert answer.fields == {"callback_on": ["That day has gone by. Choose today or a later day."]}
    answer = attempt(visit, "cannot-book", *asked, ("callback_on", "2099-01-01"))
    assert answer.fields == {"callback_on": ["That is more than a year ahead. Check the year."]}
    assert visit.order.notes == []
    # Said yesterday, on a phone that was away: the day had not gone by.
    then = make.now() - timedelta(days=1)
    said = {"done_at": then, "sent_at": make.now(), "received_at": make.now()}
    kept = attempt(visit, "cannot-book", *asked, ("callback_on", (today - timedelta(days=1)).isoformat()), **said)
    assert kept.outcome == "applied"


def test_a_call_in_the_future_is_refused_by_the_corrected_clock() -> None:
    """Rules: P2."""
    visit = booked("accepted")
    at = (make.now() + timedelta(hours=2)).astimezone(LONDON)
    called = (("called", "yes"), ("called_at", f"{at:%Y-%m-%d}"), ("called_at", f"{at:%H:%M}"))
    answer = attempt(visit, "cannot-book", *TRIED, *called)
    assert "The time of the call, " in answer.fields["called_at"][0]
    assert "is in the future. Correct the time" in answer.fields["called_at"][0]
    # A phone whose clock is three hours fast meant an hour ago.
    fast = make.now() + timedelta(hours=3)
    assert attempt(visit, "cannot-book", *TRIED, *called, done_at=fast, received_at=make.now()).outcome == "applied"


@pytest.mark.parametrize(
    ("missing", "said"),
    [("called", "Say whether you called."), ("reason", "Choose a reason."), ("outcome", "Choose one.")],
)
def test_what_was_tried_is_said_whole(missing: str, said: str) -> None:
    """Rules: P2."""
    visit = booked("accepted")
    typed = [pair for pair in (*TRIED, ("called", "no")) if pair[0] != missing]
    assert attempt(visit, "cannot-book", *typed).fields == {missing: [said]}
    assert (visit.state, visit.reason) == ("accepted", "")


@pytest.mark.parametrize("state", ["accepted", "booked"])
def test_work_that_is_not_required_ends_the_visit_and_returns_the_order(state: str) -> None:
    """The landlord reads who must act and why, and may issue it again. Rules: P4."""
    visit = booked(state)
    office = make.user("office", visit.contractor)
    make.do(office, "no-longer-required", visit, ("reason", "fixed"), ("comments", "The son has done it"))
    assert (visit.state, visit.reason, visit.comments) == ("returned", "fixed", "The son has done it")
    assert (visit.order.status, visit.ended_at is not None) == ("RAI", True)
    officer = make.user("landlord", visit.order.landlord)
    make.do(officer, "re-issue", visit.order, ("note", "Look again, please"))
    assert [one.state for one in visit.order.tickets] == ["returned", "issued"]


def test_work_is_not_sent_back_without_a_reason_nor_by_an_operative() -> None:
    """Rules: P4."""
    visit = booked("accepted")
    office = make.user("office", visit.contractor)
    answer = make.perform_as(office, make.op(office, "no-longer-required", visit))
    assert answer.fields == {"reason": ["Choose a reason."]}
    assert attempt(visit, "no-longer-required", ("reason", "fixed")).outcome == "refused"
    assert (visit.state, visit.order.status) == ("accepted", "ISS")


@pytest.mark.parametrize("role", ["operative", "office"])
def test_a_visit_that_nobody_attended_goes_back_with_its_reason(role: str) -> None:
    """Rules: S2."""
    visit = booked()
    by = doer(visit) if role == "operative" else make.user(role, visit.contractor)
    make.do(by, "did-not-attend", visit, ("reason", "staff"), ("comments", "Van broke down"))
    assert (visit.state, visit.reason, visit.comments) == ("rejected", "staff", "Van broke down")
    assert (visit.order.status, visit.arrived_at) == ("RAI", None)


def test_whoever_is_on_site_has_attended() -> None:
    """And nobody sends a visit back without saying why. Rules: S2."""
    visit = booked()
    assert attempt(visit, "did-not-attend").fields == {"reason": ["Choose a reason."]}
    attempt(visit, "arrive")
    assert attempt(visit, "did-not-attend", ("reason", "staff")).outcome == "refused"
    assert (visit.state, visit.order.status) == ("on-site", "ISS")
