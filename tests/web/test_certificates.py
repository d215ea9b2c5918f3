"""Certificates on the pages: filled in on the phone and at the desk, and what they lead to."""

from __future__ import annotations

import gzip
import uuid
from threading import Event
from typing import Any

import pytest
from flask import Flask

from fieldapp.dispatch import loop
from fieldapp.extensions import db
from fieldapp.models import Certificate, Contract, Line, ListItem, Ticket, User
from tests import factories as make
from tests.certifying import EICR, FAULTY, GAS, dated
from tests.checking_client import CheckingClient
from tests.commands.bodies import FILE
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.statements import statements
from tests.web.certificate_people import landlord_of, visit
from tests.web.field_people import contract, operative
from tests.web.world import browser

__all__ = ["contract", "operative", "visit"]
# As it stands in its field.
OFFERED = 'value="123456"'


def page_of(client: CheckingClient, visit: Ticket, kind: str = "gas-compliance") -> str:
    return client.get(f"/field/tickets/{visit.id}/record-certificate/{kind}").text


def test_a_certificate_is_filled_in_on_its_page_without_script(client: CheckingClient, visit: Ticket) -> None:
    """The visit leads to it, and has it afterwards; its page is light enough to be kept. Rules: D2, C8."""
    address = f"/field/tickets/{visit.id}/record-certificate"
    assert f'href="{address}/gas-compliance"' in client.get(f"/field/tickets/{visit.id}").text
    page = page_of(client, visit)
    assert len(gzip.compress(page.encode())) <= 20_000
    assert 'value="J. Kestrel"' in page
    typed = {**hidden_fields(page, address), **dict(GAS)}
    answer = client.post(address, data={**typed, "flue-1": "", "signed": ""})
    assert answer.status_code == 422
    assert "Sign it: write your full name." in reads(answer)
    assert 'value="Vaillant ecoTEC"' in answer.text
    typed = {**hidden_fields(answer.text, address), **dict(GAS)}
    assert client.post(address, data=typed).status_code == 303
    shown = reads(client.get(f"/field/tickets/{visit.id}"))
    assert "Certificates of this home Gas safety record Next due" in shown
    assert "Gas safety record Recorded" in shown


def test_another_row_is_added_by_the_server_where_no_script_does(client: CheckingClient, visit: Ticket) -> None:
    """What was written stays, and nothing is recorded."""
    page = page_of(client, visit)
    assert 'name="item-1"' in page
    assert 'name="item-2"' not in page
    address = f"/field/tickets/{visit.id}/record-certificate"
    typed = {**hidden_fields(page, address), **dict(GAS), "add": "row"}
    longer = client.post(f"{address}/gas-compliance", data=typed)
    assert longer.status_code == 200
    assert 'value="Vaillant ecoTEC"' in longer.text
    assert 'name="item-2"' in longer.text
    assert not db.session.query(Certificate).count()


def test_the_registration_number_of_last_time_is_offered(
    app: Flask, client: CheckingClient, visit: Ticket, contract: Contract
) -> None:
    """To whoever signed with it, on any form, at the desk too; to no colleague. Rules: D2."""
    make.do(visit.operative, "record-certificate", visit, *GAS)
    assert OFFERED in page_of(client, visit, "condition-report")
    colleague = make.user("operative", contract.contractor)
    theirs = make.ticket("on-site", contract, colleague)
    assert OFFERED not in page_of(browser(app, colleague), theirs, "condition-report")
    desk = browser(app, make.user("office", contract.contractor))
    for one, offered in ((visit, True), (theirs, False)):
        form = desk.get(f"/desk/tickets/{one.id}/record-certificate/condition-report").text
        assert (OFFERED in form) is offered


def test_a_number_that_stands_on_a_file_or_was_taken_off_is_not_offered(client: CheckingClient, visit: Ticket) -> None:
    """It is whoever's wrote it. Rules: D2."""
    told = (("kind", "gas-compliance"), ("registration", "123456"))
    make.do(visit.operative, "add-certificate", visit, *FILE, *told)
    assert OFFERED not in page_of(client, visit)
    make.do(visit.operative, "record-certificate", visit, *GAS)
    make.do(visit.operative, "remove-section", visit, ("blob", visit.certificates[-1].blob_id))
    assert OFFERED not in page_of(client, visit)


@pytest.mark.parametrize("kind", ["electrical-inspection", "no-such-kind"])
def test_a_kind_that_cannot_be_filled_in_has_no_page(client: CheckingClient, visit: Ticket, kind: str) -> None:
    """Rules: D2."""
    assert client.get(f"/field/tickets/{visit.id}/record-certificate/{kind}").status_code == 404


def test_a_phone_keeps_the_forms_that_its_visits_demand(
    client: CheckingClient, visit: Ticket, contract: Contract, operative: User
) -> None:
    """And fetches them anew when what is written on them changes: with the number of another visit. Rules: C8."""
    other = make.ticket("on-site", contract, operative)

    def entry() -> dict[str, Any]:
        return next(one for one in client.get("/api/day").json["tickets"] if one["id"] == visit.id)

    before = entry()
    assert f"/field/tickets/{visit.id}/record-certificate/gas-compliance" in before["urls"]
    assert f'data-version="{before["etag"]}"' in page_of(client, visit)
    make.do(operative, "record-certificate", other, *GAS)
    assert entry()["etag"] != before["etag"]
    assert f'data-version="{entry()["etag"]}"' in page_of(client, visit)


