"""What a certificate's file says otherwise than was recorded, on the pages that show it, and the two ways on."""

from __future__ import annotations

import re
from threading import Event
from typing import Any

import pytest
from flask import Flask

from fieldapp.dispatch import loop
from fieldapp.extensions import db
from fieldapp.models import Certificate, Contract, Evidence, Line, Ticket, User
from tests import factories as make
from tests import reports
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.web.certificate_people import landlord_of, visit
from tests.web.field_people import contract, operative
from tests.web.world import browser

__all__ = ["contract", "operative", "visit"]
ASKED = "This certificate names XB1 1AA, XB1 2DP and XB4 7QT; this home is XB5 2AN. Is it the right one?"
COMES_OFF = "If it is not, add a note: the contractor takes it off, or sends the right one."
Pairs = dict[str, str]


@pytest.fixture
def doubted(visit: Ticket) -> str:
    """The file of a certificate of another home, added to the visit and read; gives its id."""
    home = visit.order.property
    home.line_1, home.postcode = "9 Mill Row", "XB5 2AN"
    db.session.commit()
    blob = reports.added(visit, reports.pdf(reports.report()))
    loop.run(Event(), once=True)
    db.session.rollback()
    make.unfenced()
    return blob


def form_of(page: str, action: str) -> Pairs:
    return hidden_fields(page, action)


def test_the_phone_asks_at_once_and_is_told_that_it_is_right(
    client: CheckingClient, visit: Ticket, doubted: str
) -> None:
    """Rules: D2."""
    address = f"/field/tickets/{visit.id}"
    page = client.get(address)
    assert f"Check this certificate: Electrical condition report. {ASKED}" in reads(page)
    form = form_of(page.text, f"{address}/confirm-certificate")
    assert form["blob"] == doubted
    assert f'data-title="Certificate is right" action="{address}' in page.text, "the phone keeps it"
    answer = client.post(f"{address}/confirm-certificate", data={**form, "reason": "The old postcode"})
    assert answer.status_code == 303
    after = reads(client.get(address))
    assert ASKED not in after
    assert "Certificate’s file said to be right" in after


def test_the_phone_takes_it_off(client: CheckingClient, visit: Ticket, doubted: str) -> None:
    """Rules: D2."""
    address = f"/field/tickets/{visit.id}"
    form = form_of(client.get(address).text, f"{address}/remove-section")
    assert client.post(f"{address}/remove-section", data=form).status_code == 303
    assert ASKED not in reads(client.get(address))
    assert db.session.get_one(Certificate, db.session.query(Certificate.id).scalar()).removed_at


def test_phones_fetch_the_page_again_when_a_doubt_is_written(client: CheckingClient, visit: Ticket) -> None:
    """And when it is settled. Rules: D2."""

    def etag() -> Any:
        return next(one["etag"] for one in client.get("/api/day").json["tickets"] if one["id"] == visit.id)

    blob = reports.added(visit, reports.pdf(reports.report(place="9 Marlow Court", postcode="XB9 9ZZ")))
    before = etag()
    loop.run(Event(), once=True)
    db.session.rollback()
    make.unfenced()
    asked = etag()
    assert asked != before
    make.do(visit.operative, "confirm-certificate", visit, ("blob", blob))
    assert etag() != asked


