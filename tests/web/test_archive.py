"""Tests of web/archive.py and queries/archive.py, and of legal holds on the landlord's pages."""

from __future__ import annotations

import re

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, Ticket, User
from fieldapp.models.fence import KEY
from fieldapp.queries import archive
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in
from tests.statements import on_sqlite, plan
from tests.web.desk_people import contract, office

__all__ = ["contract", "office"]


@pytest.fixture
def officer(contract: Contract, client: CheckingClient) -> User:
    person: User = make.user("landlord", contract.landlord)
    sign_in(client, person)
    return person


def archived(contract: Contract) -> Ticket:
    visit = make.ticket("issued", contract)
    make.do(make.user("office", contract.contractor), "reject", visit, ("reason", "wrong-trade"))
    visit.archived_at = make.now()
    db.session.commit()
    return visit


def send(client: CheckingClient, page: str, address: str, **typed: str) -> int:
    return client.post(address, data={**hidden_fields(client.get(page).text, address), **typed}).status_code


def test_a_landlord_finds_what_is_archived_and_gives_it_back(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    """Rules: L3."""
    visit = archived(contract)
    make.ticket("booked", contract)
    page = f"/landlord/orders/{visit.order_id}"
    assert re.findall(r'<tr data-ticket="(\d+)"', client.get("/landlord/archived").text) == [str(visit.id)]
    assert "the contractor does not find this visit" in reads(client.get(page))
    assert send(client, page, f"/landlord/tickets/{visit.id}/give-back") == 303
    words = reads(client.get(page))
    assert f"Given back from the archive: {visit.order.reference} visit 1." in words
    assert "the contractor does not find this visit" not in words
    assert "Nothing is archived" in reads(client.get("/landlord/archived"))


def test_an_office_opens_neither_the_list_nor_the_visit(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: L3, A8."""
    visit = archived(contract)
    for address in ("/landlord/archived", f"/desk/tickets/{visit.id}"):
        assert client.get(address).status_code == 404
    assert "No visit of yours" in client.get("/desk/", query_string={"q": visit.order.reference}).text


def test_a_legal_hold_is_put_on_with_a_reason_shown_and_ended(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    """Rules: L3."""
    order = make.ticket("booked", contract).order
    page = f"/landlord/orders/{order.id}"
    assert send(client, page, f"{page}/legal-hold") == 422
    assert send(client, page, f"{page}/legal-hold", comments="A claim for damp") == 303
    held = client.get(page)
    assert "Legal hold" in reads(held)
    assert f'action="{page}/legal-hold"' not in held.text
    assert "Legal hold" in reads(client.get("/landlord/?list=iss"))
    assert send(client, page, f"{page}/end-legal-hold") == 303
    client.get(page)
    assert "Legal hold" not in reads(client.get("/landlord/?list=iss"))


def test_another_landlords_archive_is_not_there(contract: Contract, officer: User) -> None:
    """By the query alone as well. Rules: A8."""
    archived(make.contract())
    db.session.info[KEY] = Fence.system()
    assert (archive.listed(officer).rows, archive.count(officer)) == ([], 0)


def test_a_long_archive_comes_in_pages(
    client: CheckingClient, contract: Contract, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "SIZE", 2)
    made = [archived(contract).id for _ in range(5)]
    assert 'href="/landlord/archived?after=' in client.get("/landlord/archived").text
    page = archive.listed(officer)
    seen = [one.id for one in page.rows]
    while page.following:
        page = archive.listed(officer, page.following)
        seen += [one.id for one in page.rows]
    assert sorted(seen) == made
    assert archive.count(officer) == 5


def test_an_index_serves_the_archive(officer: User) -> None:
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    steps = [one for one in plan(archive.listing(officer)).splitlines() if " ticket " in f"{one} "]
    assert steps
    assert all("ix_ticket_archived (landlord_id=? AND state=?" in one or "PRIMARY KEY" in one for one in steps)
