"""Late work on the landlord's pages and at the contractor's desk."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fieldapp.commands.op import Op
from fieldapp.extensions import db
from fieldapp.models import Contract, LateCommand, Ticket, User
from fieldapp.queries import late
from tests import factories as make
from tests import pictures
from tests.checking_client import CheckingClient
from tests.commands.lateness import PHOTO, answer_of, completion, send
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in
from tests.statements import statements
from tests.web.landlord_people import officer
from tests.web.world import browser

__all__ = ["officer"]


@pytest.fixture
def contract(app: Flask) -> Contract:
    return make.contract(make.landlord(evidence_after_completion=False))


@pytest.fixture
def visit(contract: Contract, officer: User) -> Ticket:
    """A visit that was cancelled while its operative was without signal."""
    visit = make.ticket("booked", contract, make.user("operative", contract.contractor, name="Jo Kestrel"))
    make.do(officer, "cancel", visit.order, ("reason", "duplicate"), ("comments", "Twice in the book"))
    return visit


@pytest.fixture
def whole(visit: Ticket) -> list[Op]:
    """Arrival, photo and completion of that visit, as the phone sent them afterwards."""
    done = {"done_at": make.now() - timedelta(hours=3), "sent_at": make.now(), "received_at": make.now()}
    return [
        send(visit, "arrive", **done), send(visit, "add-photo", *PHOTO), send(visit, "complete", *completion(visit)),
    ]  # fmt: skip


def decide(
    client: CheckingClient, visit: Ticket, command: str, page: str, late: list[Op], **typed: Any
) -> TestResponse:
    """Send one of the two forms about late work from a page."""
    source = "?from=late" if page == "/landlord/late" else ""
    address = f"/landlord/orders/{visit.order_id}/{command}{source}"
    fields = hidden_fields(client.get(page).text, address)
    return client.post(address, data={**fields, "late": [one.id for one in late], **typed})


def fresh(visit: Ticket) -> Ticket:
    db.session.rollback()
    db.session.refresh(visit)
    db.session.refresh(visit.order)
    return visit


def test_late_work_stands_by_visit_with_what_was_done_and_what_had_happened(
    client: CheckingClient, visit: Ticket, whole: list[Op]
) -> None:
    """Rules: O2."""
    page = client.get("/landlord/late")
    words = reads(page)
    for said in (
        f"Came too late: {visit.reference}", "Arrived Jo Kestrel", "Photo added", "Renewed the tap and tested it",
        "Cancelled by the landlord, ", ": Raised twice. Twice in the book", "The order: cancelled",
        "Accepting it reopens the order and the visit", "Accept all of this visit", "On the phone",
    ):  # fmt: skip
        assert said in words, said
    assert page.text.count("data-late=") == 1
    assert "3 records came too late and wait for your decision." in reads(client.get("/landlord/"))
    assert f"Came too late: {visit.reference}" in reads(client.get(f"/landlord/orders/{visit.order_id}"))


def test_all_of_a_visit_is_accepted_with_one_button(client: CheckingClient, visit: Ticket, whole: list[Op]) -> None:
    """Rules: O2."""
    answer = decide(client, visit, "honour", "/landlord/late", whole, reason="Thank you")
    assert (answer.status_code, answer.location) == (303, "/landlord/late")
    assert (fresh(visit).state, visit.order.status) == ("completed", "COM")
    page = client.get("/landlord/late")
    assert f"Accepted what came late for {visit.order.reference}." in reads(page)
    assert "Nothing waits for a decision." in reads(page)
    order = reads(client.get(f"/landlord/orders/{visit.order_id}"))
    assert "Late work accepted · visit 1" in order
    assert "Completed · visit 1 Jo Kestrel, applied after the decision" in order


def test_late_work_is_read_once_and_only_where_it_is_shown(
    client: CheckingClient, visit: Ticket, whole: list[Op]
) -> None:
    for page, times in ((f"/landlord/orders/{visit.order_id}", 1), ("/landlord/", 1), ("/landlord/?list=came-back", 0)):
        with statements() as sent:
            assert client.get(page).status_code == 200
        assert sum("late_command" in one for one in sent) == times, page


def test_a_part_is_declined_with_a_reason(client: CheckingClient, visit: Ticket, whole: list[Op]) -> None:
    """On the order's page. Rules: O2."""
    page = f"/landlord/orders/{visit.order_id}"
    assert decide(client, visit, "decline", page, whole[2:], reason="The wrong house").location == page
    assert fresh(visit).state == "cancelled"
    assert answer_of(whole[2]).reason == "Declined: The wrong house"
    words = reads(client.get(page))
    assert "Declined: The wrong house" in words
    assert "Late work declined" in words
    assert [one.decision for one in db.session.query(LateCommand).order_by(LateCommand.id)] == ["", "", "declined"]


