"""Tests of the search on top of the desk's and the landlord's pages, and of the look-up of homes: one way to look."""

from __future__ import annotations

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.signing_in import sign_in_instead
from tests.web.desk_people import contract, office

__all__ = ["contract", "office"]


def at(contract: Contract, line_1: str, line_2: str = "") -> Ticket:
    """A visit at an address of its own."""
    visit: Ticket = make.ticket("accepted", contract)
    home = visit.order.property
    home.line_1, home.line_2, home.town, home.postcode = line_1, line_2, "Brackwater", "XB1 6KE"
    db.session.commit()
    return visit


@pytest.mark.parametrize(
    "typed",
    ["malthouse", "Brewery Passage", "passage brackwater", "10 malth", "xb1 6ke", "XB16KE", "Malthouse, Brewery"],
)
def test_any_word_of_the_address_finds_it(client: CheckingClient, contract: Contract, office: User, typed: str) -> None:
    """Rules: L5."""
    visit, other = at(contract, "10 The Malthouse", "Brewery Passage"), at(contract, "3 Weir Street")
    other.order.property.postcode, other.order.property.town = "XB9 9XX", "Overmere"
    db.session.commit()
    assert client.get("/desk/", query_string={"q": typed}).location == f"/desk/tickets/{visit.id}"
    sign_in_instead(client, make.user("landlord", contract.landlord))
    assert client.get("/landlord/", query_string={"q": typed}).location == f"/landlord/orders/{visit.order_id}"
    for look_up in ("/landlord/homes", "/landlord/raise"):
        page = client.get(look_up, query_string={"q": typed})
        assert "10 The Malthouse" in page.text
        assert "3 Weir Street" not in page.text


@pytest.mark.parametrize("typed", ["althouse", "brew ery", "%%%", "___", ",,,"])
def test_the_middle_of_a_word_and_signs_find_nothing(
    client: CheckingClient, contract: Contract, office: User, typed: str
) -> None:
    at(contract, "10 The Malthouse", "Brewery Passage")
    assert "No visit of yours" in client.get("/desk/", query_string={"q": typed}).text


def test_several_are_a_list(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: L5."""
    at(contract, "Flat 12, Marlow Court")
    at(contract, "Marlow Court, plant room")
    page = client.get("/desk/?q=Marlow Court")
    assert page.status_code == 200
    assert page.text.count("data-ticket=") == 2


def test_the_firms_own_reference_and_the_purchase_order_find_it(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """What is over as well; nobody else's. Rules: L5, L6."""
    visit, done = at(contract, "1 Weir Street"), at(contract, "2 Weir Street")
    strange = make.ticket("accepted")
    for one in (visit, strange):
        one.own_reference, one.order.purchase_order = "BM-881", "5593675"
    done.own_reference, done.order.purchase_order, done.state = "BM-882", "5593676", "returned"
    db.session.commit()
    for typed, found in (("BM-881", visit), ("bm-881", visit), ("5593675", visit), ("BM-882", done), ("5593676", done)):
        assert client.get("/desk/", query_string={"q": typed}).location == f"/desk/tickets/{found.id}"
    assert "No visit of yours" in client.get("/desk/?q=BM-88").text
    sign_in_instead(client, make.user("landlord", contract.landlord))
    assert client.get("/landlord/?q=5593675").location == f"/landlord/orders/{visit.order_id}"
