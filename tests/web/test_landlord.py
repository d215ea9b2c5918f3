"""Tests of web/landlord.py: what the landlord does and sees."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Caution, Contract, Ticket, User, WorksOrder
from tests import factories as make
from tests import pictures
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in
from tests.statements import statements
from tests.web.landlord_people import contract, office, officer

__all__ = ["contract", "office", "officer"]


def send(client: CheckingClient, order: int, address: str, **typed: Any) -> TestResponse:
    """Fill in a form of the order's page, tick that it is the right one where that is asked, and send it."""
    page = client.get(f"/landlord/orders/{order}")
    return client.post(address, data={**hidden_fields(page.text, address), "confirm": "y", **typed})


def post(client: CheckingClient, order: WorksOrder, command: str, **typed: Any) -> TestResponse:
    number = order.id
    return send(client, number, f"/landlord/orders/{number}/{command}", **typed)


def fresh(order: WorksOrder) -> WorksOrder:
    db.session.rollback()
    db.session.refresh(order)
    return order


def test_orders_stand_under_their_status_with_counts(client: CheckingClient, contract: Contract, officer: User) -> None:
    """Rules: V1."""
    raised, issued = make.order(contract), make.ticket("issued", contract).order
    page = client.get("/landlord/?list=rai")
    assert raised.reference in page.text
    assert issued.reference not in page.text
    assert "Raised 1" in reads(page)
    assert "All 2" in reads(page)


@pytest.mark.parametrize("tab", ["came-back", "rai", "iss", "hld", "ivr", "cvr", "com", "clo", "can", "all"])
def test_an_empty_list_says_so(client: CheckingClient, officer: User, tab: str) -> None:
    page = client.get(f"/landlord/?list={tab}")
    assert page.status_code == 200
    assert "<table" not in page.text


def test_what_is_not_ones_own_is_not_found(client: CheckingClient, officer: User) -> None:
    """Rules: A8."""
    theirs = make.ticket("booked")
    for address in (f"/landlord/orders/{theirs.order_id}", "/landlord/orders/999999", "/landlord/?list=nonsense"):
        assert client.get(address).status_code == 404
    assert "No order of yours" in client.get(f"/landlord/?q={theirs.order.reference}").text


def test_a_reference_leads_to_the_order(client: CheckingClient, contract: Contract, officer: User) -> None:
    """Rules: L5."""
    order = make.order(contract)
    assert client.get(f"/landlord/?q={order.reference.lower()}").location == f"/landlord/orders/{order.id}"


def test_a_number_or_an_address_leads_to_the_order(client: CheckingClient, contract: Contract, officer: User) -> None:
    """Rules: L5, A8."""
    order, stranger = make.order(contract), make.order()
    for typed in (order.reference.split("/")[0], order.property.line_1.lower(), "xb4 7q"):
        assert client.get("/landlord/", query_string={"q": typed}).location == f"/landlord/orders/{order.id}", typed
    assert "No order of yours" in client.get("/landlord/", query_string={"q": stranger.property.line_1}).text


def test_what_was_done_is_said_with_the_reference(client: CheckingClient, contract: Contract, officer: User) -> None:
    order = make.order(contract)
    assert post(client, order, "issue").status_code == 303
    words = reads(client.get(f"/landlord/orders/{order.id}"))
    assert f"Issued {order.reference}." in words
    assert "Received by the office" not in words


def test_what_came_back_says_why_and_is_issued_again_with_a_note(
    client: CheckingClient, contract: Contract, officer: User, office: User
) -> None:
    """Rules: O1, S6."""
    visit = make.ticket("on-site", contract)
    make.do(office, "needs-landlord", visit, ("comments", "Wall must be made safe first"))
    order = visit.order
    assert "Landlord action needed" in reads(client.get("/landlord/?list=came-back"))
    page = client.get(f"/landlord/orders/{order.id}")
    assert "This order came back: landlord action needed. “Wall must be made safe first”" in reads(page)
    assert post(client, order, "re-issue", note="The wall is safe now").status_code == 303
    assert [one.state for one in fresh(order).tickets] == ["returned", "issued"]
    assert "The wall is safe now" in reads(client.get(f"/landlord/orders/{order.id}"))
    assert order.reference not in client.get("/landlord/?list=came-back").text