def test_a_reason_that_is_missing_comes_back_with_what_was_ticked(
    client: CheckingClient, visit: Ticket, whole: list[Op]
) -> None:
    answer = decide(client, visit, "decline", "/landlord/late", whole[:1], reason=" ")
    assert answer.status_code == 422
    assert "Write why it does not count." in reads(answer)
    assert answer.text.count('name="late" value="' + whole[0].id + '" id="late-') == 1
    ticked = [one.id for one in whole if f'value="{one.id}" id="late-{visit.id}-' in answer.text.split(" checked")[0]]
    assert ticked == [whole[0].id]
    assert fresh(visit).state == "cancelled"


@pytest.mark.parametrize("command", ["honour", "decline"])
def test_a_decision_with_no_box_ticked_keeps_what_was_written(
    client: CheckingClient, visit: Ticket, whole: list[Op], command: str
) -> None:
    """Both buttons stand under the same boxes and the same text."""
    page = f"/landlord/orders/{visit.order_id}"
    fields = hidden_fields(client.get(page).text, f"{page}/decline")
    answer = client.post(f"{page}/{command}", data={**fields, "reason": "The wrong house"})
    assert answer.status_code == 422
    assert "Error: Tick what this is about." in reads(answer)
    assert "is not known here" not in reads(answer)
    assert ">The wrong house</textarea>" in answer.text
    assert " checked" not in answer.text
    assert fresh(visit).state == "cancelled"


def test_what_cannot_be_accepted_says_why(client: CheckingClient, contract: Contract, officer: User) -> None:
    """Rules: O2, C8."""
    lines = (("310403", 1), ("480115", 1))
    visit = make.ticket("booked", contract, make.user("operative", contract.contractor), lines=lines)
    make.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    typed = [(f"line-{line.id}", "1") for line in visit.order.lines]
    done = send(visit, "complete", ("comments", "Renewed the tap and tested it"), *typed)
    answer = decide(client, visit, "honour", "/landlord/late", [done], reason="Thank you")
    assert answer.status_code == 409
    assert (
        "This cannot be accepted as it is. Missing: Electrical certificate. Line 480115 cannot be completed"
        in reads(answer)
    )
    assert 'value="Thank you"' in answer.text


def test_the_second_officer_is_told_what_the_first_decided(
    app: Flask, client: CheckingClient, contract: Contract, visit: Ticket, whole: list[Op]
) -> None:
    """Both had the page open. Rules: O2."""
    second = app.test_client()
    sign_in(second, make.user("landlord", contract.landlord))
    address = f"/landlord/orders/{visit.order_id}/decline"
    fields = hidden_fields(second.get(f"/landlord/orders/{visit.order_id}").text, address)
    decide(client, visit, "honour", "/landlord/late", whole)
    answer = second.post(address, data={**fields, "late": [one.id for one in whole], "reason": "The wrong house"})
    assert answer.status_code == 409
    assert "has accepted this already" in reads(answer)
    assert "Nothing of this visit waits any more. What you had written: The wrong house" in reads(answer)


def test_where_a_colleague_decided_about_a_part_the_rest_keeps_what_was_written(
    client: CheckingClient, visit: Ticket, whole: list[Op]
) -> None:
    """What was ticked waits no more, its visit does. Rules: O2."""
    page = f"/landlord/orders/{visit.order_id}"
    fields = hidden_fields(client.get(page).text, f"{page}/decline")
    decide(client, visit, "decline", page, whole[2:], reason="The wrong house")
    answer = client.post(f"{page}/decline", data={**fields, "late": [whole[2].id], "reason": "Nobody was there"})
    assert answer.status_code == 409
    assert ">Nobody was there</textarea>" in answer.text
    assert "What you had written" not in reads(answer)


def test_another_landlords_late_work_is_not_there(
    app: Flask, client: CheckingClient, visit: Ticket, whole: list[Op]
) -> None:
    """Rules: A8."""
    stranger = app.test_client()
    sign_in(stranger, make.user("landlord"))
    assert visit.order.reference not in stranger.get("/landlord/late").text
    token = hidden_fields(stranger.get("/landlord/").text)["csrf_token"]
    for command in ("honour", "decline"):
        data = {"csrf_token": token, "late": whole[0].id, "reason": "Mine"}
        assert stranger.post(f"/landlord/orders/{visit.order_id}/{command}", data=data).status_code == 404


