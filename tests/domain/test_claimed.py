"""What is asked about the quantities of a completion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.claimed import Claimed, doubt, doubts, is_mixed, nothing_claimed, tick

QUANTITIES = st.decimals(0, 10_000, places=2)


def line(completed: str, ordered: str = "1", **more: object) -> Claimed:
    """A line of 310403, counted in metres."""
    facts: dict[str, Any] = {"is_price": False, **more}
    return Claimed("line-7", "310403", "LM", Decimal(ordered), Decimal(completed), **facts)


def price(completed: str, ordered: str, **more: object) -> Claimed:
    """A price line, SQW, whose quantities are pounds."""
    facts: dict[str, Any] = {"is_price": True, **more}
    return Claimed("line-8", "SQW", "PRICE", Decimal(ordered), Decimal(completed), **facts)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (line("77", in_pounds=True), "asks how many, not pounds"),
        (line("10"), "310403: 10 metres, 1 metre ordered"),
        (line("30", "3"), "310403: 30 metres, 3 metres ordered"),
        (line("100", "0"), "310403: 100 metres, none ordered"),
        (line("101", "10", basis="completed"), "310403: 101 metres, 10 metres completed"),
        (price("139899", "1398.99"), "SQW: £139,899.00 is at least 10 times what was ordered, £1,398.99. Correct it"),
        (price("13989.90", "1398.99", in_pounds=True), "SQW: £13,989.90 is at least 10 times what was ordered"),
        (price("11", "1.10", basis="completed"), "SQW: £11.00 is at least 10 times what was completed, £1.10."),
    ],
)
def test_what_may_be_a_mistake_is_asked_about(asked: Claimed, said: str) -> None:
    """Rules: C5."""
    assert said in doubt(asked)


@pytest.mark.parametrize(
    "right",
    [
        line("9.99"),
        line("29.99", "3"),
        line("99.99", "0"),
        line("4.5", "0.5"),
        line("0", in_pounds=True),
        price("1398.99", "1398.99", in_pounds=True),
        price("13989.89", "1398.99"),
        price("90000", "1"),
        price("90000", "0.50"),
        price("90000", "0"),
    ],
)
def test_what_is_plainly_right_is_not_asked_about(right: Claimed) -> None:
    """Nothing claimed, little more than was ordered, and pounds where pounds belong. Rules: C5."""
    assert doubt(right) == ""


@given(QUANTITIES, QUANTITIES, st.booleans())
def test_a_box_settles_the_quantity_it_was_ticked_for_and_no_other(
    ordered: Decimal, completed: Decimal, in_pounds: bool
) -> None:
    """Rules: C5."""
    one = Claimed("line-7", "310403", "LM", ordered, completed, is_price=False, in_pounds=in_pounds)
    other = Claimed("line-8", "310911", "NO", Decimal(1), Decimal(1), is_price=False)
    asked = doubts([one, other], {})
    assert set(asked) == ({"sure-line-7"} if doubt(one) else set())
    assert not doubts([one, other], {"line-7": completed})
    assert doubts([one, other], {"line-7": completed + 1}) == asked
    assert tick(one).startswith("Yes, ")


def test_the_box_says_what_it_settles() -> None:
    """Rules: C5."""
    assert tick(line("77")) == "Yes, 77 metres of 310403"
    assert tick(price("13989.90", "1398.99")) == "Yes, £13,989.90 for SQW"


def test_nothing_at_all_is_asked_about() -> None:
    """Rules: C4."""
    assert set(nothing_claimed([line("0"), line("0")], {})) == {"sure-nothing"}
    assert not nothing_claimed([line("0")], {"nothing": Decimal(0)})
    assert not nothing_claimed([], {})
    assert not nothing_claimed([line("0"), line("1")], {})


def test_a_mixed_claim_is_one_of_quantities_and_pounds() -> None:
    """A code set to nought with a price line beside it is not mixed. Rules: C6."""
    coded, price = line("1"), line("45", is_price=True)
    assert is_mixed([coded, price])
    assert not is_mixed([coded])
    assert not is_mixed([line("0"), price])
