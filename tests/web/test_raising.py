"""Raising an order by form, without script: first the home, then the order with its lines."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Caution, Contract, JournalRow, Property, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web.landlord_people import contract, officer
from tests.web.raising_people import filled, home, newest, post

__all__ = ["contract", "home", "officer"]


def test_a_home_is_found_by_reference_address_or_postcode(
    client: CheckingClient, officer: User, home: Property
) -> None:
    """With what one must know before ordering there. Rules: O1, T1."""
    make.saved(Caution(landlord_id=home.landlord_id, property_id=home.id, code="pairs", action="Attend in pairs"))
    for typed in (home.reference.lower(), "14 kiln", "xb49zz"):
        page = client.get("/landlord/raise", query_string={"q": typed})
        assert f'href="/landlord/raise/{home.id}"' in page.text, typed
        assert "Attend in pairs" in page.text
    assert "No home of yours" in client.get("/landlord/raise?q=nowhere").text
    assert (
        "No home of yours"
        in client.get("/landlord/raise", query_string={"q": make.home(make.landlord()).reference}).text
    )


def test_what_is_open_there_is_shown_first(
    client: CheckingClient, contract: Contract, officer: User, home: Property
) -> None:
    """So that nothing is ordered twice. Rules: O1."""
    there = make.order(contract, property=home, description="Tap drips all night")
    done = make.order(contract, property=home, description="Gutter blocked")
    make.do(officer, "cancel", done, ("reason", "duplicate"))
    assert "1 open order" in client.get("/landlord/raise?q=14 kiln").text
    page = client.get(f"/landlord/raise/{home.id}")
    assert there.reference in page.text
    assert "Tap drips all night" in page.text
    assert "Gutter blocked" not in page.text


@pytest.mark.parametrize(("kind", "words"), [("communal", "A communal place"), ("void", "An empty home")])
def test_where_nobody_is_no_contact_is_asked(
    client: CheckingClient, contract: Contract, officer: User, kind: str, words: str
) -> None:
    """And one that is sent all the same comes back at its field. Rules: T1."""
    place = make.home(contract.landlord, **{kind: True})
    page = client.get(f"/landlord/raise/{place.id}")
    assert words in page.text
    assert "contact_name" not in page.text
    back = post(client, place, contact_name="Mrs Larkspur", do="raise")
    assert back.status_code == 422
    assert 'value="Mrs Larkspur"' in back.text
    assert 'id="raise-contact_name-error"' in back.text


def test_an_order_is_raised_with_all_that_was_written(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: O1, T1."""
    typed = {
        "place": "Kitchen", "purchase_order": "PO-1", "trade": "", "contact_name": "Mrs P. Larkspur",
        "contact_telephone": "07700 900 482", "home_telephone": "01632 960 077", "two_to_attend": "y", "warning": "y",
        "code-2": "sqw", "quantity-2": "1,398.99", "reference": "c900001/1",
    }  # fmt: skip
    answer = post(client, home, **typed, do="raise")
    order = newest()
    assert answer.location == f"/landlord/orders/{order.id}"
    assert "Raised C900001/1. It is not issued yet." in client.get(answer.location).text
    assert (order.reference, order.status, order.property_id) == ("C900001/1", "RAI", home.id)
    assert (order.place, order.purchase_order, order.contact_name) == ("Kitchen", "PO-1", "Mrs P. Larkspur")
    assert (order.two_to_attend, order.warning, order.home_telephone) == (True, True, "01632 960 077")
    assert [(line.code, str(line.ordered), line.place) for line in order.lines] == [
        ("310403", "2.00", "Kitchen"),
        ("SQW", "1398.99", ""),
    ]
    row = db.session.scalars(select(JournalRow).where(JournalRow.order_id == order.id)).one()
    assert (row.command, row.door, row.actor_id) == ("raise", "web", officer.id)


