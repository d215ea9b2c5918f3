"""Reopening an order that was completed or cancelled wrongly."""

from __future__ import annotations

import pytest

from fieldapp.extensions import db
from tests import factories as make
from tests.commands.lateness import cancel, completion, expect_invariants, extra, officer_of
from tests.commands.visiting import attempt, booked

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("status", ["COM", "CAN"])
def test_an_order_is_reopened_with_why_and_can_be_issued_again(status: str) -> None:
    """Its visit stays as it ended. Rules: O1."""
    visit = booked("on-site")
    if status == "COM":
        assert attempt(visit, "complete", *completion(visit), *extra()).outcome == "applied"
    else:
        cancel(visit)
    ended, officer = visit.state, officer_of(visit)
    assert make.perform_as(officer, make.op(officer, "reopen", visit.order)).outcome == "invalid"
    make.do(officer, "reopen", visit.order, ("comments", "The tap leaks again"))
    assert (visit.order.status, visit.state) == ("RAI", ended)
    assert [note.text for note in visit.order.notes][-1] == "The tap leaks again"
    db.session.expire_all()
    assert [(line.code, line.completed) for line in visit.order.lines] == [("310403", None)]
    expect_invariants(visit.order)
    make.do(officer, "re-issue", visit.order, ("note", "Again"))
    assert [one.state for one in visit.order.tickets] == [ended, "issued"]


def test_only_what_has_ended_is_reopened() -> None:
    """Rules: O1."""
    visit = booked()
    officer = officer_of(visit)
    answer = make.perform_as(officer, make.op(officer, "reopen", visit.order, ("comments", "Again")))
    assert "there is nothing to reopen" in answer.reason