@pytest.mark.parametrize("taken", [True, False])
def test_after_the_end_it_is_asked_while_files_are_taken_and_then_only_said(
    app: Flask, client: CheckingClient, visit: Ticket, doubted: str, taken: bool
) -> None:
    """Nobody takes it off any more, and no page says so: what to do instead is said. Rules: D2."""
    landlord, number = landlord_of(app, visit), db.session.query(Certificate.id).scalar()
    theirs = (f"/landlord/orders/{visit.order_id}", f"/landlord/certificates/{number}")
    for address in theirs:
        assert COMES_OFF in reads(landlord.get(address))
    visit.order.landlord.stored_policy = {**visit.order.landlord.stored_policy, "evidence_after_completion": taken}
    db.session.query(Line).update({"certificate": ""})
    db.session.commit()
    lines = [(f"line-{line.id}", "1") for line in visit.order.lines]
    make.do(visit.operative, "complete", visit, ("comments", "Heater reconnected and tested"), *lines)
    page = client.get(f"/field/tickets/{visit.id}")
    assert ASKED in reads(page)
    confirm = re.search(rf'action="/field/tickets/{visit.id}/confirm-certificate" method="post"([^>]*)>', page.text)
    assert confirm
    assert confirm[1].endswith(" hidden") is not taken
    # A line that demands one gives the phone its form for it.
    assert visible_words(page.text) == ["If it is not, add a note."]
    desk = browser(app, make.user("office", visit.contractor))
    page = desk.get(f"/desk/tickets/{visit.id}")
    assert ASKED in reads(page)
    assert (f"/desk/tickets/{visit.id}/confirm-certificate" in page.text) is taken
    assert f'remove-section" method="post"><input type="hidden" name="blob" value="{doubted}"' not in page.text
    assert f"If it is not, add {'the right one' if taken else 'a note'}." in reads(page)
    for address in theirs:
        said = reads(landlord.get(address))
        assert "If it is not, add the right one." in said
        assert COMES_OFF not in said


def test_the_phone_says_what_to_do_where_it_is_not_taken_off(
    client: CheckingClient, visit: Ticket, doubted: str
) -> None:
    """The landlord's file stays; one's own is taken off at work, and followed by the right one after it. Rules: D2."""
    address = f"/field/tickets/{visit.id}"
    page = client.get(address).text
    assert visible_words(page) == []
    after = re.findall(r'data-when="([^"]*)" hidden>If it is not, add the right one', page)
    assert "completed" in after[0].split()
    assert not {"accepted", "booked", "on-site"} & set(after[0].split())
    db.session.query(Evidence).update({"by_landlord": True})
    db.session.commit()
    assert visible_words(client.get(address).text) == ["If it is not, add a note."]


@pytest.mark.parametrize("readable", [True, False])
def test_the_file_is_opened_from_there_by_whoever_may_read_it(
    app: Flask, client: CheckingClient, visit: Ticket, doubted: str, readable: bool
) -> None:
    """The landlord's only once the visit is accepted. Rules: A8, D1."""
    landlord, desk = landlord_of(app, visit), browser(app, make.user("office", visit.contractor))
    if not readable:
        db.session.query(Evidence).update({"by_landlord": True})
        visit.accepted_at = None
        db.session.commit()
    page, address = f"/desk/tickets/{visit.id}", f"/files/{doubted}/view"
    for person, shown, times in ((client, f"/field/tickets/{visit.id}", 1), (desk, page, 2)):
        assert person.get(shown).text.count(f'<a href="{address}">Open the file') == (times if readable else 0), shown
        assert person.get(address).status_code == (200 if readable else 404), shown
    number = db.session.query(Certificate.id).scalar()
    for shown in (f"/landlord/orders/{visit.order_id}", f"/landlord/certificates/{number}"):
        assert landlord.get(shown).text.count(f'<a href="{address}">Open the file') == 2


def visible_words(page: str) -> list[str]:
    """What is said to be done where the certificate is the wrong one, as far as it is not hidden."""
    return re.findall(r'<p class="fa-gap"(?: data-when="[^"]*")?>(If it is not, [^<]*)</p>', page)


def test_the_desk_asks_and_is_told(app: Flask, visit: Ticket, contract: Contract, doubted: str) -> None:
    """A reason that is too long comes back with what is wrong. Rules: D2."""
    desk = browser(app, make.user("office", contract.contractor))
    address = f"/desk/tickets/{visit.id}"
    page = desk.get(address)
    assert ASKED in reads(page)
    form = form_of(page.text, f"{address}/confirm-certificate")
    wrong = desk.post(f"{address}/confirm-certificate", data={**form, "reason": "x" * 201})
    assert wrong.status_code == 422
    assert "Use at most 200 characters." in reads(wrong)
    form = form_of(desk.get(address).text, f"{address}/confirm-certificate")
    done = desk.post(f"{address}/confirm-certificate", data={**form, "reason": "Their old postcode"})
    assert (done.status_code, done.location) == (303, address)
    after = reads(desk.get(address))
    assert ASKED not in after
    assert f"Certificate said to be right on {visit.reference.replace(' · ', ' ')}." in after
    assert "Why it is right: Their old postcode" in after


