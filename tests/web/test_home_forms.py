"""A landlord's homes: one is added, its address is corrected, and what is wrong comes back as it was typed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from fieldapp.domain.homes import one_line, read_postcode
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Property, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.web.landlord_people import contract, officer

__all__ = ["contract", "officer"]
ADD = "/landlord/homes/add-home"
NEW = {
    "line_1": "Flat 2, 9 Kiln Lane", "line_2": "", "town": "Brackwater", "postcode": "xb47qt", "sort": "void",
    "reference": "K-9-2",
}  # fmt: skip


@pytest.fixture
def home(contract: Contract) -> Property:
    return make.home(contract.landlord, line_1="12 Mill Lane", line_2="", town="Brackwater", reference="P 12")


def send(client: CheckingClient, address: str, **typed: Any) -> TestResponse:
    """Post the page's form as the page wrote it, with what is typed."""
    fields = hidden_fields(client.get(address).text, address)
    return client.post(address, data={**fields, **typed})


def all_homes() -> list[Property]:
    db.session.rollback()
    return list(db.session.scalars(select(Property).order_by(Property.id)))


def test_a_home_is_added_once_and_ordered_for(client: CheckingClient, officer: User) -> None:
    """Found by its address at once, by nobody else. Rules: O1, A8."""
    assert ADD in client.get("/landlord/homes").text
    assert ADD in client.get("/landlord/raise?q=nowhere").text
    fields = hidden_fields(client.get(ADD).text, ADD)
    first = client.post(ADD, data={**fields, **NEW})
    assert (first.status_code, client.post(ADD, data={**fields, **NEW}).location) == (303, first.location)
    [made] = all_homes()
    assert first.location == f"/landlord/homes/{made.id}"
    assert (made.address, made.void, made.communal) == ("Flat 2, 9 Kiln Lane, Brackwater XB4 7QT", True, False)
    assert made.landlord_id == officer.landlord_id
    page = reads(client.get(first.location))
    for words in ("Home added: Flat 2, 9 Kiln Lane", "Empty home", "Home added", officer.name):
        assert words in page, words
    assert f"/landlord/raise/{made.id}" in client.get("/landlord/raise?q=9+kiln").text


def test_an_address_is_corrected_and_phones_fetch_it_again(
    client: CheckingClient, contract: Contract, officer: User, home: Property
) -> None:
    """Rules: O1."""
    version, address = home.version, f"/landlord/homes/{home.id}/change-home"
    order = make.order(contract, property=home)
    assert address in client.get(f"/landlord/homes/{home.id}").text
    page = client.get(address)
    assert 'value="12 Mill Lane"' in page.text
    typed = {"line_1": "14 Mill Lane", "postcode": "XB4 7QU", "sort": "communal", "reference": "P 12"}
    assert client.post(address, data={**hidden_fields(page.text, address), **typed}).status_code == 303
    there = next(one for one in all_homes() if one.reference == "P 12")
    assert (there.line_1, there.postcode, there.communal, there.version) == (
        "14 Mill Lane", "XB4 7QU", True, version + 1,
    )  # fmt: skip
    assert "14 Mill Lane" in reads(client.get(f"/landlord/orders/{order.id}"))
    row = db.session.scalars(select(JournalRow).where(JournalRow.command == "change-home")).one()
    assert row.chain == f"home:{home.id}"


def test_who_comes_second_is_told_what_it_reads_now(client: CheckingClient, officer: User, home: Property) -> None:
    """Nothing of a colleague's is overwritten unseen. Rules: O1."""
    address = f"/landlord/homes/{home.id}/change-home"
    page = client.get(address).text
    typed = {"line_1": "14 Mill Lane", "postcode": "XB4 7QT", "sort": "home", "reference": "P 12"}
    assert send(client, address, **typed).status_code == 303
    second = client.post(address, data={**hidden_fields(page, address), **typed, "line_1": "16 Mill Lane"})
    assert second.status_code == 409
    assert "It reads now: 14 Mill Lane" in reads(second)
    assert 'value="16 Mill Lane"' in second.text
    assert all_homes()[0].line_1 == "14 Mill Lane"
    again = {**hidden_fields(second.text, address), **typed, "line_1": "16 Mill Lane"}
    assert client.post(address, data=again).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"line_1": " "}, "Write the first line of the address"),
        ({"postcode": ""}, "Write the postcode."),
        ({"postcode": "XB4"}, "Write a whole postcode, for example XB4 7QT."),
        ({"sort": "castle"}, "Choose what it is."),
        ({"reference": ""}, "Write the reference by which you know it."),
        ({"reference": "x" * 41}, "Use at most 40 characters."),
        ({"reference": "P 12"}, "P 12 is 12 Mill Lane, Brackwater XB4 7QT already."),
        ({"reference": "p 12"}, "P 12 is 12 Mill Lane, Brackwater XB4 7QT already."),
        ({"line_1": "12, mill LANE"}, "is there already: its reference is P 12."),
    ],
)
def test_what_is_wrong_comes_back(
    client: CheckingClient, officer: User, home: Property, typed: dict[str, str], said: str
) -> None:
    """Rules: O1."""
    page = send(client, ADD, **{**NEW, **typed})
    assert page.status_code == 422
    assert said in reads(page)
    assert 'value="Brackwater"' in page.text
    assert len(all_homes()) == 1


def test_a_reference_in_any_letters_is_taken_once(client: CheckingClient, officer: User, contract: Contract) -> None:
    """The database knows other capitals than Python does. Rules: O1."""
    make.home(contract.landlord, reference="TŶ 1")
    page = send(client, ADD, **{**NEW, "reference": "TŶ 1"})
    assert (page.status_code, "TŶ 1 is " in reads(page)) == (422, True)


def test_anothers_reference_and_address_are_no_matter(client: CheckingClient, officer: User) -> None:
    """Rules: A8."""
    make.home(make.landlord(), line_1=NEW["line_1"], line_2="", town=NEW["town"], reference=NEW["reference"])
    assert send(client, ADD, **NEW).status_code == 303
    assert len(all_homes()) == 2


@pytest.mark.parametrize(
    ("typed", "read"),
    [("xb47qt", "XB4 7QT"), (" w1a  1hq ", "W1A 1HQ"), ("EC1A1BB", "EC1A 1BB"), ("XB4 7Q", None), ("12345", None)],
)
def test_postcodes_are_read_however_they_are_typed(typed: str, read: str | None) -> None:
    """Kept in one way."""
    assert read_postcode(typed) == read


def test_two_ways_of_writing_an_address_are_one() -> None:
    """Without case, commas and an apostrophe's kind."""
    assert one_line("2, O’Brien  Court") == one_line("2 o'brien court")
