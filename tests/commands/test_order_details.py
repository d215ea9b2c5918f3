"""Raising an order with details by the command itself: what is kept, what is refused, and under which name."""

from __future__ import annotations

import pytest

from fieldapp.commands.op import Answer
from fieldapp.models import Contract, User
from tests import factories as make
from tests.commands.raising import contract, officer, op, raised

__all__ = ["contract", "officer"]


def attempt(officer: User, contract: Contract, *line_details: str, **typed: str) -> Answer:
    one = op(officer, contract, **typed)
    one.typed.extend([("line", "310911|2"), *(("line_details", text) for text in line_details)])
    return make.perform_as(officer, one)


def test_what_is_said_is_kept_and_nothing_else(contract: Contract, officer: User) -> None:
    """Sums in pence, masks and answers in capitals. Rules: T3."""
    said = {
        "access_am": "yyyynn", "estimated_cost": "£88.50", "estimated_tax": "0", "right_to_repair": "no",
        "caused_by": " WAT ", "recharge": "",
    }  # fmt: skip
    answer = attempt(officer, contract, "2|PLU||AMP|2026|UNC|no", **said)
    assert answer.outcome == "applied", answer
    order = raised()[0]
    assert order.details == {
        "access_am": "YYYYNN", "estimated_cost": 8850, "estimated_tax": 0, "right_to_repair": "N", "caused_by": "WAT",
    }  # fmt: skip
    assert [line.details for line in order.lines] == [
        {},
        {"trade": "PLU", "budget": "AMP", "budget_year": "2026", "status": "UNC", "invoiced": "N"},
    ]


def test_each_fault_stands_under_its_own_name(contract: Contract, officer: User) -> None:
    """Those of a line under the line's. Rules: T3."""
    answer = attempt(officer, contract, "2|PLU|||twenty twenty-six", "1", access_pm="YN", estimated_cost="much")
    assert answer.outcome == "invalid"
    assert set(answer.fields) == {"access_pm", "estimated_cost", "line_details-2"}
    assert answer.fields["line_details-2"] == ["Line 2, budget year: Use at most 9 characters."]


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("3|PLU", "line_details-3", "There is no line 3."),
        ("PLU|AUT", "line_details-1", "Begin with the line’s number, for example 1|PLU|AUT."),
        ("0|PLU", "line_details-1", "Begin with the line’s number, for example 1|PLU|AUT."),
        ("1|a|b|c|d|e|no|g", "line_details-1", "Line 1: write at most 6 parts after the number."),
        ("1|PLU|||||maybe", "line_details-1", "Line 1, invoiced: Write yes or no, not maybe."),
    ],
)
def test_details_of_no_line_are_refused(contract: Contract, officer: User, text: str, name: str, reason: str) -> None:
    """Rules: T3."""
    assert attempt(officer, contract, text).fields == {name: [reason]}
    assert raised() == []


def test_a_line_is_told_of_once(contract: Contract, officer: User) -> None:
    """Rules: T3."""
    answer = attempt(officer, contract, "1|PLU", "1|ELE")
    assert answer.fields == {"line_details-1": ["Line 1 is told of twice."]}


@pytest.mark.parametrize(("name", "text"), [("tenants", "Mr D. Teasel"), ("tenant_email", "teasel@example.test")])
@pytest.mark.parametrize("kind", ["communal", "void"])
def test_where_nobody_lives_there_are_no_tenants(
    contract: Contract, officer: User, kind: str, name: str, text: str
) -> None:
    """Rules: T1, T3."""
    make.home(contract.landlord, reference="P2", **{kind: True})
    assert list(attempt(officer, contract, property="P2", **{name: text}).fields) == [name]
    assert attempt(officer, contract, property="P2", void_reference="VD-1").outcome == "applied"
