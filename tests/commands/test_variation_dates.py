"""The date by when of a variation: what may be asked, who agrees, and when it applies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldapp.domain.dates import show_moment
from fieldapp.extensions import db
from tests import factories as make
from tests.commands.varying import ONE, TAP, VALVE, add, ask, decide, new_quantity, standing, variations, visit

pytestmark = pytest.mark.usefixtures("app")


def test_authorised_the_order_and_its_visit_are_due_when_it_was_asked_to_be() -> None:
    """Not before. Rules: V3."""
    of = visit()
    due, day = of.due_at, make.today() + timedelta(days=200)
    ask(of, *add(VALVE, "2"), ("target", day.isoformat()), ("target", "12:46"))
    db.session.expire_all()
    assert of.due_at == due
    decide(of, "authorise-variation")
    db.session.expire_all()
    assert of.due_at.date() == of.order.due_at.date() == day


def test_a_date_by_when_that_is_past_is_refused_in_words() -> None:
    """Rules: V3."""
    of = visit()
    answer = ask(of, *add(VALVE, "2"), ("target", "2024-03-01"), ("target", "12:46"))
    assert (answer.outcome, of.order.status) == ("invalid", "ISS")
    assert answer.fields["target"][0].startswith("01/03/2024 12:46 is in the past.")


def test_another_date_by_when_is_never_within_the_limit() -> None:
    """Rules: V5."""
    of = visit(limit=100_000)
    day = make.today() + timedelta(days=200)
    ask(of, *add(VALVE, "2"), ("target", day.isoformat()), ("target", "12:46"))
    assert (of.order.status, standing(of)) == ("IVR", [(TAP, ONE)])


def test_a_date_by_when_is_what_the_calendar_says_whatever_the_phones_clock() -> None:
    """In London's time, uncorrected. Rules: V3."""
    of = visit()
    day, behind = make.today() + timedelta(days=200), make.now() - timedelta(hours=3)
    typed = (*add(VALVE, "2"), ("target", day.isoformat()), ("target", "12:46"))
    ask(of, *typed, done_at=behind, sent_at=behind, tz="America/New_York")
    target = variations(of)[0].target_at
    assert target
    assert show_moment(target) == f"{day:%d/%m/%Y} 12:46"


@pytest.mark.parametrize("refused", ["some", "all"])
def test_the_date_by_when_goes_with_any_row_that_is_authorised(refused: str) -> None:
    """Where every row is refused it does not. Rules: V3, V5."""
    of = visit()
    due, day = of.due_at, make.today() + timedelta(days=200)
    ask(of, *add(VALVE, "2"), new_quantity(of.order, TAP, "2"), ("target", day.isoformat()), ("target", "12:46"))
    first, *others = (row.id for row in variations(of)[0].rows)
    no = [pair for row in others for pair in ((f"choice-of-{row}", "refuse"), (f"why-of-{row}", "No"))]
    of_first = [(f"choice-of-{first}", "refuse" if refused == "all" else "as-asked"), (f"why-of-{first}", "No")]
    decide(of, "amend-variation", *of_first, *no)
    db.session.expire_all()
    assert (of.due_at.date() == day, of.due_at == due) == (refused == "some", refused == "all")
