"""What each command does to a visit, beyond the state that the table gives it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from fieldapp.domain.dates import LONDON
from fieldapp.extensions import db
from fieldapp.models import Caution, Evidence, Note
from tests import factories as make
from tests.commands.visiting import BLOB, SHA, attempt, booked, quantities

pytestmark = pytest.mark.usefixtures("app")
SOON = (make.today() + timedelta(days=9)).isoformat()


def test_accepting_keeps_the_contractors_own_reference() -> None:
    """Rules: T6."""
    visit = booked("issued")
    assert attempt(visit, "accept", ("own_reference", " BM-88120 ")).outcome == "applied"
    assert (visit.state, visit.own_reference) == ("accepted", "BM-88120")


def test_a_landlord_that_does_not_ask_has_its_visits_accepted_on_issue() -> None:
    """Rules: T10."""
    assert booked("issued", acceptance_asked=False).state == "accepted"


def test_an_arrival_may_be_typed_by_the_phones_zone() -> None:
    """Rules: S1, A6."""
    visit = booked()
    earlier = (make.now() - timedelta(hours=3)).astimezone(LONDON).replace(second=0)
    answer = attempt(visit, "arrive", ("arrived", f"{earlier:%Y-%m-%d}"), ("arrived", f"{earlier:%H:%M}"))
    assert answer.outcome == "applied"
    assert visit.arrived_at == earlier


@pytest.mark.parametrize(
    ("shift", "words"), [(timedelta(hours=2), "in the future"), (timedelta(days=-9), "before the order was raised")]
)
def test_an_arrival_that_cannot_be_is_refused_with_what_to_do(shift: timedelta, words: str) -> None:
    """Rules: S1."""
    visit = booked()
    typed = (make.now() + shift).astimezone(LONDON)
    answer = attempt(visit, "arrive", ("arrived", f"{typed:%Y-%m-%d}"), ("arrived", f"{typed:%H:%M}"))
    assert answer.outcome == "invalid"
    assert words in answer.fields["arrived"][0]
    assert "Correct the time" in answer.fields["arrived"][0]
    assert (visit.state, visit.arrived_at) == ("booked", None)


@pytest.mark.parametrize("years", [-27, 1])
def test_a_moment_of_another_year_is_told_with_it(years: int) -> None:
    """Else a wrong year reads as if it were right. Rules: S1, C3."""
    visit, typed = booked(), f"{make.today().year + years}-06-01"
    answer = attempt(visit, "arrive", ("arrived", typed), ("arrived", "10:00"))
    assert f"The arrival time, 1 Jun {typed[:4]} 10:00, is " in answer.fields["arrived"][0]
    visit = booked("on-site")
    done = ("comments", "Renewed the tap"), ("completed", typed), ("completed", "10:00")
    answer = attempt(visit, "complete", *done, *quantities(visit, "1"))
    assert f"The completion time, 1 Jun {typed[:4]} 10:00, is " in answer.fields["completed"][0]


def test_a_mistaken_arrival_is_corrected_and_the_old_one_stays_in_the_journal() -> None:
    """Rules: S1."""
    visit = booked("on-site")
    typed = (make.now() - timedelta(hours=1)).astimezone(LONDON)
    attempt(
        visit,
        "correct-arrival",
        ("arrived", f"{typed:%Y-%m-%d}"),
        ("arrived", f"{typed:%H:%M}"),
        ("reason", "Forgot to tap"),
    )
    assert visit.arrived_at == typed.replace(second=0)


NO_ACCESS = (("called", "no"), ("comments", "Knocked twice, card 0413 left"))


def test_a_first_no_access_issues_the_next_visit_and_a_second_goes_to_the_landlord() -> None:
    """Rules: S3."""
    visit = booked()
    attempt(visit, "no-access", *NO_ACCESS)
    second = visit.order.tickets[1]
    assert (visit.state, second.visit, second.state, visit.order.status) == ("no-access", 2, "issued", "ISS")
    assert second.proposed_operative_id == visit.operative_id
    office = make.user("office", visit.contractor)
    for command in ("accept", "no-access"):
        make.do(office, command, second, *(NO_ACCESS if command == "no-access" else ()))
    assert (second.state, visit.order.status, len(visit.order.tickets)) == ("no-access", "RAI", 2)


def test_a_visit_with_access_resets_the_count_and_a_reissue_goes_on_numbering() -> None:
    """Rules: S3, S6."""
    visit = booked()
    attempt(visit, "no-access", *NO_ACCESS)
    office, second = make.user("office", visit.contractor), visit.order.tickets[1]
    make.do(office, "accept", second)
    make.do(office, "needs-landlord", second, ("comments", "Scaffold needed"))
    assert (visit.order.status, visit.order.no_access_count) == ("RAI", 0)
    officer = make.user("landlord", visit.order.landlord)
    make.do(officer, "re-issue", visit.order, ("note", "Scaffold is up"))
    assert [one.visit for one in visit.order.tickets] == [1, 2, 3]
    assert visit.order.notes[-1].text == "Scaffold is up"


def test_no_access_may_break_the_appointment_instead_of_ending_the_visit() -> None:
    """Rules: S3."""
    visit = booked(no_access_ends_visit=False)
    attempt(visit, "no-access", *NO_ACCESS)
    assert (visit.state, visit.visit_on, len(visit.order.tickets)) == ("accepted", None, 1)
    assert [one.state for one in visit.appointments] == ["broken"]


def test_the_photo_of_door_and_card_is_asked_for_where_the_policy_says_so() -> None:
    """Rules: S3."""
    visit = booked(no_access_photo_asked=True)
    assert "photo" in attempt(visit, "no-access", *NO_ACCESS).fields
    attempt(visit, "add-photo", ("blob", BLOB), ("sha256", SHA), ("size", "10"), ("kind", "door-card"))
    assert attempt(visit, "no-access", *NO_ACCESS).outcome == "applied"


def test_an_agreed_charge_writes_its_note() -> None:
    """Rules: S4."""
    visit = booked(no_access_charge_offered=True)
    attempt(visit, "no-access", *NO_ACCESS, ("charge", "y"))
    assert "purchase order open" in db.session.scalars(select(Note)).one().text


def test_a_follow_on_proposes_its_date_and_operative() -> None:
    """Rules: S5."""
    visit, day = booked("on-site"), make.today() + timedelta(days=7)
    attempt(
        visit,
        "follow-on",
        ("why", "Part missing"),
        ("needed", "A cartridge"),
        ("booked", "yes"),
        ("return_date", day.isoformat()),
    )
    second = visit.order.tickets[1]
    assert (visit.state, second.state, second.proposed_on) == ("incomplete", "issued", day)
    assert second.proposed_operative_id == visit.operative_id


def test_a_return_more_than_a_year_ahead_is_refused() -> None:
    """Booked or expected, and one that has gone by. Rules: S5."""
    visit, why = booked("on-site"), (("why", "Part missing"), ("needed", "A cartridge"))
    for booking, field in ((("booked", "yes"), "return_date"), (("booked", "no"), "estimate")):
        typed = (*why, booking, ("prevented", "No answer"))
        far = attempt(visit, "follow-on", *typed, (field, "2099-01-01"))
        assert far.fields == {field: ["That is more than a year ahead. Check the year."]}
        gone = attempt(visit, "follow-on", *typed, (field, (make.today() - timedelta(days=1)).isoformat()))
        assert gone.fields == {field: ["That day has gone by. Choose today or a later day."]}
    assert visit.state == "on-site"


def test_a_booking_more_than_a_year_ahead_is_refused() -> None:
    """Rules: P1."""
    visit = booked("accepted")
    far = (make.today() + timedelta(days=367)).isoformat()
    too_far = {"date": ["That is more than a year ahead. Check the year."]}
    assert attempt(visit, "book", ("date", far), ("slot", "am")).fields == too_far
    assert attempt(visit, "no-appointment-needed", ("why", "communal"), ("date", far)).fields == too_far
    last = (make.today() + timedelta(days=366)).isoformat()
    assert attempt(visit, "book", ("date", last), ("slot", "am")).outcome == "applied"


def test_an_appointment_is_not_changed_to_itself() -> None:
    """Another slot of the day, or another start in it, is another one. Rules: P5."""
    visit = booked(slot_start_time_asked=False)
    day = visit.visit_on
    assert day
    why = ("reason", "tenant")
    same = attempt(visit, "rebook", ("date", day.isoformat()), ("slot", "am"), why)
    assert same.fields == {"date": ["That is the appointment already."]}
    assert [one.state for one in visit.appointments] == ["booked"]
    assert (
        attempt(visit, "rebook", ("date", day.isoformat()), ("slot", "am"), ("starts", "09:30"), why).outcome
        == "applied"
    )
    assert attempt(visit, "rebook", ("date", day.isoformat()), ("slot", "pm"), why).outcome == "applied"
    assert [one.state for one in visit.appointments] == ["rearranged", "rearranged", "booked"]


ENDS = {
    "needs-landlord": {"comments": "Write what the landlord must do."},
    "asbestos-alert": {"comments": "Write where it is and what you saw."},
    "follow-on": {
        "why": "Write why the job is not finished.",
        "needed": "Write what is needed to finish it.",
    },
}


@pytest.mark.parametrize("command", ENDS)
@pytest.mark.parametrize("words", ["", "Done.", "job complete"])
def test_an_end_that_says_nothing_is_refused(command: str, words: str) -> None:
    """By the landlord's phrases, with what to write; the description may be repeated. Rules: S6, C9."""
    visit = booked("on-site")
    rest = (("booked", "yes"), ("return_date", SOON)) if command == "follow-on" else ()
    answer = attempt(visit, command, *((name, words) for name in ENDS[command]), *rest)
    assert answer.fields == {name: [said] for name, said in ENDS[command].items()}
    assert visit.state == "on-site"
    typed = ((name, visit.order.description) for name in ENDS[command])
    assert attempt(visit, command, *typed, *rest).outcome == "applied"


