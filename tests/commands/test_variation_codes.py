"""What may be asked in a variation: codes, quantities, placeholders and prices, and what invoices forbid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldapp.extensions import db
from tests import factories as make
from tests.commands.varying import (
    ONE,
    TAP,
    TWO,
    VALVE,
    add,
    ask,
    contract,
    decide,
    new_quantity,
    office,
    standing,
    variations,
    visit,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ((), "added", "Write another quantity"),
        (add("NONESUCH", "1"), "code-1", "is not in this contract"),
        ((("code-1", VALVE),), "quantity-1", "Write the quantity"),
        ((("quantity-1", "2"),), "code-1", "Write the code"),
        (add(VALVE, "0"), "quantity-1", "more than 0"),
        (add(VALVE, "1,5"), "quantity-1", "point for decimals"),
        (add("PROPLUMB", "1"), "code-1", "placeholder"),
        ((("line-of-999999", "2"),), "line-of-999999", "no longer on this order"),
        ((*add(VALVE, "1"), ("permitted_at", "2026-01-01"), ("permitted_at", "10:00")), "permitted_by", "who gave"),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_field(
    typed: tuple[tuple[str, str], ...], field: str, words: str
) -> None:
    """Nothing of it is kept. Rules: V3, V4."""
    of = visit()
    answer = ask(of, *typed)
    assert answer.outcome == "invalid"
    assert words in answer.fields[field][0]
    assert (of.order.status, variations(of)) == ("ISS", [])


def test_another_contractors_codes_are_not_known() -> None:
    """Rules: V3, A8."""
    of, theirs = visit(), contract()
    theirs.schedules[0].rates[0].code = "OTHERS"
    db.session.commit()
    assert "not in this contract" in ask(of, *add("OTHERS", "1")).reason


def test_a_placeholder_is_replaced_by_a_costed_code() -> None:
    """Rules: V4."""
    of = visit(lines=(("PROPLUMB", 1),))
    assert "replaces PROPLUMB" in ask(of, new_quantity(of.order, "PROPLUMB", "0")).reason
    assert "its quantity means nothing" in ask(of, new_quantity(of.order, "PROPLUMB", "3")).reason
    assert ask(of, new_quantity(of.order, "PROPLUMB", "0"), *add(TAP, "2")).outcome == "applied"
    decide(of, "authorise-variation")
    assert standing(of) == [(TAP, TWO)]


def test_a_decision_by_line_leaves_no_placeholder_without_its_code() -> None:
    """Told at the row. Rules: V4, V5."""
    of = visit(lines=(("PROPLUMB", 1),))
    ask(of, new_quantity(of.order, "PROPLUMB", "0"), *add(TAP, "2"))
    placeholder, tap = (row.id for row in variations(of)[0].rows)
    alone = ((f"choice-of-{placeholder}", "as-asked"), (f"choice-of-{tap}", "refuse"), (f"why-of-{tap}", "No"))
    answer = decide(of, "amend-variation", *alone)
    assert (answer.outcome, set(answer.fields)) == ("invalid", {f"choice-of-{placeholder}"})
    assert "Authorise that too" in answer.reason
    other = ((f"choice-of-{placeholder}", "otherwise"), (f"row-of-{placeholder}", "3"), (f"why-of-{placeholder}", "No"))
    answer = decide(of, "amend-variation", *other, (f"choice-of-{tap}", "as-asked"))
    assert (answer.outcome, set(answer.fields)) == ("invalid", {f"row-of-{placeholder}"})
    assert (of.order.status, standing(of)) == ("IVR", [("PROPLUMB", ONE)])


def test_a_price_code_changes_in_pounds() -> None:
    """Rules: V4, C5."""
    of = visit(lines=(("PEA-1", 1),))
    assert ask(of, new_quantity(of.order, "PEA-1", "£1,398.99")).outcome == "applied"
    assert variations(of)[0].cost_asked_pence == 139_899


@pytest.mark.parametrize("quantity", ["£2", "52.50", "10", "120"])
def test_a_unit_that_may_be_misread_is_asked_about_not_refused(quantity: str) -> None:
    """As in a completion: a box settles this very quantity. Rules: V4, C5."""
    of = visit()
    typed = new_quantity(of.order, TAP, quantity)
    box = f"sure-{typed[0]}"
    first = ask(of, typed)
    assert (first.outcome, set(first.fields)) == ("invalid", {box})
    assert ask(of, typed, (box, "7")).outcome == "invalid"
    assert ask(of, typed, (box, quantity.removeprefix("£"))).outcome == "applied"


def test_a_code_that_is_added_is_asked_about_too() -> None:
    """Rules: V4, C5."""
    of = visit()
    assert set(ask(of, *add(VALVE, "£3")).fields) == {"sure-quantity-1"}
    assert ask(of, *add(VALVE, "£3"), ("sure-quantity-1", "3")).outcome == "applied"


def test_what_is_invoiced_is_not_varied_until_the_invoice_is_withdrawn() -> None:
    """Rules: F2."""
    of = visit("completed")
    typed = (("number", "INV 1"), ("invoiced_on", make.today().isoformat()), ("amount", "52.50"))
    make.do(office(of), "record-invoice", of.order, *typed)
    answer = ask(of, *add(VALVE, "1"))
    assert (answer.outcome, answer.code) == ("refused", "out-of-turn")
    assert "Withdraw that first" in answer.reason
    make.do(office(of), "withdraw-invoice", of.order, ("invoice", "INV 1"), ("reason", "Wrong sum"))
    assert ask(of, *add(VALVE, "1")).outcome == "applied"


def test_a_placeholder_left_blocks_the_claim_not_the_completion() -> None:
    """Rules: V4."""
    of = visit("completed", lines=(("PROPLUMB", 1),))
    typed = (("number", "INV 1"), ("invoiced_on", make.today().isoformat()), ("amount", "52.50"))
    answer = make.perform_as(person := office(of), make.op(person, "record-invoice", of.order, *typed))
    assert "placeholder" in answer.reason
    ask(of, new_quantity(of.order, "PROPLUMB", "0"), *add(TAP, "1"))
    decide(of, "authorise-variation")
    make.do(person, "record-invoice", of.order, *typed)


@pytest.mark.parametrize(
    ("by", "days_ago", "field", "words"),
    [
        ("R. Heron", None, "permitted_at", "Write when they gave permission."),
        ("", 0, "permitted_by", "Write who gave permission."),
        ("R. Heron", 400, "permitted_at", "is before the order was raised"),
        ("R. Heron", -2, "permitted_at", "in the future"),
    ],
)
def test_permission_on_the_telephone_has_who_and_when(by: str, days_ago: int | None, field: str, words: str) -> None:
    """Rules: V3."""
    of = visit()
    at = "" if days_ago is None else f"{make.now() - timedelta(days=days_ago):%Y-%m-%d %H:%M}"
    answer = ask(of, *add(VALVE, "1"), ("permitted_by", by), ("permitted_at", at))
    assert list(answer.fields) == [field]
    assert words in answer.fields[field][0]
    assert variations(of) == []
