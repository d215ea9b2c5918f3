"""Recording and withdrawing an invoice, and marking an order as paid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from fieldapp.commands.op import Answer
from fieldapp.commands.perform import perform
from fieldapp.domain.dates import LONDON, london_day
from fieldapp.extensions import db
from fieldapp.models import Invoice, Ticket, WorksOrder
from tests import factories as make
from tests.invoicing import finished, invoice, paid, recorded
from tests.reading import trail_of
from tests.web.world import browser

pytestmark = pytest.mark.usefixtures("app")


def attempt(visit: Ticket, command: str, role: str = "office", **typed: str) -> Answer:
    """Do an order's command as somebody of the firm's office, or of its landlord, whatever comes of it."""
    person = make.user(role, visit.contractor if role in ("office", "operative") else visit.order.landlord)
    return make.perform_as(person, make.op(person, command, visit.order, *typed.items()))


def standing() -> list[Invoice]:
    return list(db.session.scalars(select(Invoice).where(Invoice.withdrawn_at.is_(None)).order_by(Invoice.id)))


def test_an_invoices_number_date_and_amount_are_kept_against_the_order() -> None:
    """Rules: L1, D3."""
    visit = finished()
    answer = attempt(visit, "record-invoice", **invoice(" INV 42 ", "£1,398.99"))
    assert answer.outcome == "applied"
    (kept,) = standing()
    assert (kept.number, kept.invoiced_on, kept.amount_pence) == ("INV 42", make.today(), 139_899)
    assert (kept.order_id, kept.contractor_id, kept.landlord_id) == (
        visit.order_id, visit.contractor_id, visit.landlord_id,
    )  # fmt: skip
    assert visit.order.status == "COM"


@pytest.mark.parametrize("role", ["office", "landlord"])
def test_both_sides_read_of_it_in_the_trail(app: Flask, role: str) -> None:
    """Rules: L1, A8."""
    visit = finished()
    recorded(visit)
    paid(visit)
    office = role == "office"
    person = make.user(role, visit.contractor if office else visit.order.landlord)
    address = f"/desk/tickets/{visit.id}" if office else f"/landlord/orders/{visit.order_id}"
    told = trail_of(browser(app, person).get(address).text)
    for words in ("Invoice recorded", "Marked as invoiced and paid"):
        assert told.count(words) == 1, told


def beside(visit: Ticket, state: str) -> Ticket:
    """The visit of another firm, to which the visit's order went afterwards, in the state it has there."""
    theirs = finished(make.contract(visit.order.landlord))
    beside, order = theirs.order.contract_id, visit.order_id
    db.session.execute(update(Ticket).where(Ticket.id == theirs.id).values(order_id=order, visit=2, state=state))
    db.session.execute(update(WorksOrder).where(WorksOrder.id == order).values(contract_id=beside))
    db.session.commit()
    db.session.expire_all()
    return theirs


def test_who_did_not_complete_the_order_invoices_nothing_of_it() -> None:
    """Not even a firm that had a visit of it, which another firm completed. Rules: L1, A8."""
    answer = attempt(beside(finished(), "incomplete"), "record-invoice", **invoice())
    assert (answer.outcome, answer.code) == ("refused", "not-yours")
    assert standing() == []


def test_an_invoice_is_its_firms_own() -> None:
    """Another firm's of the same number on the same order is another one, without the fence too. Rules: L1, A8."""
    visit = finished()
    recorded(visit)
    theirs = beside(visit, "completed")
    office = make.user("office", theirs.contractor)
    assert perform(make.op(office, "record-invoice", theirs.order, *invoice().items())).outcome == "applied"
    assert [one.contractor_id for one in standing()] == [visit.contractor_id, theirs.contractor_id]
    withdrawal = (("invoice", "INV 42"), ("reason", "Wrong amount"))
    for outcome in ("applied", "invalid"):
        assert perform(make.op(office, "withdraw-invoice", theirs.order, *withdrawal)).outcome == outcome
        assert [one.contractor_id for one in standing()] == [visit.contractor_id]


def test_one_number_covers_several_orders_but_each_once() -> None:
    """Neither case nor blanks make another number. Rules: L1."""
    first = finished()
    second = finished(first.order.contract)
    for visit in (first, second):
        assert attempt(visit, "record-invoice", **invoice("INV 42")).outcome == "applied"
    again = attempt(first, "record-invoice", **invoice("inv  42", "3"))
    assert "is recorded for this order already" in again.fields["number"][0]
    assert attempt(first, "record-invoice", **invoice("INV 43")).outcome == "applied"
    assert [one.number for one in standing()] == ["INV 42", "INV 42", "INV 43"]