def test_an_order_is_issued_held_released_and_cancelled(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    """Rules: O1, V1."""
    order = make.order(contract)
    steps: tuple[tuple[str, dict[str, str], str], ...] = (
        ("issue", {"note": ""}, "ISS"), ("hold", {"comments": "Resident in hospital"}, "HLD"), ("release", {}, "ISS"),
        ("cancel", {"reason": "duplicate"}, "CAN"),
    )  # fmt: skip
    for command, typed, status in steps:
        assert post(client, order, command, **typed).status_code == 303
        assert fresh(order).status == status
        assert f'data-status="{status}"' in client.get(f"/landlord/orders/{order.id}").text


def test_only_the_visit_is_cancelled_or_taken_back(client: CheckingClient, contract: Contract, officer: User) -> None:
    """Rules: O1."""
    cancelled, taken = (make.ticket("booked", contract) for _ in range(2))
    assert post(client, cancelled.order, "cancel-visit", reason="duplicate").status_code == 303
    assert (fresh(cancelled.order).status, cancelled.order.tickets[0].state) == ("RAI", "cancelled")
    address = f"/landlord/tickets/{taken.id}/take-back"
    assert send(client, taken.order_id, address, comments="Another firm goes").status_code == 303
    assert (fresh(taken.order).status, taken.order.tickets[0].state) == ("RAI", "returned")


def test_what_one_can_do_with_order_and_visit_stands_under_one_heading(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    """Rules: T1."""
    page = client.get(f"/landlord/orders/{make.ticket('booked', contract).order_id}").text
    offers = page[page.index("What you can do") :]
    titles = re.findall(r'<h3 class="fa-gap">([^<]+)</h3>', offers)
    assert "Order" in titles
    assert len(titles) == len(set(titles))
    assert "Cancel the order" in offers
    assert "Take the visit back" in offers


def test_a_missing_reason_comes_back_with_the_sentence(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    visit = make.ticket("booked", contract)
    page = post(client, visit.order, "cancel", reason="", comments="Twice in the book")
    assert page.status_code == 422
    assert "Choose a reason." in reads(page)
    assert "Twice in the book" in page.text
    assert fresh(visit.order).status == "ISS"


def test_what_the_table_refuses_is_refused_in_words(client: CheckingClient, contract: Contract, officer: User) -> None:
    order = make.order(contract)
    token = hidden_fields(client.get(f"/landlord/orders/{order.id}").text)["csrf_token"]
    page = client.post(f"/landlord/orders/{order.id}/hold", data={"csrf_token": token, "comments": "Wait"})
    assert page.status_code == 409
    assert "has not been issued. Issue it first." in reads(page)


def test_a_note_reaches_the_contractor(client: CheckingClient, contract: Contract, officer: User, office: User) -> None:
    """The landlord's are highlighted. Rules: T5."""
    visit: Ticket = make.ticket("booked", contract)
    address = f"/landlord/tickets/{visit.id}/add-note"
    assert send(client, visit.order_id, address, text="Riser key FB2").status_code == 303
    other = client.application.test_client()
    sign_in(other, office)
    page = other.get(f"/desk/tickets/{visit.id}")
    assert "Riser key FB2" in page.text
    assert "fa-quote--new" in page.text


def test_a_document_of_the_landlords_reaches_the_contractor(
    client: CheckingClient, contract: Contract, officer: User, office: User
) -> None:
    """Rules: D2."""
    visit = make.ticket("booked", contract)
    address = f"/landlord/tickets/{visit.id}/add-document"
    chosen = (BytesIO(pictures.PDF), "report.pdf")
    answer = send(client, visit.order_id, address, file=chosen, kind="quote", caption="Asbestos survey")
    assert answer.status_code == 303
    other = client.application.test_client()
    sign_in(other, office)
    assert "Asbestos survey" in other.get(f"/desk/tickets/{visit.id}").text


def test_money_is_always_shown_to_the_landlord(
    client: CheckingClient, contract: Contract, officer: User, office: User
) -> None:
    """Rules: C4, C5."""
    visit = make.ticket("on-site", contract, lines=(("310403", 2), ("SQW", 40)))
    lines = [(f"line-{line.id}", quantity) for line, quantity in zip(visit.order.lines, ("1", "38.50"), strict=True)]
    make.do(office, "complete", visit, ("comments", "Renewed the tap and tested it"), *lines)
    words = reads(client.get(f"/landlord/orders/{visit.order_id}"))
    assert "Order total, before tax £145.00 £91.00" in words


def test_a_proposed_caution_is_marked_as_such(
    client: CheckingClient, contract: Contract, officer: User, office: User
) -> None:
    """Rules: S6, T2."""
    visit = make.ticket("on-site", contract)
    assert "No recorded cautions exist" in reads(client.get(f"/landlord/orders/{visit.order_id}"))
    make.do(office, "asbestos-alert", visit, ("comments", "Lagging in the riser"))
    words = reads(client.get(f"/landlord/orders/{visit.order_id}"))
    assert "proposed by the contractor, to be confirmed" in words
    assert db.session.query(Caution).filter_by(property_id=visit.order.property_id).count() == 1


@pytest.mark.parametrize("command", ["raise", "complete", "authorise-variation", "nonsense"])
def test_what_has_no_form_has_no_address(
    client: CheckingClient, contract: Contract, officer: User, command: str
) -> None:
    visit = make.ticket("booked", contract)
    token = hidden_fields(client.get(f"/landlord/orders/{visit.order_id}").text)["csrf_token"]
    for address in (f"/landlord/orders/{visit.order_id}/{command}", f"/landlord/tickets/{visit.id}/{command}"):
        assert client.post(address, data={"csrf_token": token}).status_code == 404


def test_an_orders_page_costs_the_same_however_many_visits_it_has(
    client: CheckingClient, contract: Contract, officer: User, office: User
) -> None:
    visit = make.ticket("accepted", contract)
    counted = []
    for _ in range(2):
        make.do(office, "follow-on", visit, ("why", "Part missing"), ("needed", "A tap"), ("booked", "no"),
                ("prevented", "No stock"))  # fmt: skip
        visit = fresh(visit.order).tickets[-1]
        make.do(office, "accept", visit)
        with statements() as sent:
            assert client.get(f"/landlord/orders/{visit.order_id}").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_a_status_has_its_code_where_the_policy_says_so(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    visit = make.ticket("issued", contract, lines=(("310403", 1),))
    address = f"/landlord/orders/{visit.order_id}"
    assert "ISS issued" not in reads(client.get(address))
    contract.landlord.stored_policy = contract.landlord.policy.to_mapping() | {"status_codes_shown": True}
    db.session.commit()
    for page in (address, "/landlord/?list=all"):
        assert "ISS issued" in reads(client.get(page))
