"""The register of certificates: its lists, its file, and what is proposed there."""

from __future__ import annotations

import codecs
import csv
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from flask import Flask

from fieldapp.domain.certificate_forms import GAS as GAS_FORM
from fieldapp.domain.certificates import add_months, next_due
from fieldapp.extensions import db
from fieldapp.models import Certificate, Ticket, User
from fieldapp.queries import certificates as queries
from tests import factories as make
from tests.certifying import EICR, FAULTY, GAS, dated
from tests.commands.bodies import FILE
from tests.reading import reads
from tests.statements import on_sqlite, plan, statements
from tests.web.certificate_people import landlord_of, visit
from tests.web.field_people import contract, operative
from tests.web.world import browser

__all__ = ["contract", "operative", "visit"]


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

    today, homes, due = make.today(), {}, {}
    for days in (-5, 10, 45, 80, 200):
        made = make.ticket("on-site", visit.order.contract, operative)
        done = add_months(today + timedelta(days=days), -12)
        make.do(operative, "record-certificate", made, *dated(GAS, done), ("number", f"=N{days}"))
        homes[days], due[days] = made.order.property, next_due(GAS_FORM, done, None, 12)
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
    assert f"{(today - due[-5]).days} days overdue" in page
    assert homes[10].line_1 not in page
    assert "overdue" in reads(landlord.get(f"/landlord/homes/{homes[-5].id}"))
    assert numbers("to-put-right") == []


def test_what_says_nothing_is_not_said_to_have_no_end(app: Flask, visit: Ticket, operative: User) -> None:
    """A file that nobody read may well end: one of before the register, say. Rules: C8."""
    landlord = landlord_of(app, visit)
    for outcome, words in (("", "Not said"), ("satisfactory", "Does not end")):
        file = (("blob", str(uuid.uuid4())), *FILE[1:], ("kind", "other"), ("outcome", outcome))
        make.do(operative, "add-certificate", visit, *file)
        assert f">{words}</span></td>" in landlord.get("/landlord/certificates?list=all").text


def test_the_register_pages_by_key(app: Flask, visit: Ticket, operative: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row once, in order, and in the file as well. Rules: C8."""
    monkeypatch.setattr(queries, "SIZE", 2)
    for days in (400, 400, 400, 500, 600):
        made = make.ticket("on-site", visit.order.contract, operative)
        make.do(operative, "record-certificate", made, *dated(GAS, make.today() - timedelta(days=days)))
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
    drawn = plan(queries.listing(user, tab, make.today()))
    assert "ix_certificate" in drawn
    assert "TEMP B-TREE" not in drawn
