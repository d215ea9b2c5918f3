"""What the record keeps of a visit's appointments, and what settles one: through the commands themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldapp.extensions import db
from fieldapp.models import Appointment, Ticket
from fieldapp.queries.visit_parts import agreed_words
from tests import factories as make
from tests.commands.lateness import NO_ACCESS, Typed, completion
from tests.commands.visiting import attempt, booked

pytestmark = pytest.mark.usefixtures("app")


def booking() -> Typed:
    """A booking for today."""
    return (("date", make.today().isoformat()), ("slot", "am"))


def kept(visit: Ticket) -> Appointment:
    """The visit's first appointment."""
    return visit.appointments[0]


@pytest.mark.parametrize(
    ("command", "reason", "state"),
    [("break-appointment", "tenant-cancelled", "broken"), ("cancel-appointment", "tenant-rearranged", "cancelled")],
)
def test_an_appointment_that_ends_stays_with_its_reason_and_comment(command: str, reason: str, state: str) -> None:
    """Rules: P5."""
    visit = booked()
    assert attempt(visit, command, ("comments", "Child is ill")).fields == {"reason": ["Choose a reason."]}
    assert attempt(visit, command, ("reason", reason), ("comments", "Child is ill")).outcome == "applied"
    assert (visit.state, visit.visit_on, visit.slot) == ("accepted", None, "")
    one = kept(visit)
    assert (one.state, one.reason, one.ended_reason, one.comment) == (state, "created", reason, "Child is ill")
    assert (one.day, one.slot, one.ended_at is not None) == (make.today(), "am", True)


def test_a_new_day_keeps_the_units_that_were_agreed() -> None:
    """Unless others are agreed with it. Rules: P5, P6."""
    visit = booked("accepted")
    attempt(visit, "book", *booking(), ("units", "4"))
    tomorrow = (("date", (make.today() + timedelta(days=1)).isoformat()), ("slot", "pm"), ("reason", "tenant"))
    assert attempt(visit, "rebook", *tomorrow).outcome == "applied"
    assert visit.standing_appointment
    assert visit.standing_appointment.units == 4
    assert attempt(visit, "rebook", *tomorrow).fields == {"date": ["That is the appointment already."]}
    assert attempt(visit, "rebook", *tomorrow, ("units", "2")).outcome == "applied"
    assert visit.standing_appointment.units == 2


def test_an_appointment_that_was_kept_is_closed_by_completing() -> None:
    """Rules: P5."""
    visit = booked()
    assert attempt(visit, "complete", *completion(visit)).outcome == "applied"
    assert (kept(visit).state, kept(visit).ended_reason) == ("kept", "completed")


def test_a_later_visits_appointment_is_a_follow_on() -> None:
    """Rules: P5."""
    visit = booked()
    attempt(visit, "no-access", *NO_ACCESS)
    second, office = visit.order.tickets[1], make.user("office", visit.contractor)
    make.do(office, "accept", second)
    make.do(office, "book", second, *booking())
    assert (kept(visit).state, kept(visit).reason) == ("broken", "created")
    assert kept(second).reason == "follow-on"


@pytest.mark.parametrize("command", ["book", "no-appointment-needed"])
def test_where_one_is_compulsory_arrival_waits_until_it_is_settled(command: str) -> None:
    """A slot settles it, and that none is needed; that none could be booked does not. Rules: P6, P3."""
    visit = booked("accepted", appointments_compulsory=True)
    attempt(visit, "cannot-book", ("outcome", "try-again"), ("called", "no"), ("reason", "no-answer"))
    for early in ("arrive", "complete", "no-access"):
        assert attempt(visit, early).outcome == "refused", early
    typed = booking() if command == "book" else (("why", "emergency-24h"),)
    assert attempt(visit, command, *typed).outcome == "applied"
    assert attempt(visit, "arrive").outcome == "applied"


def test_where_one_is_optional_nobody_waits() -> None:
    """Rules: P6."""
    visit = booked("accepted", appointments_compulsory=False)
    assert attempt(visit, "arrive").outcome == "applied"


@pytest.mark.parametrize(("said", "waits"), [("policy", True), ("compulsory", True), ("optional", False)])
def test_a_contract_says_whether_one_is_compulsory(said: str, waits: bool) -> None:
    """Otherwise the landlord's policy does. Rules: P6."""
    visit = booked("accepted", appointments_compulsory=True)
    visit.order.contract.appointments = said
    db.session.commit()
    assert (attempt(visit, "arrive").outcome == "refused") is waits
    visit = booked("accepted", appointments_compulsory=False)
    visit.order.contract.appointments = said
    db.session.commit()
    assert (attempt(visit, "arrive").outcome == "refused") is (said == "compulsory")


def test_a_start_is_asked_for_where_the_policy_does() -> None:
    """Rules: P1, P6."""
    visit = booked("accepted", slot_start_time_asked=True)
    assert attempt(visit, "book", *booking()).fields == {"starts": ["Write when the visit starts, for example 09:30."]}
    assert attempt(visit, "book", *booking(), ("starts", "9:30")).outcome == "applied"
    assert visit.slot_starts == "09:30"


def test_the_number_of_units_is_one_unless_it_is_said() -> None:
    """Rules: P6."""
    visit = booked("accepted", slot_start_time_asked=True)
    start = ("starts", "9:30")
    for wrong in ("0", "100"):
        assert attempt(visit, "book", *booking(), start, ("units", wrong)).fields == {
            "units": ["Write a number of units from 1 to 99."]
        }
    assert attempt(visit, "book", *booking(), start).outcome == "applied"
    assert (kept(visit).units, agreed_words(visit)) == (1, "from 09:30, 1 unit")
    change = ("reason", "tenant"), ("units", "3")
    assert attempt(visit, "rebook", *booking(), ("starts", "10:00"), *change).outcome == "applied"
    assert agreed_words(visit) == "from 10:00, 3 units"


def test_no_appointment_is_needed_only_for_a_reason_of_the_list() -> None:
    """It is meant for a day. Rules: P3."""
    visit, day = booked("accepted"), make.today() + timedelta(days=2)
    assert list(attempt(visit, "no-appointment-needed", ("why", "because")).fields) == ["why"]
    attempt(visit, "no-appointment-needed", ("why", "emergency-24h"), ("date", day.isoformat()))
    assert (visit.state, visit.visit_on, visit.slot) == ("booked", day, "")
    assert (kept(visit).state, kept(visit).reason) == ("not-needed", "emergency-24h")


def test_a_return_that_is_not_booked_says_what_prevented_it_and_when_it_may_be() -> None:
    """Rules: S5."""
    visit, day = booked("on-site"), make.today() + timedelta(days=5)
    typed = (("why", "Part missing"), ("needed", "A cartridge"), ("booked", "no"), ("estimate", day.isoformat()))
    assert attempt(visit, "follow-on", *typed).fields == {"prevented": ["Write what prevented booking a return visit."]}
    assert attempt(visit, "follow-on", *typed, ("prevented", "No stock")).outcome == "applied"
    assert visit.comments == "Part missing\nNeeded: A cartridge\nNot booked yet: No stock"
    assert visit.order.tickets[1].proposed_on == day


@pytest.mark.parametrize(("agreed", "claimed"), [(False, True), (True, False)])
def test_no_charge_is_noted_where_none_is_agreed_or_claimed(agreed: bool, claimed: bool) -> None:
    """Rules: S4."""
    visit = booked(no_access_charge_offered=agreed)
    assert attempt(visit, "no-access", *NO_ACCESS, *((("charge", "y"),) if claimed else ())).outcome == "applied"
    assert visit.order.notes == []
