"""Certificates on the pages: filled in on the phone and at the desk, in the register, at the home and in its file."""

from __future__ import annotations

import codecs
import csv
import gzip
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from threading import Event
from typing import Any

import pytest
from flask import Flask

from fieldapp.dispatch import loop
from fieldapp.extensions import db
from fieldapp.models import Certificate, Contract, Line, ListItem, Ticket, User
from fieldapp.queries import certificates as queries
from tests import factories as make
from tests.certifying import EICR, FAULTY, GAS, dated
from tests.checking_client import CheckingClient
from tests.commands.bodies import FILE
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.statements import on_sqlite, plan, statements
from tests.web.field_people import contract, operative
from tests.web.world import browser

__all__ = ["contract", "operative"]
TODAY = make.today()
# As it stands in its field.
OFFERED = 'value="123456"'
Visitor = Callable[..., Ticket]


@pytest.fixture
def visit(contract: Contract, operative: User) -> Ticket:
    """A visit whose line demands a gas safety record."""
    made = make.ticket("on-site", contract, operative, lines=(("480115", 1),))
    db.session.query(Line).update({"certificate": "gas-compliance"})
    db.session.commit()
    return made


def page_of(client: CheckingClient, visit: Ticket, kind: str = "gas-compliance") -> str:
    return client.get(f"/field/tickets/{visit.id}/record-certificate/{kind}").text


def landlord_of(app: Flask, visit: Ticket) -> CheckingClient:
    return browser(app, make.user("landlord", visit.order.landlord))


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
    for address in (f"/field/tickets/{visit.id}/record-certificate/{kind}",):
        assert client.get(address).status_code == 404


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
    assert f"/files/{blob}/original" in desk.get(f"/desk/tickets/{visit.id}").text
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


def test_nothing_is_proposed_any_more_where_a_newer_one_is_satisfactory(app: Flask, visit: Ticket) -> None:
    """Neither on the order, nor on the certificate, nor in the file; the desk neither. Rules: C8, D2."""
    make.do(visit.operative, "record-certificate", visit, *dated(FAULTY, "2026-03-01"))
    landlord, desk = landlord_of(app, visit), browser(app, make.user("office", visit.contractor))
    one = db.session.query(Certificate).one()
    pages = (
        (landlord, f"/landlord/orders/{visit.order_id}"),
        (landlord, f"/landlord/certificates/{one.id}"),
        (desk, f"/desk/tickets/{visit.id}"),
    )

    def due() -> list[str]:
        return [row[7] for row in csv.reader(StringIO(landlord.get("/landlord/certificates.csv?list=all").text))][1:]

    assert ["Remedial work proposed" in reads(client.get(address)) for client, address in pages] == [True] * 3
    assert due() == ["2026-03-28"]
    make.do(visit.operative, "record-certificate", visit, *dated(EICR, "2026-03-09"))
    assert ["Remedial work" in reads(client.get(address)) for client, address in pages] == [False] * 3
    assert due() == ["", ""]


def test_the_register_lists_what_is_overdue_and_due(app: Flask, visit: Ticket, operative: User) -> None:
    """Only the newest of a home and kind; by home; and a spreadsheet of it. Rules: C8, D2."""

    def year_before(days: int) -> date:
        return (TODAY + timedelta(days=days)).replace(year=(TODAY + timedelta(days=days)).year - 1)

    homes = {}
    for days in (-5, 10, 45, 80, 200):
        made = make.ticket("on-site", visit.order.contract, operative)
        make.do(operative, "record-certificate", made, *dated(GAS, year_before(days)), ("number", f"=N{days}"))
        homes[days] = made.order.property
    landlord = landlord_of(app, visit)

    def numbers(tab: str, words: str = "") -> list[str]:
        text = landlord.get(f"/landlord/certificates.csv?list={tab}&q={words}").text
        return [row[3] for row in csv.reader(StringIO(text))][1:]

    assert landlord.get("/landlord/certificates.csv").data.startswith(codecs.BOM_UTF8 + b"Home,")
    assert numbers("overdue") == ["'=N-5"]
    assert numbers("due-30") == ["'=N10"]
    assert numbers("due-60") == ["'=N10", "'=N45"]
    assert numbers("due-90") == ["'=N10", "'=N45", "'=N80"]
    assert numbers("all") == ["'=N200", "'=N80", "'=N45", "'=N10", "'=N-5"]
    assert numbers("all", homes[45].reference) == ["'=N45"]
    page = reads(landlord.get("/landlord/certificates"))
    assert homes[-5].line_1 in page
    assert "5 days overdue" in page
    assert homes[10].line_1 not in page
    assert "overdue" in reads(landlord.get(f"/landlord/homes/{homes[-5].id}"))
    assert numbers("to-put-right") == []


