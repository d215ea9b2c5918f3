"""“Can I finish this job?” on the phone's page and the desk's, without script."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import html5lib
import pytest
from flask import Flask

from fieldapp.domain import readiness
from fieldapp.models import Blob, Contract, Ticket, User
from fieldapp.queries.day import etag_of
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.commands.visiting import SHA
from tests.page_checks import tags
from tests.registering import ask_for_scheme, changed, registration
from tests.signing_in import sign_in
from tests.web import desk_people
from tests.web.field_people import contract, operative, page_of, send

__all__ = ["contract", "operative"]

HEATER = (("480115", 1),)


def words(html: str) -> str:
    """What a person reads of a page or a part of it."""
    return " ".join(" ".join(next(tags(html5lib.parse(html), "body")).itertext()).split())


def conditions_on(html: str, card: str) -> list[tuple[str, str, bool]]:
    """The rows of one card: condition, kind, and whether it is met."""
    part = html[html.index(f'id="{card}"') :]
    rows = re.findall(r'<li data-condition="([\w-]+)" data-kind="([\w-]*)"([^>]*)>', part[: part.index("</section>")])
    return [(condition, kind, "fa-missing" not in rest) for condition, kind, rest in rows]


def asking(contract: Contract, **policy: object) -> Contract:
    """The contract's landlord with other policies."""
    changed(contract.landlord, stored_policy={**contract.landlord.stored_policy, **policy})
    return contract


@pytest.mark.parametrize(("state", "card"), [("accepted", "what-it-takes"), ("booked", "what-it-takes"),
                                             ("on-site", "can-i-finish")])  # fmt: skip
def test_the_phone_says_from_acceptance_on_what_is_owed(
    client: CheckingClient, operative: User, contract: Contract, state: str, card: str
) -> None:
    """Rules: C8, D1."""
    asking(contract, before_photos_asked=1, completion_photos_asked=1, signature_asked="tenant")
    visit = make.ticket(state, contract, operative, lines=HEATER, two_to_attend=True)
    ask_for_scheme(visit)
    html = page_of(client, visit)
    assert conditions_on(html, card) == [
        ("certificate", "electrical-inspection", False), ("registration", "gas-safe", False),
        ("photos", "before", False), ("photos", "after", False), ("signature", "signature-tenant", False),
        ("second-person", "", False),
    ]  # fmt: skip
    # A second person is warned of, and what was done is still to be written on site.
    assert f"Not yet – {6 if state == 'on-site' else 5} things are missing." in words(html)
    assert "J. Kestrel has no Gas Safe registration on record: to be added, or someone else sent." in words(html)
    shown = re.findall(r'<section class="fa-card" data-when="([\w -]+)"( hidden)? aria-labelledby="([\w-]+)"', html)
    assert {name: not hidden for _when, hidden, name in shown if name in ("can-i-finish", "what-it-takes")} == {
        "can-i-finish": state == "on-site", "what-it-takes": state != "on-site",
    }  # fmt: skip


