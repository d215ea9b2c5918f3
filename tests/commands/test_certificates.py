"""Certificates as data: recorded, current, due, taken off, and what they lead to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from fieldapp.domain.certificates import add_months
from fieldapp.extensions import db
from fieldapp.models import Line, ListItem, Outgoing
from tests import factories as make
from tests.certifying import EICR, GAS, all_of, dated
from tests.commands.bodies import FILE
from tests.commands.lateness import cancel, decide, send
from tests.commands.visiting import attempt, booked, doer

pytestmark = pytest.mark.usefixtures("app")


def test_a_certificate_is_recorded_once_with_what_the_register_needs() -> None:
    """However often its op arrives. Rules: D2."""
    today = make.today()
    visit = booked("on-site")
    op = make.op(doer(visit), "record-certificate", visit, *GAS)
    assert make.perform_as(doer(visit), op).outcome == "applied"
    assert make.perform_as(doer(visit), op).outcome == "applied"
    (one,) = all_of(visit)
    assert (one.form, one.outcome, one.engineer, one.registration) == (
        "gas-safety", "satisfactory", "Jo Kestrel", "123456",
    )  # fmt: skip
    assert (one.done_on, one.expires_on, one.due_on) == (today, add_months(today, 12), add_months(today, 12))
    assert one.data["rows"][0]["location"] == "Kitchen"
    assert [row.facts for row in db.session.scalars(select(Outgoing).where(Outgoing.kind == "certificate"))] == [
        {"certificate": one.op_id}
    ]


def test_what_a_form_asks_is_refused_under_the_name_of_its_row() -> None:
    """And nothing is recorded. Rules: D2."""
    visit = booked("on-site")
    answer = attempt(visit, "record-certificate", *(pair for pair in GAS if pair[0] not in ("flue-1", "signed")))
    assert answer.outcome == "invalid"
    assert answer.fields.keys() == {"flue-1", "signed"}
    assert all_of(visit) == []


@pytest.mark.parametrize("form", ["plain", "no-such-form"])
def test_another_form_than_the_landlords_list_names_is_not_taken(form: str) -> None:
    """A gas safety record is never a few plain words. Rules: C8."""
    visit = booked("on-site")
    typed = [(name, form if name == "form" else value) for name, value in GAS]
    answer = attempt(visit, "record-certificate", *typed, ("found", "All well"), ("outcome", "satisfactory"))
    assert answer.outcome == "invalid"
    assert "differently now" in answer.reason


def test_a_certificate_of_tomorrow_is_refused() -> None:
    """Rules: D2."""
    visit = booked("on-site")
    answer = attempt(visit, "record-certificate", *dated(GAS, make.today() + timedelta(days=1)))
    assert answer.fields.keys() == {"done_on"}


def test_the_next_one_is_due_no_later_than_the_list_allows() -> None:
    """An inspector may ask for it earlier. Rules: D2."""
    today = make.today()
    visit = booked("on-site")
    for due, outcome in ((add_months(today, 61), "invalid"), (today, "invalid"), (add_months(today, 12), "applied")):
        assert attempt(visit, "record-certificate", *EICR, ("next_due", str(due))).outcome == outcome
    assert all_of(visit)[0].expires_on == add_months(today, 12)


def test_a_gas_check_may_keep_its_anniversary_and_not_more() -> None:
    """Fourteen months are the most that the law gives it. Rules: D2."""
    visit = booked("on-site")
    told = (*FILE, ("kind", "gas-compliance"))
    most = add_months(add_months(make.today(), 12), 2)
    beyond = attempt(visit, "add-certificate", *told, ("next_due", str(most + timedelta(days=1))))
    assert beyond.fields.keys() == {"next_due"}
    assert attempt(visit, "add-certificate", *told, ("next_due", str(most))).outcome == "applied"


def test_a_gas_check_before_its_deadline_keeps_the_anniversary() -> None:
    """As regulation 36A lets it. Rules: D2."""
    visit = booked("on-site")
    first = add_months(make.today(), -11)
    make.do(doer(visit), "record-certificate", visit, *dated(GAS, first))
    make.do(doer(visit), "record-certificate", visit, *GAS)
    assert all_of(visit)[1].expires_on == add_months(add_months(first, 12), 12)
    make.do(doer(visit), "record-certificate", visit, *GAS)
    assert [one.due_on for one in all_of(visit)] == [None, None, add_months(add_months(first, 12), 12)]


def test_only_the_newest_of_a_home_and_kind_is_due() -> None:
    """One of before that arrives later replaces nothing; taken off, the one before it counts again. Rules: C8."""
    visit = booked("on-site")
    for day in (date(2024, 3, 1), date(2025, 6, 1), date(2023, 1, 1)):
        make.do(doer(visit), "record-certificate", visit, *dated(GAS, day))
    make.do(doer(visit), "record-certificate", visit, *dated(EICR, date(2024, 1, 1)))
    assert [one.due_on for one in all_of(visit)] == [None, date(2026, 6, 1), None, date(2029, 1, 1)]
    make.do(doer(visit), "remove-section", visit, ("blob", all_of(visit)[1].blob_id))
    assert [one.due_on for one in all_of(visit)] == [date(2025, 3, 1), None, None, date(2029, 1, 1)]


def test_a_file_with_nothing_told_is_a_certificate_too() -> None:
    """As a phone of before sends it; its outcome is not said. Rules: C8."""
    today = make.today()
    visit = booked("on-site")
    make.do(doer(visit), "add-certificate", visit, *FILE, ("kind", "gas-compliance"))
    (one,) = all_of(visit)
    assert (one.outcome, one.done_on, one.due_on, one.data) == ("", today, add_months(today, 12), {})
    make.do(doer(visit), "remove-section", visit, FILE[0])
    assert all_of(visit)[0].removed_at
    assert all_of(visit)[0].due_on is None


def test_a_file_is_recorded_with_what_was_read_on_it() -> None:
    """Rules: D2."""
    visit = booked("on-site")
    told = (("kind", "condition-report"), ("done_on", "2026-01-05"), ("outcome", "unsatisfactory"), ("number", "E7"))
    make.do(doer(visit), "add-certificate", visit, *FILE, *told, ("engineer", "P. Linnet"), ("next_due", "2027-01-05"))
    (one,) = all_of(visit)
    assert (one.outcome, one.number, one.engineer, one.due_on) == (
        "unsatisfactory", "E7", "P. Linnet", date(2027, 1, 5),
    )  # fmt: skip
    assert one.faulty_since == date(2026, 1, 5)
    answer = attempt(visit, "add-certificate", *FILE, ("kind", "other"), ("outcome", "splendid"))
    assert answer.outcome == "invalid"


def test_a_certificate_that_was_filled_in_lets_the_visit_be_completed() -> None:
    """Its data counts; taken off again, it does not. Rules: C8."""
    visit = booked("on-site", lines=(("480115", 1),))
    db.session.query(Line).update({"certificate": "gas-compliance"})
    db.session.commit()
    done = [(f"line-{visit.order.lines[0].id}", "1"), ("comments", "Serviced the boiler and tested it")]
    assert attempt(visit, "complete", *done).fields.keys() == {"certificate"}
    make.do(doer(visit), "record-certificate", visit, *GAS)
    make.do(doer(visit), "remove-section", visit, ("blob", all_of(visit)[0].blob_id))
    assert attempt(visit, "complete", *done).fields.keys() == {"certificate"}
    make.do(doer(visit), "record-certificate", visit, *GAS)
    assert attempt(visit, "complete", *done).outcome == "applied"


def test_pages_of_the_home_are_fetched_anew() -> None:
    """What is due there is shown on every visit's page, until it is taken off. Rules: C8."""
    visit = booked("on-site")
    home = visit.order.property
    before = home.version
    make.do(doer(visit), "record-certificate", visit, *GAS)
    db.session.refresh(home)
    assert home.version == before + 1
    make.do(doer(visit), "remove-section", visit, ("blob", all_of(visit)[0].blob_id))
    db.session.refresh(home)
    assert home.version == before + 2


