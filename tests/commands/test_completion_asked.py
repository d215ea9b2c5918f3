"""Quantities of a completion that are asked about, and ways to begin its comment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from fieldapp.commands.op import Answer
from fieldapp.models import Ticket
from tests import factories as make
from tests.commands.visiting import attempt, booked, quantities

pytestmark = pytest.mark.usefixtures("app")


def finish(visit: Ticket, *quantity: str, more: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Complete a visit with these quantities."""
    return attempt(visit, "complete", ("comments", "Renewed the tap, no leak"), *quantities(visit, *quantity), *more)


def extra(code: str, quantity: str) -> tuple[tuple[str, str], ...]:
    """Extra work, agreed today."""
    agreed = (("agreed_by", "P. Plover"), ("agreed_on", make.today().isoformat()))
    return ((f"extra-{code}", quantity), *agreed)


@pytest.mark.parametrize("typed", ["£2", "12"])
def test_a_sum_on_a_line_that_is_counted_is_asked_about_and_taken_once_ticked(typed: str) -> None:
    """The same number again with the box ticked counts; another one is asked about anew. Rules: C4, C5."""
    visit = booked("on-site", lines=(("310403", 1),))
    number, name = typed.removeprefix("£"), f"sure-line-{visit.order.lines[0].id}"
    asked = finish(visit, typed)
    assert (asked.outcome, set(asked.fields)) == ("invalid", {name})
    assert (visit.state, visit.order.lines[0].completed) == ("on-site", None)
    assert finish(visit, typed, more=((name, "3"),)).outcome == "invalid"
    assert finish(visit, typed, more=((name, number),)).outcome == "applied"
    assert visit.order.lines[0].completed == Decimal(number)


def test_extra_work_is_asked_about_too() -> None:
    """Rules: C5, C7."""
    visit = booked("on-site", lines=(("310403", 1),))
    asked = finish(visit, "1", more=extra("310911", "£3"))
    assert set(asked.fields) == {"sure-extra-310911"}
    assert finish(visit, "1", more=(*extra("310911", "£3"), ("sure-extra-310911", "3"))).outcome == "applied"


def test_pounds_on_a_price_line_are_not_asked_about() -> None:
    """Of a price that is still to be agreed, no sum is. Rules: C5."""
    visit = booked("on-site", lines=(("SQW", "1398.99"), ("SQW", 1), ("SQW", 0)))
    assert finish(visit, "£1,398.99", "1398.99", "90000").outcome == "applied"


@pytest.mark.parametrize("typed", ["139899", "£13,989.90"])
def test_a_price_ten_times_what_was_ordered_is_asked_about(typed: str) -> None:
    """A lost decimal point is seen before it is invoiced. Rules: C5."""
    visit = booked("on-site", lines=(("SQW", "1398.99"),))
    name = f"sure-line-{visit.order.lines[0].id}"
    asked = finish(visit, typed)
    assert "at least 10 times what was ordered, £1,398.99" in asked.fields[name][0]
    number = typed.removeprefix("£").replace(",", "")
    assert finish(visit, typed, more=((name, number),)).outcome == "applied"


def test_nothing_on_every_line_is_asked_about() -> None:
    """Rules: C4."""
    visit = booked("on-site", lines=(("310403", 1), ("SQW", 50)))
    assert set(finish(visit, "0", "0").fields) == {"sure-nothing"}
    assert finish(visit, "0", "0", more=(("sure-nothing", "0"),)).outcome == "applied"
    assert visit.order.status == "COM"


def test_the_ordered_code_is_set_to_nought_and_a_price_added() -> None:
    """Off the landlord's book. Rules: C6."""
    visit = booked("on-site", lines=(("310403", 1),))
    assert finish(visit, "0", more=extra("SQW", "£145.50")).outcome == "applied"
    assert [(line.code, line.completed) for line in visit.order.lines] == [("310403", 0), ("SQW", Decimal("145.50"))]


def test_an_unfinished_beginning_says_nothing() -> None:
    """Rules: C2."""
    visit = booked("on-site", lines=(("310403", 1),))
    starters = [one.label for one in visit.order.landlord.list_items if one.list_name == "comment-starter"]
    assert len(starters) == 2
    for begun in starters:
        refused = attempt(visit, "complete", ("comments", begun), *quantities(visit, "1"))
        assert set(refused.fields) == {"comments"}
    finished = starters[1].replace("…", "the mixer tap")
    assert attempt(visit, "complete", ("comments", finished), *quantities(visit, "1")).outcome == "applied"


def test_nothing_of_a_code_is_no_extra_work() -> None:
    """It would be owed a review, and hold up the invoice. Rules: C7."""
    visit = booked("on-site", lines=(("310403", 1),))
    refused = finish(visit, "1", more=extra("310911", "0"))
    assert refused.fields == {"extra-310911": ["Write how much of 310911 you did, or remove it."]}
    assert finish(visit, "1").outcome == "applied"


def test_extra_work_is_not_agreed_on_a_day_to_come() -> None:
    """Rules: C7."""
    visit = booked("on-site", lines=(("310403", 1),))
    for days, said in ((1, {"agreed_on": ["The day it was agreed is in the future. Correct the day."]}), (0, {})):
        agreed = ("agreed_on", (make.today() + timedelta(days=days)).isoformat())
        more = (("extra-310911", "1"), ("agreed_by", "P. Plover"), agreed)
        assert finish(visit, "1", more=more).fields == said
    assert visit.state == "completed"