def test_the_desk_takes_it_off(app: Flask, visit: Ticket, contract: Contract, doubted: str) -> None:
    """Rules: D2."""
    desk = browser(app, make.user("office", contract.contractor))
    address = f"/desk/tickets/{visit.id}"
    form = form_of(desk.get(address).text, f"{address}/remove-section")
    assert form["blob"] == doubted
    assert desk.post(f"{address}/remove-section", data=form).status_code == 303
    assert ASKED not in reads(desk.get(address))


def test_the_landlord_sees_it_in_the_register_and_settles_it_on_its_page(
    app: Flask, visit: Ticket, doubted: str
) -> None:
    """Rules: D2."""
    landlord = landlord_of(app, visit)
    number = db.session.query(Certificate.id).scalar()
    lists = ("/landlord/certificates?list=all", f"/landlord/homes/{visit.order.property_id}")
    assert all("To be checked" in reads(landlord.get(one)) for one in lists)
    assert ASKED in reads(landlord.get(f"/landlord/orders/{visit.order_id}"))
    page = landlord.get(f"/landlord/certificates/{number}")
    assert ASKED in reads(page)
    assert "remove-section" not in page.text, "the contractor's file is the contractor's to take off"
    action = f"/landlord/tickets/{visit.id}/confirm-certificate"
    form = form_of(page.text, f"{action}?certificate={number}")
    done = landlord.post(f"{action}?certificate={number}", data=form)
    assert (done.status_code, done.location) == (303, f"/landlord/certificates/{number}")
    assert ASKED not in reads(landlord.get(f"/landlord/certificates/{number}"))
    assert not any("To be checked" in reads(landlord.get(one)) for one in lists)


@pytest.mark.parametrize("back", ["", "?certificate=", "?certificate=//evil.test", "?certificate=-1"])
def test_it_leads_back_to_a_page_of_ours(app: Flask, visit: Ticket, doubted: str, back: str) -> None:
    """Rules: D2."""
    landlord = landlord_of(app, visit)
    action = f"/landlord/tickets/{visit.id}/confirm-certificate"
    form = form_of(landlord.get(f"/landlord/orders/{visit.order_id}").text, action)
    done = landlord.post(action + back, data=form)
    assert (done.status_code, done.location) == (303, f"/landlord/orders/{visit.order_id}")


def test_another_firm_or_landlord_settles_nothing(app: Flask, visit: Ticket, doubted: str) -> None:
    """Rules: A8, D2."""
    for role, door in (("office", "desk"), ("landlord", "landlord"), ("operative", "field")):
        stranger: User = make.user(role)
        client = browser(app, stranger)
        token = client.get("/api/whoami").json["csrf"]
        data = {"blob": doubted, "csrf_token": token}
        assert client.post(f"/{door}/tickets/{visit.id}/confirm-certificate", data=data).status_code == 404
    db.session.rollback()
    make.unfenced()
    assert db.session.query(Certificate).one().open_doubts


def test_what_a_stranger_wrote_is_only_text(client: CheckingClient, visit: Ticket) -> None:
    """Rules: D2."""
    reports.added(visit, reports.pdf("Gas Safe Reg No: 654321<script>alert(1)</script>"), ("registration", "123456"))
    loop.run(Event(), once=True)
    db.session.rollback()
    page = client.get(f"/field/tickets/{visit.id}")
    assert "<script>alert(1)" not in page.text
    assert "It bears the registration number 654321; 123456 was recorded." in reads(page)
