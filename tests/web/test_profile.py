"""Tests of web/profile.py and commands/profile.py: mail about new work, and being out of office."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Contract, Contractor, JournalRow, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in
from tests.web.desk_people import contract, office

__all__ = ["contract", "office"]


def send(client: CheckingClient, command: str, **typed: Any) -> TestResponse:
    """Fill in a form of the profile and send it."""
    address = f"/desk/profile/{command}"
    return client.post(address, data={**hidden_fields(client.get("/desk/profile").text, address), **typed})


def firm_of(user: User) -> Contractor:
    db.session.rollback()
    make.unfenced()
    return db.session.get_one(Contractor, user.contractor_id)


def journal() -> list[JournalRow]:
    db.session.rollback()
    make.unfenced()
    return list(db.session.scalars(select(JournalRow).order_by(JournalRow.number)))


def test_an_office_says_who_hears_of_new_work(client: CheckingClient, office: User) -> None:
    """Rules: A9"""
    words = reads(client.get("/desk/profile"))
    assert firm_of(office).name in words
    assert "01632 960 100" in words
    assert send(client, "set-alerts", email="desk@sorrel.test").location == "/desk/profile"
    assert (firm_of(office).email, firm_of(office).alerts) == ("desk@sorrel.test", True)
    (row,) = journal()
    assert (row.command, row.chain, row.outcome) == ("set-alerts", f"user:{office.id}", "applied")


@pytest.mark.parametrize(
    ("email", "why"),
    [("", "Write the address that hears"), ("desk", "Write an email address"), ("a@b\u00fc.test", "Write an email"),
     ("a@b.test\r\nBcc: x@y.test", "Write an email address")],
)  # fmt: skip
def test_an_address_that_is_none_comes_back_as_typed(
    client: CheckingClient, office: User, email: str, why: str
) -> None:
    answer = send(client, "set-alerts", email=email, alerts="y")
    assert answer.status_code == 422
    assert why in reads(answer)
    assert firm_of(office).email == ""
    assert journal()[0].outcome == "invalid"


@pytest.mark.parametrize("allows", [False, True])
def test_only_a_landlords_policy_lets_a_firm_switch_it_off(client: CheckingClient, app: Flask, allows: bool) -> None:
    """Each of its landlords has to allow it. Rules: A9"""
    firm = make.contractor(email="desk@sorrel.test")
    make.contract(make.landlord(alerts_contractor_may_switch_off=True), firm)
    make.contract(make.landlord(alerts_contractor_may_switch_off=allows), firm)
    office = make.user("office", firm)
    sign_in(client, office)
    page = client.get("/desk/profile")
    assert ("Only your landlords can switch this off" in page.text) is not allows
    fields = hidden_fields(page.text, "/desk/profile/set-alerts")
    fields.pop("alerts", None)
    answer = client.post("/desk/profile/set-alerts", data={**fields, "email": "desk@sorrel.test"})
    assert answer.status_code == (303 if allows else 409)
    assert firm_of(office).alerts is not allows
    assert allows or "Ask them to switch it off" in reads(answer)


def test_being_away_is_asked_about_once_more(client: CheckingClient, office: User, contract: Contract) -> None:
    """Rules: A9"""
    make.contract(to=contract.contractor)
    asked = send(client, "out-of-office", reason="Closed until Monday")
    assert asked.status_code == 200
    assert "Every visit that your 2 landlords send" in reads(asked)
    assert "will be rejected automatically" in reads(asked)
    assert (firm_of(office).away_reason, journal()) == ("", [])
    address = "/desk/profile/out-of-office"
    assert client.post(address, data=hidden_fields(asked.text, address)).status_code == 303
    assert firm_of(office).away_reason == "Closed until Monday"
    assert journal()[0].typed == [["reason", "Closed until Monday"]]


def test_being_away_needs_a_reason(client: CheckingClient, office: User) -> None:
    """Rules: A9"""
    answer = send(client, "out-of-office", reason=" ")
    assert answer.status_code == 422
    assert "Write why, and until when" in reads(answer)


def test_every_page_of_the_desk_says_so_until_it_is_turned_off(client: CheckingClient, office: User) -> None:
    """Rules: A9"""
    told = "every visit sent to you is rejected"
    assert told not in client.get("/desk/").text
    send(client, "out-of-office", reason="Closed until Monday", sure="yes")
    for page in ("/desk/", "/desk/?list=closed", "/desk/?q=C1", "/board/", "/desk/profile"):
        assert told in client.get(page).text
        assert 'href="/desk/profile#out-of-office"' in client.get(page).text
    assert send(client, "back-in-office").status_code == 303
    assert told not in client.get("/desk/").text
    assert firm_of(office).away_reason == ""
    assert [one.command for one in journal()] == ["out-of-office", "back-in-office"]


def test_both_sides_see_why_an_absent_firm_rejected(
    client: CheckingClient, office: User, contract: Contract, app: Flask
) -> None:
    """Rules: A9, L3"""
    send(client, "out-of-office", reason="Closed until Monday", sure="yes")
    officer = make.user("landlord", contract.landlord)
    order = make.order(contract)
    make.do(officer, "issue", order)
    closed = reads(client.get("/desk/?list=closed"))
    assert order.reference in closed
    assert "Out of office: Closed until Monday" in closed
    landlords = app.test_client()
    sign_in(landlords, officer)
    assert "Out of office: Closed until Monday" in reads(landlords.get("/landlord/?list=came-back"))
    assert "Out of office: Closed until Monday" in reads(landlords.get(f"/landlord/orders/{order.id}"))


def test_a_reason_that_was_chosen_is_in_the_list(client: CheckingClient, office: User, contract: Contract) -> None:
    """Rules: T7"""
    make.do(office, "reject", make.ticket("issued", contract), ("reason", "wrong-trade"), ("comments", "Gas"))
    assert "Not our trade" in reads(client.get("/desk/?list=closed"))


def test_the_same_form_twice_changes_once(client: CheckingClient, office: User) -> None:
    address = "/desk/profile/set-alerts"
    fields = {**hidden_fields(client.get("/desk/profile").text, address), "email": "a@b.test", "alerts": "y"}
    assert [client.post(address, data=fields).status_code for _ in range(2)] == [303, 303]
    assert len(journal()) == 1