def test_whose_number_is_offered_is_asked_once_for_a_day(
    client: CheckingClient, visit: Ticket, contract: Contract, operative: User
) -> None:
    """However many visits there are."""
    for _ in range(2):
        make.ticket("on-site", contract, operative, lines=(("480115", 1),))
    db.session.query(Line).update({"certificate": "gas-compliance"})
    db.session.commit()
    with statements() as sent:
        client.get("/api/day")
    assert len([one for one in sent if "FROM certificate" in one]) == 1


def test_the_home_s_certificates_are_those_of_every_contractor(client: CheckingClient, visit: Ticket) -> None:
    """Whoever goes has to know when the next one is due; the certificate itself stays its contractor's. Rules: A8."""
    other = make.contract(visit.order.landlord)
    there = make.order(other, property=visit.order.property)
    make.do(make.user("landlord", visit.order.landlord), "issue", there)
    office = make.user("office", other.contractor)
    make.do(office, "accept", there.tickets[0])
    make.do(office, "record-certificate", there.tickets[0], *EICR, ("number", "E 4711"))
    page = client.get(f"/field/tickets/{visit.id}").text
    assert "Electrical condition report" in page
    assert "E 4711" not in page


def test_the_desk_fills_one_in_and_sees_its_pdf(app: Flask, client: CheckingClient, visit: Ticket) -> None:
    """Unsatisfactory, the landlord sees what is proposed. Rules: D2."""
    desk = browser(app, make.user("office", visit.contractor))
    page = desk.get(f"/desk/tickets/{visit.id}")
    address = f"/desk/tickets/{visit.id}/record-certificate/condition-report"
    assert f'href="{address}"' in page.text
    form = desk.get(address).text
    assert 'name="item-1"' not in form
    assert 'name="item-1"' in desk.post(address, data={**hidden_fields(form, address), "add": "row"}).text
    refused = desk.post(address, data=hidden_fields(form, address))
    assert refused.status_code == 422
    assert desk.post(address, data={**hidden_fields(refused.text, address), **dict(FAULTY)}).status_code == 303
    shown = reads(desk.get(f"/desk/tickets/{visit.id}"))
    assert "Its PDF is being made." in shown
    assert "1. What was observed: No RCD on sockets, Where: Consumer unit, Code: C2" in shown
    assert "Remedial work proposed, due" in shown
    loop.run(Event(), once=True)
    db.session.rollback()
    blob = db.session.query(Certificate).one().blob_id
    assert f"/files/{blob}/view" in desk.get(f"/desk/tickets/{visit.id}").text
    assert desk.get(f"/files/{blob}/view").status_code == 200
    landlord = landlord_of(app, visit)
    pdf = landlord.get(f"/files/{blob}/original")
    assert pdf.data.startswith(b"%PDF-")
    assert "attachment" in pdf.headers["Content-Disposition"]


def test_the_landlord_raises_what_an_inspection_found(app: Flask, visit: Ticket, operative: User) -> None:
    """From the order, with home, description and date filled in; nothing is raised by itself. Rules: O1."""
    make.do(operative, "record-certificate", visit, *dated(FAULTY, "2026-03-01"))
    landlord = landlord_of(app, visit)
    one = db.session.query(Certificate).one()
    order = landlord.get(f"/landlord/orders/{visit.order_id}")
    assert "Remedial work proposed, due 28 Mar" in reads(order)
    address = f"/landlord/raise/{visit.order.property_id}?certificate={one.id}"
    assert f'href="{address}"' in order.text
    form = landlord.get(address)
    assert "To be done by 28/03/2026." in form.text
    assert "– No RCD on sockets, Consumer unit, C2" in form.text
    where = f"/landlord/raise/{visit.order.property_id}"
    typed = {
        **hidden_fields(form.text, where), "contract": visit.order.contract.site_code, "reference": "R77",
        "priority": "cal90", "description": "Fit an RCD", "code-1": "310403", "quantity-1": "1", "do": "raise",
    }  # fmt: skip
    assert landlord.post(where, data=typed).status_code == 303
    assert "Remedial work was raised." in reads(landlord.get(f"/landlord/certificates/{one.id}"))
    assert "Nothing waits to be put right." in reads(landlord.get("/landlord/certificates?list=to-put-right"))
    second = reads(landlord.get(address))
    assert "There is a problem An order is already raised for it: R77. Raise this one only for other work." in second
    again = landlord.post(where, data={**typed, "op": str(uuid.uuid4()), "reference": "R78"})
    assert again.status_code == 422
    assert "An order is already raised for it: R77." in reads(again)
    assert "certificate" not in hidden_fields(again.text, where)


def test_the_administrator_says_what_each_kind_asks(app: Flask, visit: Ticket) -> None:
    """In the settings, like every other fact of a list. Rules: D2."""
    item = next(one for one in visit.order.landlord.list_items if one.code == "gas-compliance")
    admin = browser(app, make.user("administrator", visit.order.landlord))
    page = admin.get(f"/landlord/settings/items/{item.id}")
    assert "Good for, months" in reads(page)
    typed = {**hidden_fields(page.text, f"/landlord/settings/items/{item.id}"), "label": "LGSR", "form": "gas-safety"}
    assert admin.post(f"/landlord/settings/items/{item.id}", data={**typed, "months": "11"}).status_code == 303
    db.session.rollback()
    facts = db.session.get_one(ListItem, item.id).facts
    assert (facts["months"], facts.get("captured", False)) == (11, False)
