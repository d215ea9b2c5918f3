"""Certificates by their forms: what each comes to, what it asks, and until when it is good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fieldapp.domain.certificate_forms import EICR, FIRE_DOOR, FORMS, GAS, PLAIN, form_of
from fieldapp.domain.certificates import (
    MOST_ROWS,
    OUTCOMES,
    add_months,
    next_due,
    read_form,
    remedy_by,
    spoken,
    spoken_rows,
)

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
HEAD = {"engineer": ["Jo Kestrel"], "registration": ["123456"], "signed": ["Jo Kestrel"]}
BOILER = {
    "item-1": ["Boiler"], "location-1": ["Kitchen"], "flue-1": ["pass"], "air-1": ["pass"], "heat-1": ["na"],
    "works-1": ["pass"], "verdict-1": ["safe"],
}  # fmt: skip
GAS_TYPED = {**HEAD, **BOILER, "pipework": ["pass"], "alarm": ["pass"]}
EICR_TYPED = {**HEAD, "extent": ["The whole home"]}


@pytest.mark.parametrize("code", FORMS)
def test_no_field_of_a_form_is_named_twice_or_as_the_command_names_its_own(code: str) -> None:
    """Pairs of one form never mean two things."""
    form = FORMS[code]
    names = [one.name for one in (*form.plain, *(form.rows.asked if form.rows else ()))]
    assert len(set(names)) == len(names)
    assert not set(names) & {"kind", "form", "rows", "op", "csrf_token", "seen", "confirm", "visit", "add"}


def test_a_gas_record_asks_what_the_regulations_want_on_it() -> None:
    """Appliances with place, defects and action, the four checks, who did it with number and signature. Rules: D2."""
    values, faults = read_form(GAS, {})
    assert values == {"rows": []}
    assert faults.keys() == {"engineer", "registration", "signed", "pipework", "alarm", "rows"}
    _values, faults = read_form(GAS, {**GAS_TYPED, **{name: [""] for name in BOILER}, "item-1": ["Boiler"]})
    assert faults.keys() == BOILER.keys() - {"item-1"}


def test_an_appliance_that_is_not_safe_needs_its_defect_and_what_was_done() -> None:
    """Rules: D2."""
    _values, faults = read_form(GAS, {**GAS_TYPED, "verdict-1": ["danger"]})
    assert faults.keys() == {"defect-1", "action-1"}
    told = {"defect-1": ["Spillage"], "action-1": ["Capped off"]}
    values, faults = read_form(GAS, {**GAS_TYPED, "verdict-1": ["danger"], **told})
    assert not faults
    assert GAS.judged(values) == "at-risk"


def test_rows_in_which_nothing_was_written_are_not_there() -> None:
    """A row that was added and left empty is no appliance; numbers need not follow one another."""
    second = {name.replace("-1", "-7"): value for name, value in BOILER.items()}
    values, faults = read_form(GAS, {**GAS_TYPED, **second, "item-3": [""], "verdict-3": [""]})
    assert not faults
    assert [one["item"] for one in values["rows"]] == ["Boiler", "Boiler"]
    assert spoken_rows(GAS, values)[0][:2] == [("Appliance or flue", "Boiler"), ("Where it is", "Kitchen")]
    assert ("Visible pipework is sound", "Yes") in spoken(GAS, values)


def test_a_form_with_too_many_rows_is_refused_in_words() -> None:
    """A page and a PDF have an end."""
    many = {f"item-{number}": ["Socket"] for number in range(1, MOST_ROWS + 2)}
    assert "at most 100" in read_form(EICR, {**EICR_TYPED, **many})[1]["rows"][0]


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        ([], "satisfactory"), (["C3"], "satisfactory"), (["C3", "FI"], "unsatisfactory"), (["C2"], "unsatisfactory"),
        (["C1"], "unsatisfactory"), (["C3", "C3", "C1"], "unsatisfactory"),
    ],
)  # fmt: skip
def test_c1_c2_or_fi_makes_a_condition_report_unsatisfactory(codes: list[str], outcome: str) -> None:
    """And a C3 alone does not. Rules: D2."""
    typed = dict(EICR_TYPED)
    for number, code in enumerate(codes, start=1):
        typed |= {f"item-{number}": ["No RCD"], f"location-{number}": ["Board"], f"code-{number}": [code]}
    values, faults = read_form(EICR, typed)
    assert not faults
    assert EICR.judged(values) == outcome
    due = date(2026, 3, 28) if outcome == "unsatisfactory" else None
    assert remedy_by(EICR, outcome, date(2026, 3, 1)) == due


def test_only_the_law_counts_the_days_for_putting_right() -> None:
    """A failed fire door has no such deadline here."""
    assert remedy_by(FIRE_DOOR, "unsatisfactory", date(2026, 3, 1)) is None


@pytest.mark.parametrize("code", FORMS)
def test_every_form_gives_a_known_outcome(code: str) -> None:
    """Also of nothing at all."""
    assert FORMS[code].judged({"rows": []}) in OUTCOMES


def test_a_code_that_there_is_not_is_the_plain_form() -> None:
    """A list of before this release names none."""
    assert form_of("").code == form_of("birth").code == PLAIN


@pytest.mark.parametrize(
    ("done", "last", "due"),
    [
        # Regulation 36A: within the two months that end with the deadline the anniversary stays.
        ("2026-01-05", "2026-02-10", "2027-02-10"),
        ("2026-02-10", "2026-02-10", "2027-02-10"),
        ("2025-12-11", "2026-02-10", "2027-02-10"),
        ("2025-12-10", "2026-02-10", "2026-12-10"),
        ("2026-02-11", "2026-02-10", "2027-02-11"),
        ("2024-02-29", None, "2025-02-28"),
        ("2024-01-31", "2024-02-29", "2025-02-28"),
        ("2023-12-31", "2024-02-29", "2025-02-28"),
        ("2026-03-01", "2026-04-30", "2027-04-30"),
        ("2026-02-28", "2026-04-30", "2027-02-28"),
        ("2026-07-01", "2026-08-31", "2027-08-31"),
    ],
)
def test_a_gas_check_shortly_before_its_deadline_keeps_the_anniversary(done: str, last: str | None, due: str) -> None:
    """Month ends and 29 February among them. Rules: D2."""
    before = date.fromisoformat(last) if last else None
    assert next_due(GAS, date.fromisoformat(done), before, 12) == date.fromisoformat(due)


@given(done=DAYS, last=st.none() | DAYS)
def test_a_gas_check_is_good_for_twelve_months_and_never_over_fourteen(done: date, last: date | None) -> None:
    """Whenever the last one was due."""
    due = next_due(GAS, done, last, 12)
    assert due is not None
    assert add_months(done, 12) <= due <= add_months(done, 14) + timedelta(days=3)
    if due != add_months(done, 12):
        assert last is not None
        assert due == add_months(last, 12)


@given(done=DAYS, early=st.integers(0, 27))
def test_checking_early_every_year_loses_no_day(done: date, early: int) -> None:
    """Three checks, each some days before its deadline: the deadline stays where the first one put it."""
    assume(done.day <= 28)
    due = next_due(GAS, done, None, 12)
    for _year in range(3):
        assert due is not None
        due = next_due(GAS, due - timedelta(days=early), due, 12)
    assert due == add_months(done, 48)


@given(done=DAYS, later=st.integers(0, 400), last=DAYS)
def test_a_later_check_is_never_due_earlier(done: date, later: int, last: date) -> None:
    """Waiting loses nothing that was gained by checking early."""
    first, second = (next_due(GAS, day, last, 12) for day in (done, done + timedelta(days=later)))
    assert first is not None
    assert second is not None
    assert first <= second


@given(day=DAYS, months=st.integers(1, 240), last=DAYS)
def test_any_other_certificate_counts_from_its_own_day(day: date, months: int, last: date) -> None:
    """The day of the month stays, or is that month's last."""
    due = next_due(EICR, day, last, months)
    assert due == add_months(day, months)
    assert due is not None
    assert due.day == day.day or (due + timedelta(days=1)).day == 1
    assert (due.year - day.year) * 12 + due.month - day.month == months


def test_what_does_not_end_is_never_due() -> None:
    """Rules: D2."""
    assert next_due(GAS, date(2026, 1, 1), date(2026, 2, 1), 0) is None