def test_a_late_photo_is_shown_before_the_decision(
    client: CheckingClient, visit: Ticket, officer: User, contract: Contract
) -> None:
    """Its bytes came as the phone sent them. Rules: O2, D1."""
    operative = visit.operative
    assert operative
    phone = client.application.test_client()
    sign_in(phone, operative)
    address = f"/field/tickets/{visit.id}/add-photo"
    token = hidden_fields(phone.get("/field/").text)["csrf_token"]
    data = {"csrf_token": token, "op": str(uuid.uuid4()), "kind": "after", "file": (BytesIO(pictures.photo()), "a.jpg")}
    assert phone.post(address, data=data).status_code == 409
    page = client.get("/landlord/late")
    assert "Received, being prepared" in reads(page)
    original = page.text.split("/original")[0].rpartition('"')[2]
    assert client.get(f"{original}/original").status_code == 200


def test_the_desk_says_what_waits_and_what_was_decided(
    app: Flask, client: CheckingClient, contract: Contract, visit: Ticket, whole: list[Op]
) -> None:
    """Rules: O2."""
    desk = app.test_client()
    sign_in(desk, make.user("office", contract.contractor))
    address = f"/desk/tickets/{visit.id}"
    words = reads(desk.get(address))
    assert "These came after the visit had ended or was given to another: Arrived (Jo Kestrel), Photo added" in words
    assert "Came too late: completed · visit 1" in words
    assert "It waits for the landlord’s decision." in words
    decide(client, visit, "decline", "/landlord/late", whole, reason="The wrong house")
    words = reads(desk.get(address))
    assert "These came after" not in words
    assert "waits for the landlord’s decision" not in words
    assert "Not accepted: completed · visit 1" in words
    assert "Declined: The wrong house" in words


def test_a_reopened_order_says_why(client: CheckingClient, visit: Ticket) -> None:
    """Rules: O1."""
    address = f"/landlord/orders/{visit.order_id}/reopen"
    fields = hidden_fields(client.get(f"/landlord/orders/{visit.order_id}").text, address)
    assert client.post(address, data={**fields, "comments": " "}).status_code == 422
    fields["op"] = str(uuid.uuid4())
    assert client.post(address, data={**fields, "comments": "It leaks again"}).status_code == 303
    words = reads(client.get(f"/landlord/orders/{visit.order_id}"))
    assert "This order came back: reopened." in words
    assert "It leaks again" in words
    assert "Reopened" in reads(client.get("/landlord/?list=came-back&kind=reopen"))


def test_the_list_pages_by_visit_and_costs_the_same_however_long(
    client: CheckingClient, contract: Contract, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, references = [], []
    for _ in range(2):
        for _ in range(2):
            one = make.ticket("booked", contract, make.user("operative", contract.contractor))
            make.do(officer, "cancel", one.order, ("reason", "duplicate"))
            references += [one.reference]
            send(one, "arrive")
            send(one, "complete", *completion(one))
        with statements() as sent:
            assert client.get("/landlord/late").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1]
    monkeypatch.setattr(late, "SIZE", 3)
    seen, address = [], "/landlord/late"
    while address:
        page = client.get(address)
        seen += [one for one in references if f"Came too late: {one}" in reads(page)]
        follows = page.text.partition('rel="next"')[0].rpartition('href="')[2].rstrip('" ').replace("&amp;", "&")
        address = follows if 'rel="next"' in page.text else ""
    assert seen == references


def test_the_same_form_sent_again_is_put_before_the_landlord_once(app: Flask, visit: Ticket) -> None:
    """A refused form comes back filled: whoever sends it again has not done the work twice. Rules: O2."""
    desk = browser(app, make.user("office", visit.contractor))
    address = f"/desk/tickets/{visit.id}/acknowledge"
    fields = hidden_fields(desk.get(f"/desk/tickets/{visit.id}").text, address)
    typed = {**fields, "confirm": "y", "comments": "Wall must be made safe"}
    for number in range(2):
        again = {**typed, "op": str(uuid.UUID(int=number))}
        assert desk.post(f"/desk/tickets/{visit.id}/needs-landlord", data=again).status_code == 409
    assert db.session.query(LateCommand).count() == 1