def test_a_priority_is_chosen_not_written(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: O1."""
    page = post(client, home, priority="", do="raise")
    assert page.status_code == 422
    assert "Choose a priority." in reads(page)
    assert "Write the priority's code" not in reads(page)


def test_it_can_be_issued_at_once_and_is_once(client: CheckingClient, officer: User, home: Property) -> None:
    """However often the button is tapped. Rules: O1."""
    typed = filled(client, home, do="issue")
    answers = [client.post(f"/landlord/raise/{home.id}", data=typed) for _ in range(2)]
    order = newest()
    assert [one.location for one in answers] == [f"/landlord/orders/{order.id}"] * 2
    assert (order.status, [one.state for one in order.tickets]) == ("ISS", ["issued"])
    rows = db.session.scalars(select(JournalRow.command).where(JournalRow.order_id == order.id)).all()
    assert sorted(rows) == ["issue", "raise"]


def test_a_note_goes_with_issuing_and_is_never_lost(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: O1, T5."""
    page = post(client, home, note="Key at the office", do="raise")
    assert (page.status_code, "A note goes with issuing." in page.text) == (422, True)
    assert "Key at the office" in page.text
    assert newest() is None
    post(client, home, note="Key at the office", do="issue")
    assert [(one.text, one.highlighted) for one in newest().notes] == [("Key at the office", True)]


def test_issuing_to_a_contractor_that_is_away_says_so(
    client: CheckingClient, contract: Contract, officer: User, home: Property
) -> None:
    """Rules: A9."""
    contract.contractor.away_reason = "Closed until Monday"
    db.session.commit()
    assert "away now" in client.get(f"/landlord/raise/{home.id}").text
    answer = post(client, home, do="issue")
    assert "came back at once: the contractor is away" in client.get(answer.location).text


def test_what_was_typed_comes_back_with_the_faults_at_their_fields(
    client: CheckingClient, officer: User, home: Property
) -> None:
    """The lines as well."""
    page = post(client, home, description="", do="raise", **{"code-1": "999999"})
    assert (page.status_code, "Write what is wrong." in page.text) == (422, True)
    assert 'value="999999"' in page.text
    page = post(
        client, home, place="Bath|room", do="raise",
        **{"code-1": "999999", "quantity-3": "minus", "code-3": "310911", "place-3": "Loft"},
    )  # fmt: skip
    for kept in ("Tap leaks", 'value="Bath|room"', 'value="999999"', 'value="minus"', 'value="Loft"'):
        assert kept in page.text, kept
    assert '<a href="#raise-line-1">999999 is not in this contract' in page.text
    assert '<a href="#raise-line-2">310911: Write a number' in page.text
    assert 'id="raise-line-2-error"' in page.text
    assert re.search(r'value="cal90" id="raise-priority-cal90"[^>]*checked', page.text)


def test_a_taken_reference_comes_back_with_a_new_proposal(
    client: CheckingClient, contract: Contract, officer: User, home: Property
) -> None:
    """It is unique for each landlord; another's may be the same. Rules: O1."""
    make.order(reference="C900002/1")
    make.order(contract, reference="C900001/1")
    typed = filled(client, home, do="raise")
    assert typed["reference"] == "C900002/1"
    make.order(contract, reference="C900002/1")
    make.order(contract, reference="C900003/1", raised_at=make.now())
    page = client.post(f"/landlord/raise/{home.id}", data=typed)
    assert page.status_code == 422
    assert "There is already an order C900002/1. C900004/1 is free and written here." in page.text
    assert 'name="reference" value="C900004/1"' in page.text
    assert "Tap leaks" in page.text


def test_the_landlords_places_and_trades_are_offered(client: CheckingClient, officer: User, home: Property) -> None:
    page = client.get(f"/landlord/raise/{home.id}")
    assert '<datalist id="raise-places"><option value="Kitchen">' in page.text
    assert '<option value="PLU">Plumbing</option>' in page.text
    post(client, home, trade="PLU", do="raise")
    assert newest().trade == "PLU"


def test_the_due_date_stands_beside_each_priority(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: T1."""
    day = make.today() + timedelta(days=90)
    year = "" if day.year == make.today().year else f" {day.year}"
    page = client.get(f"/landlord/raise/{home.id}")
    assert f"90 calendar days Due {day:%A} {day.day} {day:%B}{year}, 23:59" in reads(page)


def test_lines_are_found_added_and_taken_off(client: CheckingClient, officer: User, home: Property) -> None:
    """With what they come to; nothing is raised meanwhile. Rules: V4, C5."""
    page = post(client, home, words="isolation", do="search")
    assert "Renew isolation valve, 15 mm" in page.text
    assert 'name="add" value="310911"' in page.text
    page = post(client, home, words="isolation", add="310911")
    assert 'name="code-2" value="310911"' in page.text
    assert "Comes to £123.00, before tax." in page.text
    page = post(client, home, add="SQW")
    assert "its quantity is pounds" in page.text
    assert 'name="quantity-2" value=""' in page.text
    page = post(client, home, drop="1", **{"code-2": "310911", "quantity-2": "1"})
    assert 'name="code-1" value="310911"' in page.text
    assert "Comes to £18.00, before tax." in page.text
    assert newest() is None


def test_a_sum_is_never_guessed(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: C5."""
    page = post(client, home, do="raise", **{"code-1": "SQW", "quantity-1": ""})
    assert '<a href="#raise-line-1">SQW: Write the sum, in pounds.' in page.text


def test_without_a_contract_there_is_nothing_to_search(
    client: CheckingClient, contract: Contract, officer: User, home: Property
) -> None:
    other = make.contract(contract.landlord)
    page = post(client, home, contract="", words="tap", do="search")
    assert (page.status_code, "Choose the contract first" in page.text) == (422, True)
    assert other.site_code in page.text
    assert make.contract().site_code not in client.get(f"/landlord/raise/{home.id}").text


def test_another_landlords_home_is_not_there(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: A8."""
    theirs = make.home(make.landlord())
    typed = filled(client, home, do="raise")
    assert client.get(f"/landlord/raise/{theirs.id}").status_code == 404
    assert client.post(f"/landlord/raise/{theirs.id}", data=typed).status_code == 404
    assert newest() is None


def test_a_long_block_of_taken_references_proposes_none(
    client: CheckingClient, home: Property, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a search without an end; the field is there to be filled."""
    monkeypatch.setattr("fieldapp.queries.raising.AT_ONCE", 1)
    monkeypatch.setattr("fieldapp.queries.raising.ROUNDS", 2)
    under = officer.landlord
    contract = db.session.query(Contract).filter_by(landlord_id=under.id if under else 0).one()
    for number in (100002, 100003):
        make.order(contract, reference=f"{number}/1", raised_at=make.now() - timedelta(days=9))
    make.order(contract, reference="100001/1")
    assert 'name="reference" value=""' in client.get(f"/landlord/raise/{home.id}").text
