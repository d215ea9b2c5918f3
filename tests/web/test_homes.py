"""The landlord's homes: found, their cautions kept, a proposed one decided, phones told, everything journalled."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from fieldapp.cli.journal_faults import Reading, faults
from fieldapp.commands.journalling import key
from fieldapp.commands.op import Answer, Op
from fieldapp.extensions import db
from fieldapp.models import Caution, Contract, JournalRow, Property, User
from fieldapp.queries import homes
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.statements import statements
from tests.web.landlord_people import contract, officer
from tests.web.world import browser

__all__ = ["contract", "officer"]


@pytest.fixture
def home(contract: Contract) -> Property:
    return make.home(contract.landlord)


@pytest.fixture
def pairs(home: Property) -> Caution:
    facts = {"landlord_id": home.landlord_id, "property_id": home.id}
    return make.saved(Caution(code="pairs", action="Attend in pairs", detail="Dog", **facts))


def send(client: CheckingClient, home: Property, command: str, **typed: Any) -> TestResponse:
    """Post one of the page's forms, as the page wrote it."""
    page = client.get(f"/landlord/homes/{home.id}")
    address = f"/landlord/homes/{home.id}/{command}"
    return client.post(address, data={**hidden_fields(page.text, address), **typed})


def cautions(home: Property) -> list[tuple[str, str, bool, bool]]:
    """What a visitor is told, and the version by which phones notice."""
    db.session.rollback()
    db.session.refresh(home)
    return [(one.code, one.action, one.asbestos, one.confirmed) for one in home.cautions]


def journal(home: Property) -> list[tuple[str, str]]:
    rows = db.session.scalars(
        select(JournalRow).where(JournalRow.chain == f"home:{home.id}").order_by(JournalRow.number)
    )
    return [(row.command, row.outcome) for row in rows]


def test_a_home_shows_its_cautions_and_orders(
    client: CheckingClient, contract: Contract, officer: User, home: Property, pairs: Caution
) -> None:
    """Rules: T1, O1."""
    order = make.order(contract, property=home)
    assert f'href="/landlord/homes/{home.id}"' in client.get(f"/landlord/homes?q={home.reference}").text
    page = reads(client.get(f"/landlord/homes/{home.id}"))
    for words in (home.line_1, home.reference, "Attend in pairs", "Two to attend", order.reference):
        assert words in page, words
    empty = make.home(contract.landlord)
    assert "No recorded cautions exist" in client.get(f"/landlord/homes/{empty.id}").text


def test_a_caution_is_added_changed_and_ended(client: CheckingClient, officer: User, home: Property) -> None:
    """Each change moves the home's version and is in its chain. Rules: O1, T1."""
    before = home.version
    assert send(client, home, "add-caution", code="pairs").status_code == 303
    assert cautions(home) == [("pairs", "Attend in pairs", False, True)]
    send(client, home, "change-caution", code="asbestos", action="Read the report first", detail="Survey 4711")
    assert cautions(home) == [("asbestos", "Read the report first", True, True)]
    assert send(client, home, "end-caution", reason="Removed in May").status_code == 303
    assert (cautions(home), home.version) == ([], before + 3)
    assert journal(home) == [(name, "applied") for name in ("add-caution", "change-caution", "end-caution")]
    said = reads(client.get(f"/landlord/homes/{home.id}"))
    for words in ("Caution ended", "Caution: Read the report first", "Removed in May", "Kind: Asbestos in the home"):
        assert words in said, words
    assert list(faults(db.session(), key(), None, Reading())) == []


def test_what_cannot_be_comes_back_as_it_was_typed(
    client: CheckingClient, officer: User, home: Property, pairs: Caution
) -> None:
    page = send(client, home, "add-caution", code="", action="Knock loudly")
    assert (page.status_code, 'value="Knock loudly"' in page.text) == (422, True)
    assert '<a href="#add-caution-new-code">Choose the kind.' in page.text
    page = send(client, home, "end-caution", reason="")
    assert f'<a href="#end-caution-{pairs.id}-reason">Write why it no longer holds.' in page.text
    assert cautions(home) == [("pairs", "Attend in pairs", False, True)]
    assert journal(home) == []


@pytest.mark.parametrize(("command", "left"), [("confirm-caution", True), ("decline-caution", False)])
def test_what_an_asbestos_alert_proposes_is_decided(
    client: CheckingClient, contract: Contract, officer: User, command: str, left: bool
) -> None:
    """Rules: S6, T2."""
    visit = make.ticket("on-site", contract)
    make.do(make.user("office", contract.contractor), "asbestos-alert", visit, ("comments", "Lagging in the cupboard"))
    home = visit.order.property
    before = home.version
    assert "Confirm or decline" in client.get(f"/landlord/orders/{visit.order_id}").text
    assert "Lagging in the cupboard" in client.get(f"/landlord/homes/{home.id}").text
    assert send(client, home, command, reason="Surveyed: plaster").status_code == 303
    assert ([one[3] for one in cautions(home)], home.version) == ([True] if left else [], before + 1)
    assert journal(home) == [(command, "applied")]


