"""What completing a visit records, and what it asks first."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from fieldapp.commands.op import Answer
from fieldapp.domain.dates import LONDON
from tests import factories as make
from tests.commands.visiting import BLOB, SHA, attempt, booked, quantities

pytestmark = pytest.mark.usefixtures("app")


def test_completing_records_quantities_and_completes_the_order() -> None:
    """Rules: C1, C4."""
    visit = booked("on-site", lines=(("310403", 1), ("SQW", 1398)))
    answer = attempt(visit, "complete", ("comments", "Renewed the tap, no leak"), *quantities(visit, "2", "£1,398.99"))
    assert answer.outcome == "applied"
    assert [line.completed for line in visit.order.lines] == [Decimal(2), Decimal("1398.99")]
    assert (visit.state, visit.order.status) == ("completed", "COM")
    assert visit.order.completed_at == visit.completed_at


@pytest.mark.parametrize("amount", ["-1", "two", "1000001", "", "0.001", "1,5"])
def test_a_quantity_that_cannot_be_right_refuses_the_completion(amount: str) -> None:
    """Rules: C4."""
    visit = booked("on-site")
    answer = attempt(visit, "complete", ("comments", "Renewed the tap"), *quantities(visit, amount))
    assert answer.outcome == "invalid"
    assert visit.state == "on-site"


def test_a_line_left_out_or_of_another_order_refuses_the_completion() -> None:
    """Rules: C4."""
    visit, other = booked("on-site"), booked("on-site")
    missing = attempt(visit, "complete", ("comments", "Renewed the tap"))
    assert "Write the quantity completed of 310403" in str(missing.fields)
    foreign = attempt(
        visit, "complete", ("comments", "Renewed the tap"), *quantities(visit, "1"), *quantities(other, "7")
    )
    assert foreign.outcome == "invalid"
    assert other.order.lines[0].completed is None


@pytest.mark.parametrize("words", ["", "Done.", "kitchen mixer tap leaking at the BASE"])
def test_a_comment_that_says_nothing_refuses_the_completion(words: str) -> None:
    """Rules: C2, C9."""
    visit = booked("on-site")
    answer = attempt(visit, "complete", ("comments", words), *quantities(visit, "1"))
    assert list(answer.fields) == ["comments"]


def test_completing_before_arriving_is_refused() -> None:
    """Rules: C3."""
    visit = booked("on-site")
    typed = (make.now() - timedelta(hours=5)).astimezone(LONDON)
    answer = attempt(
        visit,
        "complete",
        ("comments", "Renewed the tap"),
        *quantities(visit, "1"),
        ("completed", f"{typed:%Y-%m-%d}"),
        ("completed", f"{typed:%H:%M}"),
    )
    assert "before the arrival" in answer.fields["completed"][0]


def test_extra_work_becomes_rows_ordered_nought() -> None:
    """Rules: C7."""
    visit = booked("on-site")
    answer = attempt(
        visit,
        "complete",
        ("comments", "Renewed tap and valve"),
        *quantities(visit, "1"),
        ("extra-310911", "2"),
        ("agreed_by", "P. Plover"),
        ("agreed_on", make.today().isoformat()),
    )
    assert answer.outcome == "applied"
    extra = visit.order.lines[1]
    assert (extra.code, extra.ordered, extra.completed, extra.extra) == ("310911", 0, 2, True)
    assert attempt_extra("999999").fields == {
        "extra-999999": ["999999 is not in this contract's schedule of rates. Search for it again."]
    }


def attempt_extra(code: str) -> Answer:
    """Complete a visit with one extra code."""
    visit = booked("on-site")
    return attempt(
        visit,
        "complete",
        ("comments", "Renewed the tap"),
        *quantities(visit, "1"),
        (f"extra-{code}", "1"),
        ("agreed_by", "P. Plover"),
        ("agreed_on", make.today().isoformat()),
    )


def test_a_line_that_demands_a_certificate_blocks_until_it_is_recorded() -> None:
    """Its record is enough; the bytes may come later. Rules: C8."""
    visit = booked("on-site", lines=(("480115", 1),))
    finish = (("comments", "Reconnected the heater"), *quantities(visit, "1"))
    refused = attempt(visit, "complete", *finish)
    assert refused.fields == {
        "certificate": ["Missing: Electrical certificate. Line 480115 cannot be completed without it. Add it first."]
    }
    attempt(
        visit, "add-certificate", ("blob", BLOB), ("sha256", SHA), ("size", "10"), ("kind", "electrical-inspection")
    )
    assert attempt(visit, "complete", *finish).outcome == "applied"


def test_a_landlord_may_ask_for_no_quantities() -> None:
    """Rules: C10."""
    visit = booked("on-site", completion_quantities_asked=False)
    assert attempt(visit, "complete", ("comments", "Renewed the tap")).outcome == "applied"


def test_the_photos_that_the_landlord_asks_for_are_taken_first() -> None:
    """No completion without them."""
    visit = booked("on-site", completion_photos_asked=1)
    assert "photos" in attempt(visit, "complete", ("comments", "Renewed the tap"), *quantities(visit, "1")).fields
    attempt(visit, "add-photo", ("blob", BLOB), ("sha256", SHA), ("size", "10"), ("kind", "after"))
    assert attempt(visit, "complete", ("comments", "Renewed the tap"), *quantities(visit, "1")).outcome == "applied"