def test_the_register_pages_by_key(app: Flask, visit: Ticket, operative: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row once, in order, and in the file as well. Rules: C8."""
    monkeypatch.setattr(queries, "SIZE", 2)
    for days in (400, 400, 400, 500, 600):
        made = make.ticket("on-site", visit.order.contract, operative)
        make.do(operative, "record-certificate", made, *dated(GAS, TODAY - timedelta(days=days)))
    landlord = landlord_of(app, visit)
    seen: list[str] = []
    address: str | None = "/landlord/certificates?list=overdue"
    while address:
        page = landlord.get(address).text
        rows = page.split('<tr data-certificate-row="')[1:]
        seen += [row.split('"')[0] for row in rows]
        address = (
            page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
            if 'rel="next"' in page
            else None
        )
    assert len(seen) == len(set(seen)) == 5
    assert len(landlord.get("/landlord/certificates.csv?list=overdue").text.splitlines()) == 6


def test_nothing_is_held_while_somebody_reads_the_file(
    visit: Ticket, operative: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a transaction nor a row; the homes that are asked for are looked up once."""
    monkeypatch.setattr(queries, "SIZE", 1)
    for number in ("N1", "N2", "N3"):
        make.do(operative, "record-certificate", visit, *GAS, ("number", number))
    officer = make.user("landlord", visit.order.landlord)
    words = visit.order.property.reference
    seen: list[queries.Cells] = []
    with statements() as sent:
        for rows in queries.every(
            officer, "all", make.today(), words, lambda one: (one.number, one.property.reference)
        ):
            assert not db.session().in_transaction()
            assert not len(db.session.identity_map)
            seen += rows
    assert seen == [(number, words) for number in ("N3", "N2", "N1")]
    assert len([one for one in sent if "property.reference IN" in one]) == 1


def test_no_row_of_the_register_is_loaded_by_itself(app: Flask, visit: Ticket, operative: User) -> None:
    """Nor a landlord's lists: many rows cost as many statements as one."""
    landlord = landlord_of(app, visit)

    def sent() -> list[list[str]]:
        found = []
        for address in ("certificates?list=all", "certificates.csv?list=all", f"homes/{visit.order.property_id}"):
            with statements() as seen:
                landlord.get(f"/landlord/{address}")
            found.append([one for one in seen if not one.startswith(("BEGIN", "UPDATE"))])
        return found

    def add() -> None:
        """A file that says nothing of its engineer, by another contractor."""
        to = make.contract(visit.order.landlord)
        who = make.user("operative", to.contractor)
        file = (("blob", str(uuid.uuid4())), *FILE[1:], ("kind", "gas-compliance"))
        make.do(who, "add-certificate", make.ticket("on-site", to, who), *file)
        make.do(operative, "record-certificate", visit, *FAULTY)

    add()
    few = sent()
    add()
    add()
    many = sent()
    assert [len(one) for one in many] == [len(one) for one in few]
    for statement in (*many[0], *many[1]):
        assert "list_item.facts" not in statement


def test_another_landlord_s_register_is_empty(app: Flask, visit: Ticket, operative: User) -> None:
    """In the list, the file and by address. Rules: A8."""
    make.do(operative, "record-certificate", visit, *GAS)
    one = db.session.query(Certificate).one().id
    stranger = browser(app, make.user("landlord"))
    assert stranger.get(f"/landlord/certificates/{one}").status_code == 404
    assert len(stranger.get("/landlord/certificates.csv?list=all").text.splitlines()) == 1
    assert "Gas safety record" not in stranger.get("/landlord/certificates?list=all").text


@pytest.mark.parametrize("tab", queries.TABS)
def test_an_index_serves_every_list_of_the_register(app: Flask, visit: Ticket, tab: str) -> None:
    """However many certificates there are."""
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    user = make.user("landlord", visit.order.landlord)
    drawn = plan(queries.listing(user, tab, TODAY))
    assert "ix_certificate" in drawn
    assert "TEMP B-TREE" not in drawn


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
