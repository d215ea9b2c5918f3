"""Correcting what a completion recorded, before it is invoiced."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from fieldapp.commands.op import Answer
from fieldapp.domain.dates import LONDON
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Note, Ticket, User
from tests import factories as make
from tests.commands.visiting import attempt, booked, quantities

pytestmark = pytest.mark.usefixtures("app")

WHY = ("comments", "The socket was counted twice")


def completed() -> Ticket:
    """A visit completed with two of one line, and extra work."""
    visit = booked("on-site", lines=(("310403", 1),))
    extra = (("extra-310911", "1"), ("agreed_by", "P. Plover"), ("agreed_on", make.today().isoformat()))
    answer = attempt(visit, "complete", ("comments", "Renewed tap and valve"), *quantities(visit, "2"), *extra)
    assert answer.outcome == "applied"
    return visit


def correct(visit: Ticket, *typed: tuple[str, str], by: User | None = None) -> Answer:
    """Correct it as the landlord."""
    who = by or make.user("landlord", visit.order.landlord)
    return make.perform_as(who, make.op(who, "correct-completion", visit.order, *typed))


def line(visit: Ticket, number: int = 0) -> str:
    """The name of a line's quantity."""
    return f"line-{visit.order.lines[number].id}"


def test_quantities_are_corrected_and_the_first_version_is_kept() -> None:
    """What is left out stays; a note tells what was changed. Rules: C4, O1."""
    visit = completed()
    assert correct(visit, WHY, (line(visit), "1")).outcome == "applied"
    assert [one.completed for one in visit.order.lines] == [Decimal(1), Decimal(1)]
    assert visit.order.status == "COM"
    first = db.session.query(JournalRow).filter_by(command="complete", order_id=visit.order_id).one()
    assert dict(first.typed)[line(visit)] == "2"
    said = db.session.query(Note).filter_by(order_id=visit.order_id).one().text
    assert said == ("The completion was corrected: 310403, 1 item, was 2 items. Why: The socket was counted twice")


def test_extra_work_is_corrected_too() -> None:
    """Rules: C7."""
    visit = completed()
    assert correct(visit, WHY, (line(visit, 1), "0")).outcome == "applied"
    assert visit.order.lines[1].completed == 0


def test_the_time_is_corrected_on_visit_and_order() -> None:
    """Rules: C3."""
    visit = completed()
    earlier = make.now() - timedelta(minutes=1)
    visit.arrived_at = earlier - timedelta(hours=2)
    db.session.commit()
    local = (earlier - timedelta(hours=1)).astimezone(LONDON)
    typed = (("completed", f"{local:%Y-%m-%d}"), ("completed", f"{local:%H:%M}"))
    assert correct(visit, WHY, *typed).outcome == "applied"
    assert visit.completed_at is not None
    assert f"{visit.completed_at.astimezone(LONDON):%Y-%m-%d %H:%M}" == f"{local:%Y-%m-%d %H:%M}"
    assert visit.order.completed_at == visit.completed_at


def test_the_note_tells_the_year_of_a_time_of_another_one() -> None:
    """Rules: C3."""
    visit, year = completed(), make.today().year - 1
    visit.order.raised_at = visit.arrived_at = make.now().replace(year=year, month=1, day=2)
    db.session.commit()
    assert correct(visit, WHY, ("completed", f"{year}-06-01"), ("completed", "10:00")).outcome == "applied"
    assert f"finished 1 Jun {year} 10:00, was " in db.session.query(Note).filter_by(order_id=visit.order_id).one().text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ((WHY,), ""),
        ((WHY, ("completed", "2001-02-03"), ("completed", "10:00")), "completed"),
        ((("comments", ""),), "comments"),
        ((WHY, ("line-999999", "1")), "line-999999"),
    ],
)
def test_what_changes_nothing_or_cannot_be_is_refused(typed: tuple[tuple[str, str], ...], field: str) -> None:
    """Rules: C3, C4."""
    visit = completed()
    answer = correct(visit, *typed)
    assert (answer.outcome, list(answer.fields)) == ("invalid", [field])
    assert visit.order.lines[0].completed == 2


def test_a_sum_of_money_is_asked_about() -> None:
    """Rules: C5."""
    visit = completed()
    name = line(visit)
    assert set(correct(visit, WHY, (name, "£45")).fields) == {f"sure-{name}"}
    assert correct(visit, WHY, (name, "£45"), (f"sure-{name}", "45")).outcome == "applied"


def test_an_order_that_is_invoiced_or_not_completed_is_not_corrected() -> None:
    """The contractor withdraws the invoice first. Rules: D3."""
    visit = completed()
    make.do(make.user("landlord", visit.order.landlord), "review-additional-work", visit.order, ("verdict", "clear"))
    office = make.user("office", visit.contractor)
    invoice = (("number", "INV-1"), ("invoiced_on", make.today().isoformat()), ("amount", "10"))
    make.do(office, "record-invoice", visit.order, *invoice)
    refused = correct(visit, WHY, (line(visit), "1"))
    assert (refused.outcome, "invoice" in refused.reason) == ("refused", True)
    unfinished = booked("on-site")
    assert correct(unfinished, WHY, (line(unfinished), "1")).outcome == "refused"


def test_no_contractor_corrects_it() -> None:
    """Rules: A8."""
    visit = completed()
    answer = correct(visit, WHY, (line(visit), "1"), by=make.user("office", visit.contractor))
    assert answer.outcome == "refused"
    assert visit.order.lines[0].completed == 2
