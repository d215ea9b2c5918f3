"""A variation of work that is completed speaks of what was completed of each line, not of what was ordered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fieldapp.extensions import db
from fieldapp.models import Ticket
from tests import factories as make
from tests.commands.varying import TAP, VALVE, add, ask, decide, new_quantity, variations, visit

pytestmark = pytest.mark.usefixtures("app")


def done(ordered: int, completed: str, limit: int = 0) -> Ticket:
    """A visit that was completed with so many of what was ordered."""
    of = visit("on-site", limit=limit, lines=((TAP, ordered), (VALVE, 2)))
    tap, valve = (line.id for line in of.order.lines)
    counted = ((f"line-{tap}", completed), (f"line-{valve}", "1"))
    make.do(of.operative, "complete", of, ("comments", "Renewed the taps and tested them all"), *counted)
    return of


def counted(of: Ticket) -> list[tuple[str, Decimal, Decimal | None]]:
    """Each line: its code, what is ordered, what counts as completed."""
    db.session.expire_all()
    return [(one.code, one.ordered, one.completed) for one in of.order.lines]


def test_a_refused_row_leaves_what_was_ordered_and_completed() -> None:
    """Rules: V5, C4."""
    of = done(5, "3")
    ask(of, new_quantity(of.order, TAP, "5"), *add("480115", "1"))
    tap, heater = (row.id for row in variations(of)[0].rows)
    refused = ((f"choice-of-{tap}", "refuse"), (f"why-of-{tap}", "Three were done"))
    assert decide(of, "amend-variation", *refused, (f"choice-of-{heater}", "as-asked")).outcome == "applied"
    assert counted(of)[:2] == [(TAP, Decimal(5), Decimal(3)), (VALVE, Decimal(2), Decimal(1))]


def test_a_small_step_of_what_was_ordered_may_be_a_big_one_of_what_was_completed() -> None:
    """It does not pass within the limit, and its sums are those of the claim. Rules: V5, C4."""
    of = done(100, "10", limit=2 * 5250)
    answer = ask(of, new_quantity(of.order, TAP, "101"))
    assert "101 items, 10 items completed" in answer.reason
    typed = new_quantity(of.order, TAP, "101")
    assert ask(of, typed, (f"sure-{typed[0]}", "101")).outcome == "applied"
    assert of.order.status == "CVR"
    (kept,) = variations(of)
    assert kept.rows[0].before == Decimal(10)
    assert (kept.cost_before_pence, kept.cost_asked_pence) == (10 * 5250 + 1800, 101 * 5250 + 1800)


def test_what_was_not_completed_can_be_asked_back() -> None:
    """What is authorised is ordered, and counts as completed. Rules: V3, C4."""
    of = done(5, "3")
    assert ask(of, new_quantity(of.order, TAP, "5")).outcome == "applied"
    assert decide(of, "authorise-variation").outcome == "applied"
    assert counted(of) == [(TAP, Decimal(5), Decimal(5)), (VALVE, Decimal(2), Decimal(1))]
    assert variations(of)[0].cost_authorised_pence == 5 * 5250 + 1800


def test_what_was_completed_is_no_change() -> None:
    """Rules: V3."""
    of = done(5, "3")
    assert "Write another quantity" in ask(of, new_quantity(of.order, TAP, "3")).reason
