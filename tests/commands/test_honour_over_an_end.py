"""Late work that is honoured over how somebody else ended the visit, or over another visit's completion."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldapp.domain.dates import LONDON
from fieldapp.extensions import db
from tests import factories as make
from tests.commands.lateness import completion, decide, expect_invariants, extra, officer_of, send
from tests.commands.visiting import booked

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("hours", [1, 8])
def test_an_arrival_that_came_with_anothers_end_does_not_count(hours: int) -> None:
    """The office sent the visit back with an arrival of its own; the operative's is honoured. Rules: O2."""
    visit = booked()
    arrived = make.now() - timedelta(hours=4)
    mistaken = (arrived + timedelta(hours=4 - hours)).astimezone(LONDON)
    typed = (
        ("arrived", f"{mistaken:%d/%m/%Y}"),
        ("arrived", f"{mistaken:%H:%M}"),
        ("comments", "Wall must be made safe"),
    )
    make.do(make.user("office", visit.contractor), "needs-landlord", visit, *typed)
    now = {"sent_at": make.now(), "received_at": make.now()}
    late = [
        send(visit, "arrive", done_at=arrived, **now),
        send(visit, "complete", *completion(visit), done_at=arrived + timedelta(minutes=40), **now),
    ]
    assert decide(visit, "honour", *late).outcome == "applied"
    assert (visit.state, visit.arrived_at) == ("completed", arrived)
    expect_invariants(visit.order)


def test_honouring_over_a_completion_counts_the_lines_once() -> None:
    """What another visit's completion recorded of the lines gives way; the journal keeps it. Rules: O2, C7."""
    visit = booked()
    done = completion(visit)
    make.do(officer_of(visit), "take-back", visit, ("comments", "Somebody else goes"))
    make.do(officer_of(visit), "re-issue", visit.order, ("note", "Again"))
    second, office = visit.order.tickets[1], make.user("office", visit.contractor)
    make.do(office, "accept", second)
    make.do(office, "complete", second, *completion(second), *extra())
    late = send(visit, "complete", *done, *extra())
    assert decide(visit, "honour", late).outcome == "applied"
    db.session.expire_all()
    assert [(line.code, line.extra) for line in visit.order.lines] == [("310403", False), ("310911", True)]
    expect_invariants(visit.order)