def test_a_certificate_that_came_too_late_waits_for_the_landlord() -> None:
    """Declined, it was never there; honoured, it counts. Rules: O2."""
    for decision, expected in (("decline", []), ("honour", ["satisfactory"])):
        visit = booked("on-site", evidence_after_completion=False)
        cancel(visit)
        late = send(visit, "record-certificate", *GAS)
        assert all_of(visit) == []
        assert decide(visit, decision, late, reason="Not ours").outcome == "applied"
        assert [one.outcome for one in all_of(visit)] == expected


def test_a_late_file_that_is_declined_takes_its_certificate_with_it() -> None:
    """Rules: O2."""
    visit = booked("on-site", evidence_after_completion=False)
    cancel(visit)
    late = send(visit, "add-certificate", *FILE, ("kind", "gas-compliance"))
    assert [one.current for one in all_of(visit)] == [True]
    decide(visit, "decline", late, reason="Another home")
    assert [(one.current, one.removed_at is None) for one in all_of(visit)] == [(False, False)]


def test_the_list_says_which_form_and_for_how_long() -> None:
    """It is the landlord's data: changed there, the next certificate follows. Rules: D2."""
    visit = booked("on-site")
    item = db.session.scalars(
        select(ListItem).where(ListItem.landlord_id == visit.landlord_id, ListItem.code == "gas-compliance")
    ).one()
    item.facts = {**item.facts, "months": 6}
    db.session.commit()
    make.do(doer(visit), "record-certificate", visit, *GAS)
    assert all_of(visit)[0].expires_on == add_months(make.today(), 6)