def test_an_asbestos_alert_goes_to_the_landlord_and_proposes_a_caution() -> None:
    """The home's version moves, so that kept pages of its other visits follow. Rules: S6, T2."""
    visit = booked("on-site")
    home, before = visit.order.property, visit.order.property.version
    attempt(visit, "asbestos-alert", ("comments", "Lagging in the riser"))
    db.session.refresh(home)
    assert home.version == before + 1
    caution = db.session.scalars(select(Caution)).one()
    assert (caution.asbestos, caution.confirmed, visit.order.status) == (True, False, "RAI")


def test_a_booking_stays_in_the_record_when_it_changes() -> None:
    """Rules: P1, P5."""
    visit, day = booked(), make.today() + timedelta(days=3)
    attempt(visit, "rebook", ("date", day.isoformat()), ("slot", "pm"), ("reason", "tenant"))
    assert [one.state for one in visit.appointments] == ["rearranged", "booked"]
    assert (visit.visit_on, visit.slot, visit.slot_starts) == (day, "pm", "12:30")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ((("date", "2020-01-01"), ("slot", "am")), "date"),
        ((("date", SOON), ("slot", "midnight")), "slot"),
        ((("date", SOON), ("slot", "am"), ("starts", "15:00")), "starts"),
        ((("slot", "am"),), "date"),
    ],
)
def test_a_booking_that_cannot_be_is_refused(typed: tuple[tuple[str, str], ...], field: str) -> None:
    """Rules: P1."""
    visit = booked("accepted")
    assert list(attempt(visit, "book", *typed).fields) == [field]
    assert visit.state == "accepted"


