"""Whether an order can be invoiced and paid: every condition, whose turn it is, and that the table asks the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fieldapp.domain import invoiceable, lifecycle
from fieldapp.domain.invoiceable import BARS, Claim, barred, placeholder_left, refusal, verdict
from fieldapp.domain.lifecycle import ORDER_STATUSES

CONDITIONS = {
    "payment-applications": {"payment_applications": True},
    "additional-work-uncleared": {"review": "owed"},
    "placeholder-left": {"placeholders": ["PROPLUMB"], "left": ["PROPLUMB"]},
    "certificate-on-its-way": {"files_owed": ["Gas safety record"]},
}


def claim(status: str = "COM", **facts: Any) -> Claim:
    return Claim(**{"status": status, "payment_applications": False, **facts})


@pytest.mark.parametrize("status", ORDER_STATUSES)
def test_only_completed_work_is_claimed(status: str) -> None:
    """Each status that is not says who acts next, but for a cancelled order. Rules: F4, V1."""
    found = verdict(claim(status))
    [completed] = found.rows
    assert (completed.met, found.clear) == (status in ("COM", "CLO"), status in ("COM", "CLO"))
    assert bool(completed.turn) == (status in ("RAI", "ISS", "HLD", "IVR", "CVR"))
    assert found.words


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_condition_of_the_table_bars_alone_and_says_why(name: str) -> None:
    """Rules: C7, V4."""
    of = claim(**CONDITIONS[name])
    assert [one for one in BARS if barred(one, of)] == [name]
    assert not barred(name, claim())
    assert refusal(name, of).endswith(".")


@pytest.mark.parametrize("name", [one for one in CONDITIONS if one != "payment-applications"])
def test_a_bar_is_a_row_that_is_not_met(name: str) -> None:
    """How it is claimed is none, it only changes the words. Rules: C7, V4."""
    found = verdict(claim(**CONDITIONS[name]))
    assert [one.name for one in found.rows if not one.met] == [name]
    assert not found.clear


def test_the_table_asks_the_same_conditions() -> None:
    """A page and a refusal cannot disagree. Rules: C7, F4."""
    assert set(BARS) == set(invoiceable.BARS_PAYMENT)
    for command, bars in (("record-invoice", invoiceable.BARS_INVOICE), ("mark-paid", invoiceable.BARS_PAYMENT)):
        [row] = [one for one in lifecycle.rows(command) if "COM" in one.when]
        assert row.unless == bars


@pytest.mark.parametrize(
    ("review", "turn"), [("owed", invoiceable.LANDLORD), ("issue", invoiceable.CONTRACTOR), ("clear", "")]
)
def test_a_review_says_whose_turn_it_is(review: str, turn: str) -> None:
    """Rules: C7."""
    found = verdict(claim(review=review))
    assert (found.rows[1].turn, found.clear) == (turn, not turn)
    waits = verdict(claim(review=review, status="CVR")).rows[1]
    assert (waits.turn, "after that" in waits.detail) == ("", bool(turn))


@pytest.mark.parametrize(
    ("kind", "ordered", "completed", "left"),
    [
        ("placeholder", 1, None, True), ("placeholder", 1, 1, True), ("placeholder", 1, 0, False),
        ("placeholder", 0, None, False), ("placeholder", 0, 2, True), ("", 1, None, False), ("price", 1, 1, False),
    ],
)  # fmt: skip
def test_a_placeholder_is_left_until_it_is_replaced_or_set_to_nothing(
    kind: str, ordered: int, completed: int | None, *, left: bool
) -> None:
    """Rules: V4."""
    done = None if completed is None else Decimal(completed)
    assert placeholder_left(kind, Decimal(ordered), done) == left


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "It can be invoiced."),
        ({"invoices": ["INV 42"]}, "It is invoiced and waits to be paid."),
        ({"payment_applications": True}, "It can be claimed, by payment application."),
        ({"files_owed": ["X"]}, "It can be invoiced. Payment waits for one thing."),
        ({"files_owed": ["X"], "payment_applications": True}, "It can be claimed. Payment waits for one thing."),
        ({"files_owed": ["X"], "review": "owed"}, "Not yet: 2 things first."),
        ({"status": "CLO", "review": "owed"}, "Invoiced and paid: nothing is left to do."),
        ({"status": "CAN"}, "Cancelled: nothing is invoiced."),
    ],
)
def test_the_answer_is_one_sentence(facts: dict[str, object], words: str) -> None:
    """Rules: F4, D3."""
    assert verdict(claim(**facts)).words == words
