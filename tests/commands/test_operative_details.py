"""Who attended a visit: asked at each of its ends, and never needed."""

from __future__ import annotations

import pytest

from tests import factories as make
from tests.commands.bodies import typed_for
from tests.commands.visiting import attempt, booked

pytestmark = pytest.mark.usefixtures("app")

ENDS = ("complete", "no-access", "follow-on", "needs-landlord", "asbestos-alert")
NAMES = "R. Dunlin, and S. Wren as apprentice"


@pytest.mark.parametrize("command", ENDS)
def test_who_attended_is_kept_with_the_visit(command: str) -> None:
    """Rules: S7."""
    visit = booked("on-site")
    assert attempt(visit, command, *typed_for(visit, command), ("operative_details", NAMES)).outcome == "applied"
    assert visit.operative_details == NAMES


@pytest.mark.parametrize("command", ENDS)
def test_nobody_has_to_be_named(command: str) -> None:
    """A form that an older phone kept has no such field at all. Rules: S7."""
    visit = booked("on-site")
    assert attempt(visit, command, *typed_for(visit, command)).outcome == "applied"
    assert visit.operative_details == ""


def test_too_long_a_list_of_names_is_refused() -> None:
    """Rules: S7."""
    visit = booked("on-site")
    names = ("operative_details", "Wren, " * 40)
    answer = attempt(visit, "needs-landlord", *typed_for(visit, "needs-landlord"), names)
    assert answer.fields == {"operative_details": ["Use at most 200 characters."]}


def test_a_visit_that_begins_afresh_names_nobody() -> None:
    """Where no access ends no visit, the next attempt is another one. Rules: S3, S7."""
    visit = booked("on-site", no_access_ends_visit=False)
    attempt(visit, "no-access", *typed_for(visit, "no-access"), ("operative_details", NAMES))
    assert (visit.state, visit.operative_details) == ("accepted", "")


def test_a_visit_that_goes_on_names_nobody_until_it_ends_again() -> None:
    """Rules: S7, O2."""
    visit = booked()
    attempt(visit, "needs-landlord", *typed_for(visit, "needs-landlord"), ("operative_details", NAMES))
    other = make.user("office", visit.contractor)
    late = make.perform_as(other, make.op(other, "arrive", visit))
    assert (late.outcome, late.code) == ("refused", "too-late")
    make.do(make.user("landlord", visit.order.landlord), "honour", visit.order, ("late", late.id))
    assert (visit.state, visit.operative_details) == ("on-site", "")
