"""Help and contacts: each landlord's, where they are needed, offline too."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from fieldapp.extensions import db
from fieldapp.models import Contract, ListItem, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import sign_in
from tests.web.settings_people import administrator, contract, save

__all__ = ["administrator", "contract"]


def contact(of: Contract, label: str, **facts: str) -> ListItem:
    made: ListItem = make.saved(
        ListItem(landlord_id=of.landlord_id, list_name="contact", code=label.lower(), label=label, facts=facts)
    )
    return made


def phone_of(app: Flask, contract: Contract) -> Any:
    """An operative's phone, signed in."""
    client: Any = app.test_client()
    sign_in(client, make.user("operative", contract.contractor))
    return client


def etag(client: Any) -> str:
    pages = {page["url"]: page["etag"] for page in client.get("/api/day").json["pages"]}
    return str(pages["/field/contacts"])


@pytest.mark.parametrize("role", ["operative", "office", "supervisor", "landlord", "administrator"])
def test_everybody_finds_the_contacts_of_their_landlords(app: Flask, contract: Contract, role: str) -> None:
    """A contractor those of all that it works for, nobody those of others. Rules: O3, A8."""
    contact(contract, "Desk", kind="portal-help", telephone="01632 960 777", email="desk@example.test")
    contact(contract, "Guide", kind="guidance", link="https://example.org/guide")
    second = make.contract(to=contract.contractor)
    contact(second, "Second", kind="payments", telephone="01632 960 222")
    contact(make.contract(), "Foreign", kind="payments", telephone="01632 960 333")
    of_landlord = role in ("landlord", "administrator")
    client: Any = app.test_client()
    sign_in(client, make.user(role, contract.landlord if of_landlord else contract.contractor))
    address = "/field/contacts" if role == "operative" else "/contacts"
    page = client.get(address)
    said = reads(page)
    assert 'href="tel:01632960777"' in page.text
    assert 'href="mailto:desk@example.test"' in page.text
    assert 'href="https://example.org/guide"' in page.text
    assert contract.landlord.telephone in said
    assert ("Second" in said) is not of_landlord
    assert "Foreign" not in said
    start = client.get("/field/" if role == "operative" else "/landlord/" if of_landlord else "/desk/")
    assert f'href="{address}"' in start.text


def test_a_contact_switched_off_is_not_shown(app: Flask, contract: Contract) -> None:
    """Rules: O3."""
    one = contact(contract, "Desk", kind="portal-help", telephone="01632 960 777")
    one.active = False
    db.session.commit()
    client = phone_of(app, contract)
    assert "Desk" not in reads(client.get("/field/contacts"))


def test_the_phone_keeps_them_and_hears_of_a_change(
    app: Flask, client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Also with no visit today. Rules: O3."""
    phone = phone_of(app, contract)
    before = etag(phone)
    assert etag(phone) == before
    answer = save(client, "lists/contact/new", label="Desk", kind="portal-help", telephone="01632 960 777")
    assert answer.status_code == 303
    assert etag(phone) != before


def test_an_emergencys_number_is_that_of_its_locality(app: Flask, contract: Contract) -> None:
    """Any other town's emergency has the landlord's own number. Rules: T7, O3."""
    contract.landlord.emergency_telephone = "01632 960 999"
    db.session.commit()
    contact(contract, "Brackwater", kind="emergency", telephone="01632 960 191", locality=" brackwater")
    contact(contract, "Elsewhere", kind="emergency", telephone="01632 960 192", locality="Other Town")
    client: Any = app.test_client()
    sign_in(client, make.user("office", contract.contractor))
    visit = make.ticket("issued", contract, emergency=True, priority="emergency")
    address = f"/desk/tickets/{visit.id}"
    assert 'href="tel:01632960191"' in client.get(address).text
    visit.order.property.town = "Farbridge"
    db.session.commit()
    assert 'href="tel:01632960999"' in client.get(address).text


def test_the_landlords_own_numbers_are_changed(client: CheckingClient, contract: Contract, administrator: User) -> None:
    """Rules: O3."""
    answer = save(client, "telephones", telephone="01632 960 100", emergency_telephone="call me")
    assert answer.status_code == 422
    assert "Write a telephone number" in reads(answer)
    answer = save(client, "telephones", telephone="01632 960 100", emergency_telephone="01632 960 101")
    assert (answer.status_code, answer.location) == (303, "/landlord/settings/lists/contact")
    assert "01632 960 101" in reads(client.get("/contacts"))


def test_the_landlords_address_is_asked_for_until_it_is_there(
    app: Flask, client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """A gas safety record has to carry it; phones that show it fetch it again. Rules: O3, D2."""
    pages = ("/landlord/settings/", "/landlord/settings/lists/contact")
    assert all("Your address is missing." in reads(client.get(page)) for page in pages)
    phone = phone_of(app, contract)
    before = etag(phone)
    assert save(client, "telephones", address="x" * 201).status_code == 422
    assert save(client, "telephones", address="2 Sluice Lane, XB2 2AF").status_code == 303
    assert not any("Your address is missing." in reads(client.get(page)) for page in pages)
    assert etag(phone) != before
    assert "2 Sluice Lane, XB2 2AF" in reads(phone.get("/field/contacts"))
    assert "Address : nothing → 2 Sluice Lane, XB2 2AF" in reads(client.get("/landlord/settings/changes"))