def test_the_database_too_keeps_a_number_once_for_an_order() -> None:
    """Rules: L1."""
    visit = finished()
    recorded(visit)
    (kept,) = standing()
    copied = {column.name: getattr(kept, column.name) for column in Invoice.__table__.columns if column.name != "id"}
    db.session.add(Invoice(**copied))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize(("typed", "field", "words"), [
    ({"number": ""}, "number", "Write the number of the invoice."),
    ({"invoiced_on": ""}, "invoiced_on", "Write the date of the invoice"),
    ({"invoiced_on": "2001-01-01"}, "invoiced_on", "is before the work was completed"),
    ({"invoiced_on": "2999-01-01"}, "invoiced_on", "is in the future"),
    ({"amount": ""}, "amount", "Write the amount in pounds"),
    ({"amount": "a lot"}, "amount", "Write pounds"),
    ({"amount": "12.345"}, "amount", "at most two decimals"),
    ({"amount": "-5"}, "amount", "between 0 and"),
    ({"amount": "0"}, "amount", "more than £0"),
])  # fmt: skip
def test_what_cannot_be_right_is_refused_at_its_field(typed: dict[str, str], field: str, words: str) -> None:
    """Rules: L1."""
    answer = attempt(finished(), "record-invoice", **{**invoice(), **typed})
    assert answer.outcome == "invalid"
    assert words in answer.fields[field][0]
    assert standing() == []


@pytest.mark.parametrize("command", ["record-invoice", "mark-paid"])
def test_the_day_is_that_of_london_from_the_completions_on(command: str) -> None:
    """Rules: L1, F4."""
    visit = finished()
    role, typed = ("office", invoice()) if command == "record-invoice" else ("landlord", {"paid_on": ""})
    name = "invoiced_on" if command == "record-invoice" else "paid_on"
    completed = london_day(visit.order.completed_at)
    for day in (completed - timedelta(days=1), completed + timedelta(days=1)):
        assert list(attempt(visit, command, role, **{**typed, name: day.isoformat()}).fields) == [name]
    assert attempt(visit, command, role, **{**typed, name: completed.isoformat()}).outcome == "applied"


def test_nothing_is_invoiced_before_the_order_is_completed() -> None:
    """Rules: L1."""
    visit = make.ticket("on-site")
    answer = attempt(visit, "record-invoice", **invoice())
    assert (answer.outcome, answer.code) == ("refused", "out-of-turn")
    assert "is not completed, so it cannot be invoiced yet." in answer.reason
    assert "is not completed, so it cannot be paid yet." in attempt(visit, "mark-paid", "landlord").reason


def test_where_payment_is_applied_for_nothing_is_invoiced_or_marked_as_paid() -> None:
    """Rules: D3, F4."""
    visit = finished(make.contract(make.landlord(payment_applications=True)))
    for command, role, typed in (("record-invoice", "office", invoice()), ("mark-paid", "landlord", {})):
        answer = attempt(visit, command, role, **typed)
        assert answer.outcome == "refused"
        assert "is claimed and paid by payment application." in answer.reason
    assert visit.order.status == "COM"


def test_a_firm_invoices_what_it_completed_and_still_finds() -> None:
    """An archived visit is no way to the order any more. Rules: L1, L3."""
    visit = finished()
    visit.archived_at = make.now()
    db.session.commit()
    answer = attempt(visit, "record-invoice", **invoice())
    assert (answer.outcome, answer.code) == ("refused", "not-yours")


def test_an_operative_and_a_landlord_record_no_invoice_and_an_office_marks_nothing_as_paid() -> None:
    """Rules: L1, F4."""
    visit = finished()
    for role, words in (("operative", "needs the office for this"), ("landlord", "is for the contractor to change")):
        answer = attempt(visit, "record-invoice", role, **invoice())
        assert (answer.outcome, words in answer.reason) == ("refused", True)
    answer = attempt(visit, "mark-paid", paid_on=make.today().isoformat())
    assert (answer.outcome, "is for the landlord to change" in answer.reason) == ("refused", True)


def test_a_wrong_invoice_is_withdrawn_with_a_reason_and_recorded_anew() -> None:
    """Rules: L1."""
    visit = finished()
    recorded(visit)
    for typed, field in (({"invoice": "INV 42"}, "reason"), ({"invoice": "INV 1", "reason": "Wrong"}, "invoice")):
        assert list(attempt(visit, "withdraw-invoice", **typed).fields) == [field]
    assert attempt(visit, "withdraw-invoice", invoice="INV 42", reason="Wrong amount").outcome == "applied"
    assert standing() == []
    recorded(visit, amount="60")
    assert [one.amount_pence for one in standing()] == [6_000]


def test_what_is_paid_is_not_withdrawn_but_may_still_be_recorded() -> None:
    """Rules: L1, F4."""
    visit = finished()
    recorded(visit)
    paid(visit)
    answer = attempt(visit, "withdraw-invoice", invoice="INV 42", reason="Wrong amount")
    assert (answer.outcome, "is paid, so its invoices stay" in answer.reason) == ("refused", True)
    recorded(visit, "INV 43")
    assert len(standing()) == 2


def test_without_an_invoice_there_is_none_to_withdraw() -> None:
    """Rules: L1."""
    answer = attempt(finished(), "withdraw-invoice", invoice="INV 42", reason="Wrong")
    assert (answer.outcome, "has no invoice that could be withdrawn" in answer.reason) == ("refused", True)


def test_paid_closes_the_order_with_its_day() -> None:
    """Once: an order is not paid twice. Rules: F4, V1."""
    visit = finished()
    paid(visit)
    order = visit.order
    assert order.paid_at is not None
    assert (order.status, order.paid_at.astimezone(LONDON).date()) == ("CLO", make.today())
    again = attempt(visit, "mark-paid", "landlord", paid_on=make.today().isoformat())
    assert (again.outcome, "is already marked as paid." in again.reason) == ("refused", True)
