"""Raising an order by the command itself: what it needs, when it is due, and which lines it gets."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from flask import Flask

from fieldapp.commands.op import Answer
from fieldapp.domain.dates import LONDON
from fieldapp.extensions import db
from fieldapp.models import Contract, ListItem, User
from tests import factories as make
from tests.commands.raising import contract, officer, op, raised

__all__ = ["contract", "officer"]


def attempt(officer: User, contract: Contract, **typed: str) -> Answer:
    return make.perform_as(officer, op(officer, contract, **typed))


def listed(contract: Contract, list_name: str, code: str, label: str, *, active: bool = True, **facts: object) -> None:
    make.saved(
        ListItem(
            landlord_id=contract.landlord_id, list_name=list_name, code=code, label=label, active=active, facts=facts
        )
    )


def test_working_days_leave_out_the_landlords_bank_holidays(contract: Contract, officer: User) -> None:
    """Only its own, and only those that it still keeps. Rules: T1."""
    listed(contract, "priority", "urgent", "Urgent, 1 working day", working_days=1)
    listed(contract, "bank-holiday", "2025-12-25", "Christmas Day")
    listed(contract, "bank-holiday", "2025-12-26", "Boxing Day", active=False)
    listed(make.contract(), "bank-holiday", "2025-12-26", "Boxing Day")
    answer = attempt(officer, contract, priority="urgent", raised="2025-12-24T10:00:00+00:00")
    assert answer.outcome == "applied", answer
    assert raised()[0].due_at == datetime(2025, 12, 26, 23, 59, tzinfo=LONDON)


@pytest.mark.parametrize("field", ["contact_name", "contact_telephone", "home_telephone"])
@pytest.mark.parametrize("kind", ["communal", "void"])
def test_where_nobody_is_there_is_no_contact(contract: Contract, officer: User, kind: str, field: str) -> None:
    """Rules: T1."""
    make.home(contract.landlord, reference="P2", **{kind: True})
    answer = attempt(officer, contract, property="P2", **{field: "07700 900 482"})
    assert (answer.outcome, list(answer.fields)) == ("invalid", [field])
    assert attempt(officer, contract, property="P2").outcome == "applied"


def test_a_priority_that_may_be_chosen_no_more_is_refused(contract: Contract, officer: User) -> None:
    listed(contract, "priority", "old", "Old", active=False, calendar_days=1)
    assert attempt(officer, contract, priority="old").fields == {"priority": ["There is no priority old."]}


def test_faults_of_lines_stand_by_their_place(contract: Contract, officer: User) -> None:
    """A price line's sum is never guessed; any other quantity is one. Rules: C5."""
    one = op(officer, contract)
    one.typed.extend([("line", "SQW"), ("line", "|3"), ("line", "310911|x"), ("line", "310911||Under the sink | left")])
    answer = make.perform_as(officer, one)
    assert answer.fields == {
        "line-2": ["SQW: Write the sum, in pounds."],
        "line-3": ["Write the code of this line."],
        "line-4": ["310911: Write a number, for example 2 or 2.5."],
    }
    assert raised() == []


def test_a_code_in_small_letters_is_the_code(contract: Contract, officer: User) -> None:
    """And what stands behind the second bar is the place, bars and all."""
    one = op(officer, contract, line="sqw|12.50|Under the sink | left")
    assert make.perform_as(officer, one).outcome == "applied"
    line = raised()[0].lines[0]
    assert (line.code, str(line.ordered), line.place) == ("SQW", "12.50", "Under the sink | left")


def test_two_who_take_one_reference_at_once_get_one_order(app: Flask, contract: Contract, officer: User) -> None:
    """The other is told, on either database. Rules: O1."""
    people = [officer, make.user("landlord", contract.landlord)]
    ops = [op(person, contract) for person in people]
    answers: list[Answer] = []

    def send(number: int) -> None:
        with app.app_context():
            answers.append(make.perform_as(db.session.get_one(User, ops[number].actor), ops[number]))
            db.session.remove()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.outcome for one in answers) == ["applied", "invalid"]
    assert {"reference": ["There is already an order C1/1."]} in [one.fields for one in answers]
    assert len(raised()) == 1


@pytest.mark.parametrize("field", ["contact_telephone", "home_telephone"])
def test_a_telephone_number_is_one(contract: Contract, officer: User, field: str) -> None:
    """By the same rule as a landlord's own numbers. Rules: T1."""
    said = {field: ["Write a telephone number: digits, spaces and a leading +."]}
    assert attempt(officer, contract, **{field: "call me maybe"}).fields == said
    assert attempt(officer, contract, **{field: "+44 (0)7700 900482"}).outcome == "applied"