def test_a_resident_who_is_not_needed_settles_the_appointment() -> None:
    """Rules: P3."""
    visit = booked("accepted")
    assert attempt(visit, "no-appointment-needed", ("why", "communal")).outcome == "applied"
    assert (visit.state, visit.visit_on) == ("booked", make.today())


def test_one_file_id_is_one_photo_for_ever() -> None:
    """Two photos may share name and bytes, never their id."""
    visit = booked("on-site")
    photo = (("blob", BLOB), ("sha256", SHA), ("size", "10"), ("kind", "after"))
    assert attempt(visit, "add-photo", *photo).outcome == "applied"
    assert attempt(visit, "add-photo", *photo).code == "file-known"
    assert len(db.session.scalars(select(Evidence)).all()) == 1


def test_a_cancelled_visit_keeps_what_comes_late_and_is_acknowledged() -> None:
    """Rules: T9, O2."""
    visit = booked()
    make.do(make.user("landlord", visit.order.landlord), "cancel", visit.order, ("reason", "duplicate"))
    assert (visit.state, visit.order.status) == ("cancelled", "CAN")
    late = attempt(visit, "arrive")
    assert (late.outcome, late.code) == ("refused", "too-late")
    assert "cancelled by the landlord" in late.reason
    make.do(make.user("office", visit.contractor), "acknowledge", visit)
    assert visit.acknowledged_at


def test_a_contractor_that_is_away_has_its_visits_rejected_at_once() -> None:
    """Rules: A9."""
    under = make.contract(to=make.contractor(away_reason="Closed until Monday"))
    order = make.order(under)
    make.do(make.user("landlord", under.landlord), "issue", order)
    assert (order.status, order.tickets[0].state, order.tickets[0].comments) == (
        "RAI",
        "rejected",
        "Closed until Monday",
    )


def test_only_the_firms_own_operatives_are_given_visits() -> None:
    """Rules: A8."""
    visit, office = booked(), None
    office = make.user("office", visit.contractor)
    stranger = make.user("operative")
    answer = make.perform_as(office, make.op(office, "allocate", visit, ("operative", str(stranger.id))))
    assert answer.fields == {"operative": ["Choose one of your operatives."]}