def test_a_proposal_is_not_declined_without_a_reason(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: S6."""
    facts = {"landlord_id": home.landlord_id, "property_id": home.id, "asbestos": True, "confirmed": False}
    make.saved(Caution(code="asbestos", action="Stop", **facts))
    assert send(client, home, "decline-caution", reason=" ").status_code == 422
    assert [one[3] for one in cautions(home)] == [False]


def test_a_caution_that_changed_meanwhile_is_read_again(
    client: CheckingClient, officer: User, home: Property, pairs: Caution
) -> None:
    """Nobody ends what they did not read; one that is gone says so. Rules: O1."""
    number = pairs.id
    page = send(client, home, "end-caution", action="What it said before", reason="Dog moved out")
    assert (page.status_code, "Somebody else has changed this caution" in page.text) == (409, True)
    assert "Dog moved out" in page.text
    page = send(client, home, "end-caution", caution=str(number + 1), reason="Dog moved out")
    assert (page.status_code, "no longer there" in page.text) == (409, True)
    assert len(cautions(home)) == 1


def test_what_was_written_about_a_caution_that_is_gone_stays(
    client: CheckingClient, officer: User, home: Property, pairs: Caution
) -> None:
    """New words go into the form for another caution, a reason stands beside what is said."""
    gone = str(pairs.id + 1)
    page = send(
        client, home, "change-caution", caution=gone, code="asbestos", action="Read it first", detail="Survey 4"
    )
    assert (page.status_code, "no longer there" in page.text) == (409, True)
    form = page.text.partition('id="add-caution-new"')[2]
    assert form.startswith(" open>")
    for kept in ('value="asbestos" selected', 'value="Read it first"', ">Survey 4</textarea>"):
        assert kept in form, kept
    page = send(client, home, "end-caution", caution=gone, reason="Dog moved out")
    assert "What you had written: Dog moved out" in reads(page)


def test_a_phone_fetches_the_visit_again(client: CheckingClient, app: Flask, contract: Contract, officer: User) -> None:
    """Rules: T1."""
    operative = make.user("operative", contract.contractor)
    visit = make.ticket("booked", contract, operative)
    phone = browser(app, operative)
    before = phone.get("/api/day").json["tickets"][0]["etag"]
    send(client, visit.order.property, "add-caution", code="pairs")
    assert phone.get("/api/day").json["tickets"][0]["etag"] != before


def op(person: User, home: Property, **typed: str) -> Op:
    now, pairs = make.now(), {"home": str(home.id), "code": "pairs", **typed}
    facts = {"done_at": now, "sent_at": now, "received_at": now, "typed": list(pairs.items())}
    return Op(id=make.op(person, "hold", make.order()).id, actor=person.id, command="add-caution", **facts)


@pytest.mark.parametrize("role", ["office", "operative", "landlord"])
def test_only_its_own_landlord_changes_a_home(contract: Contract, home: Property, role: str) -> None:
    """Whatever door it comes by. Rules: A8."""
    stranger = make.user(role, contract.contractor if role != "landlord" else make.landlord())
    answer: Answer = make.perform_as(stranger, op(stranger, home))
    assert (answer.outcome, answer.code) == ("refused", "unknown")
    assert (cautions(home), journal(home)) == ([], [])


def test_another_landlords_home_is_not_there(client: CheckingClient, officer: User) -> None:
    """Rules: A8."""
    theirs = make.home(make.landlord())
    assert client.get(f"/landlord/homes/{theirs.id}").status_code == 404
    assert "No home of yours" in client.get(f"/landlord/homes?q={theirs.reference}").text


def test_a_home_costs_the_same_however_much_there_is(
    client: CheckingClient, contract: Contract, officer: User, home: Property
) -> None:
    counted = []
    for _ in range(2):
        make.order(contract, property=home)
        send(client, home, "add-caution", code="pairs")
        with statements() as sent:
            assert client.get(f"/landlord/homes/{home.id}").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_a_homes_orders_follow_page_by_page(
    client: CheckingClient, contract: Contract, officer: User, home: Property, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "SIZE", 2)
    made = [make.order(contract, property=home).id for _ in range(3)]
    assert f'href="/landlord/homes/{home.id}?after=' in client.get(f"/landlord/homes/{home.id}").text
    first = homes.orders_at(officer, home)
    assert [one.id for one in first.rows] == made[:0:-1]
    assert [one.id for one in homes.orders_at(officer, home, first.following).rows] == made[:1]