def test_a_visit_of_which_nothing_is_asked_says_nothing_before_arrival(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    html = page_of(client, make.ticket("booked", contract, operative))
    assert "what-it-takes" not in html
    assert "data-condition" not in html


def test_what_was_promised_counts_before_its_bytes_arrive(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Rules: C8, D1."""
    asking(contract, completion_photos_asked=1)
    visit = make.ticket("on-site", contract, operative, lines=HEATER)
    for command, kind in (("add-photo", "after"), ("add-certificate", "electrical-inspection")):
        file = (("blob", str(uuid.uuid4())), ("sha256", SHA), ("size", "10"), ("kind", kind))
        make.do(operative, command, visit, *file)
    html = page_of(client, visit)
    assert [met for _condition, _kind, met in conditions_on(html, "can-i-finish")] == [True, True]
    assert "1 taken, the landlord asks for 1." in words(html)
    assert "Not yet – 1 thing is missing." in words(html), "what was done is still to be written"


def test_the_landlords_files_are_for_the_phone_to_tell(
    app: Flask, client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Without script the page says what to do; the desk, which has them, says nothing. Rules: D2."""
    visit = make.ticket("booked", contract, operative)
    landlords_file(visit)
    html = page_of(client, visit)
    assert conditions_on(html, "what-it-takes") == [("documents", "", False)]
    assert "1 to read. To have them without signal, open each and save the original." in words(html)
    assert "Nothing is missing so far." in words(html)
    desk = app.test_client()
    sign_in(desk, make.user("office", contract.contractor))
    assert "Can this job be finished?" not in words(desk.get(f"/desk/tickets/{visit.id}").text)


def landlords_file(visit: Ticket) -> str:
    """A file of the landlord's that can be shown."""
    officer = make.user("landlord", visit.order.landlord)
    blob = str(uuid.uuid4())
    make.do(officer, "add-document", visit, ("blob", blob), ("sha256", SHA), ("size", "9"), ("kind", "quote"))
    make.saved(
        Blob(
            id=blob, landlord_id=visit.landlord_id, contractor_id=visit.contractor_id, sha256=SHA, size=9,
            media_type="application/pdf", state="shown", received_at=make.now(), sent_by_id=officer.id,
        )
    )  # fmt: skip
    return blob


def test_finishing_asks_why_nobody_signed_and_shows_it_everywhere(
    app: Flask, client: CheckingClient, operative: User, contract: Contract
) -> None:
    asking(contract, signature_asked="tenant")
    visit = make.ticket("on-site", contract, operative)
    typed = {"comments": "Renewed the tap", f"line-{visit.order.lines[0].id}": "1"}
    status, page = send(client, visit, "complete", **typed)
    assert status == 422
    assert "The resident’s signature is missing. Add it, or say why there is none." in words(page)
    assert 'href="#complete-no_signature"' in page
    assert send(client, visit, "complete", no_signature="nobody-in", **typed)[0] == 303
    assert "Nobody was in to sign" in words(page_of(client, visit))
    for role, address in (("office", f"/desk/tickets/{visit.id}"), ("landlord", f"/landlord/orders/{visit.order_id}")):
        other = app.test_client()
        sign_in(other, make.user(role, contract.contractor if role == "office" else contract.landlord))
        said = words(other.get(address).text)
        assert "No signature Nobody was in to sign" in said
        assert "Why is there no signature: Nobody was in to sign" in said, "the history says it too"


def test_where_no_signature_is_asked_no_reason_is(client: CheckingClient, operative: User, contract: Contract) -> None:
    visit = make.ticket("on-site", contract, operative)
    assert "no_signature" not in page_of(client, visit, "/complete").replace('data-check-row="no_signature"', "")


def test_the_certificates_form_has_the_number_that_the_firm_keeps(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Rules: C8, D2."""
    visit = make.ticket("on-site", contract, operative, lines=HEATER)
    changed(visit.order.lines[0], certificate="gas-compliance")
    ask_for_scheme(visit, "gas-compliance")
    before = etag_of(visit, operative, "", make.today(), ())
    row = registration(operative)
    assert etag_of(visit, operative, "", make.today(), ()) != before, "a phone fetches the page again"
    assert f'value="{row.number}"' in page_of(client, visit, "/record-certificate/gas-compliance")
    changed(row, expires_on=make.today() - timedelta(days=1))
    assert f'value="{row.number}"' not in page_of(client, visit, "/record-certificate/gas-compliance")


def test_a_desk_sees_the_same_and_is_warned_when_it_gives_the_visit_out(app: Flask, contract: Contract) -> None:
    """Rules: C8."""
    good, lapsed, none = (
        make.user("operative", contract.contractor, name=name) for name in ("G. Good", "L. Lapsed", "N. None")
    )
    registration(good)
    ended = make.today() - timedelta(days=3)
    registration(lapsed, until=ended)
    visit = make.ticket("accepted", contract, lines=HEATER)
    ask_for_scheme(visit)
    desk = app.test_client()
    sign_in(desk, make.user("office", contract.contractor))
    address = f"/desk/tickets/{visit.id}"
    page = desk.get(address).text
    assert conditions_on(page, "can-it-finish") == [
        ("certificate", "electrical-inspection", False), ("registration", "gas-safe", False),
    ]  # fmt: skip
    assert "Nobody has this visit yet: send somebody with Gas Safe registration." in words(page)
    assert "Not yet – 1 thing is missing." in words(page), "an office is not refused for want of a registration"
    options = words(page[page.index('id="allocate-operative"') :])
    assert "Nobody G. Good J. Kestrel – no Gas Safe registration L. Lapsed – Gas Safe registration ended" in options
    assert "N. None – no Gas Safe registration" in options
    told = {person.name: warned(desk, visit, person) for person in (lapsed, none, good)}
    assert told["L. Lapsed"].startswith("Gas Safe registration of L. Lapsed ended")
    assert told["N. None"] == "N. None has no Gas Safe registration on record: to be added, or someone else sent."
    assert told["G. Good"] == ""
    assert conditions_on(desk.get(address).text, "can-it-finish")[1] == ("registration", "gas-safe", True)


def warned(desk: CheckingClient, visit: Ticket, person: User) -> str:
    """What a desk is warned of when it gives a visit to somebody; empty where of nothing."""
    answer = desk_people.post(desk, visit.id, "allocate", operative=str(person.id))
    assert answer.status_code == 303
    found = re.search(r'fa-note--warn">.*?<div>(.*?)</div>', desk.get(answer.location).text, re.S)
    return words(found[1]) if found else ""


def test_a_landlord_sees_nothing_of_it(app: Flask, contract: Contract, operative: User) -> None:
    """Rules: A8."""
    visit = make.ticket("on-site", contract, operative, lines=HEATER)
    ask_for_scheme(visit)
    registration(operative, until=make.today() - timedelta(days=1))
    client = app.test_client()
    sign_in(client, make.user("landlord", contract.landlord))
    page = client.get(f"/landlord/orders/{visit.order_id}").text
    asked = {readiness.CERTIFICATE, readiness.PHOTOS, readiness.SIGNATURE, readiness.REGISTRATION}
    assert not asked & set(re.findall(r'data-condition="([a-z-]+)"', page))
    assert "Gas Safe" not in page
