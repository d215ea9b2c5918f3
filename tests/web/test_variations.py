"""Asking for a variation at a desk, the lists of requests, and the landlord's decision, as people meet them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Ticket
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.commands.varying import add, ask, contract, decide, manager, office, standing, variations, visit
from tests.web.world import browser

pytestmark = pytest.mark.usefixtures("app")
TAP, VALVE = "310403", "310911"
REASON = {"reason": "addition"}


def sent(client: CheckingClient, address: str, *, data: dict[str, str], follow: bool = False) -> TestResponse:
    """Post a form as a browser does, with the token of a page."""
    token = client.get("/api/whoami").json["csrf"]
    answer = client.post(address, data={"csrf_token": token, **data})
    return client.get(answer.location.split("#")[0]) if follow else answer


def test_the_office_asks_row_by_row_without_a_script(app: Flask) -> None:
    """A row is added, what was written stays, and the page says what it comes to. Rules: V3, C4."""
    of = visit(rates_shown=True)
    desk = browser(app, office(of))
    address = f"/desk/tickets/{of.id}/vary"
    line = of.order.lines[0].id
    written = {**REASON, f"line-of-{line}": "2", "code-1": VALVE, "quantity-1": "2", "place-1": "Airing cupboard"}
    longer = sent(desk, address, data={**written, "add": "row"})
    assert 'name="code-2"' in longer.text
    assert 'value="Airing cupboard"' in longer.text
    assert "with this" not in longer.text
    cost = sent(desk, address, data={**written, "add": "cost"})
    assert (cost.status_code, "with this <b>£141.00</b>" in cost.text) == (200, True)
    assert variations(of) == []
    done = sent(desk, address, data={**written, "code-2": "480115", "quantity-2": "1"}, follow=True)
    assert "Sent to the landlord." in done.text
    (kept,) = variations(of)
    assert [(row.code, row.quantity, row.place) for row in kept.rows] == [
        (TAP, Decimal(2), ""), (VALVE, Decimal(2), "Airing cupboard"), ("480115", Decimal(1), ""),
    ]  # fmt: skip
    assert "£52.50 → £182.00" in done.text
    assert "Waits for a decision" in done.text


def test_sums_are_hidden_from_a_contractor_where_the_landlord_hides_rates(app: Flask) -> None:
    """And shown to the landlord. Rules: C4."""
    of = visit(rates_shown=False)
    ask(of, *add(VALVE, "2"))
    page = browser(app, office(of)).get(f"/desk/tickets/{of.id}").text
    assert "Add 2 items" in page
    assert "£88.50" not in page
    assert "£88.50" in browser(app, manager(of)).get(f"/landlord/orders/{of.order_id}").text


@pytest.mark.parametrize("side", ["desk", "landlord"])
def test_what_is_wrong_stands_at_its_field_with_what_was_written(app: Flask, side: str) -> None:
    """Rules: V3, V4."""
    of = visit()
    person = office(of) if side == "desk" else manager(of)
    address = f"/desk/tickets/{of.id}/vary" if side == "desk" else f"/landlord/orders/{of.order_id}/vary"
    page = sent(browser(app, person), address, data={**REASON, "code-1": "NONESUCH", "quantity-1": "3"})
    assert page.status_code == 422
    assert 'id="vary-code-1-error"' in page.text
    assert 'value="NONESUCH"' in page.text
    assert variations(of) == []


def test_a_quantity_that_looks_like_pounds_is_asked_about_with_a_box(app: Flask) -> None:
    """Rules: V4."""
    of = visit()
    desk, address = browser(app, office(of)), f"/desk/tickets/{of.id}/vary"
    name = f"line-of-{of.order.lines[0].id}"
    typed = {**REASON, name: "£52.50"}
    asked = sent(desk, address, data=typed)
    assert asked.status_code == 422
    assert "310403 asks how many, not pounds." in asked.text
    assert f'id="vary-sure-{name}-error"' in asked.text
    assert f'name="sure-{name}" value="52.50"' in asked.text
    assert sent(desk, address, data={**typed, f"sure-{name}": "52.50"}).status_code == 303


def test_while_one_waits_the_form_says_who_asked_and_for_what(app: Flask) -> None:
    """Rules: V2."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    page = browser(app, office(of)).get(f"/desk/tickets/{of.id}/vary").text
    assert of.operative
    assert of.operative.name in page
    assert "Add 2 items" in page
    assert "<form" not in page.split("<main", 1)[1].split("</main", 1)[0]


def test_requests_wait_in_lists_with_status_age_and_who_decides(app: Flask) -> None:
    """Planned work apart, decided ones apart; each side has its own. Rules: V6, A8."""
    under = contract()
    of = {name: make.ticket("booked", under, make.user("operative", under.contractor)) for name in ("a", "p", "d")}
    ask(of["a"], *add(VALVE, "2"))
    person = of["p"].operative
    assert person
    make.do(person, "vary", of["p"], ("reason", "kitchens"), *add(VALVE, "1"))
    ask(of["d"], *add(VALVE, "1"))
    decide(of["d"], "refuse-variation", ("reason", "Not ours"))
    for address, who in (("/desk/variations", office(of["a"])), ("/landlord/variations", manager(of["a"]))):
        client = browser(app, who)
        for tab, name in (("waiting", "a"), ("planned", "p"), ("decided", "d")):
            page = client.get(f"{address}?list={tab}").text
            assert re.findall(r'class="fa-ref" href="[^"]+">([^<]+)<', page) == [of[name].order.reference]
            assert ("waits " in page) == (tab != "decided")
        assert client.get(f"{address}?list=nonsense").status_code == 404
        assert "The contract manager decides." in client.get(address).text
    stranger = visit()
    for address, who in (("/desk/variations", office(stranger)), ("/landlord/variations", manager(stranger))):
        assert "No variation waits" in browser(app, who).get(address).text


def test_figures_equal_the_rows_behind_them(app: Flask) -> None:
    """Rules: L1, V6."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    home = browser(app, office(of)).get("/desk/").text
    assert '<a href="/desk/variations"><b>1</b> <span>Variations waiting</span></a>' in home
    assert '<a href="/desk/variations?list=planned"><b>0</b>' in home
    assert "1 variation request waits for a decision" in browser(app, manager(of)).get("/landlord/").text


def deciding(app: Flask, quantity: str = "4") -> tuple[Ticket, CheckingClient]:
    of = visit(rates_shown=True)
    ask(of, *add(VALVE, quantity))
    return of, browser(app, manager(of))


def test_the_manager_authorises_it_as_asked(app: Flask) -> None:
    """Rules: V5."""
    of, client = deciding(app)
    address = f"/landlord/orders/{of.order_id}/variation"
    page = client.get(address)
    assert "Authorise as asked: £124.50" in page.text
    typed = {"variation": "1", "comments": "Go ahead"}
    done = sent(client, f"{address}/authorise-variation", data=typed, follow=True)
    assert "Variation authorised: " in done.text
    assert standing(of) == [(TAP, Decimal(1)), (VALVE, Decimal(4))]
    assert client.get(address).status_code == 303


def test_the_manager_decides_line_by_line_and_reads_what_is_missing(app: Flask) -> None:
    """Rules: V5."""
    of, client = deciding(app)
    address = f"/landlord/orders/{of.order_id}/variation/amend-variation"
    row = variations(of)[0].rows[0].id
    typed = {"variation": "1", f"choice-of-{row}": "otherwise", f"row-of-{row}": "3"}
    missing = sent(client, address, data=typed)
    assert missing.status_code == 422
    assert f'id="amend-variation-why-of-{row}-error"' in missing.text
    assert f'value="otherwise" id="amend-variation-choice-of-{row}-otherwise" checked' in missing.text
    typed[f"why-of-{row}"] = "Three are enough"
    assert sent(client, address, data=typed).status_code == 303
    told = browser(app, office(of)).get(f"/desk/tickets/{of.id}").text
    assert "Authorised with changes" in told
    assert "3 items instead<small>Three are enough</small>" in told


def test_a_refusal_needs_its_reason_and_both_sides_read_it(app: Flask) -> None:
    """Rules: V5."""
    of, client = deciding(app)
    address = f"/landlord/orders/{of.order_id}/variation/refuse-variation"
    assert sent(client, address, data={"variation": "1"}).status_code == 422
    sent(client, address, data={"variation": "1", "reason": "Within the first price"})
    assert "Within the first price" in browser(app, office(of)).get(f"/desk/tickets/{of.id}").text


def test_a_landlords_officer_reads_it_and_is_told_who_decides(app: Flask) -> None:
    """Rules: V5."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    officer = browser(app, make.user("landlord", of.order.landlord))
    page = officer.get(f"/landlord/orders/{of.order_id}/variation").text
    assert "The contract manager decides." in page
    assert "Authorise as asked" not in page
    assert sent(officer, f"/landlord/orders/{of.order_id}/variation/authorise-variation", data={}).status_code == 409


@pytest.mark.parametrize("side", ["desk", "landlord"])
def test_whoever_asked_withdraws_it(app: Flask, side: str) -> None:
    """The other side has no such button. Rules: V2, A8."""
    of = visit()
    people = {"desk": office(of), "landlord": manager(of)}
    pages = {"desk": f"/desk/tickets/{of.id}", "landlord": f"/landlord/orders/{of.order_id}"}
    make.do(people[side], "vary", of.order, ("reason", "addition"), *add(VALVE, "2"))
    for name, page in pages.items():
        client = browser(app, people[name])
        assert ("Withdraw it" in client.get(page).text) is (name == side)
    answer = sent(browser(app, people[side]), f"{pages[side]}/variation/withdraw", data={"variation": "1"})
    assert answer.status_code == 303
    db.session.expire_all()
    assert (variations(of)[0].state, of.order.status) == ("withdrawn", "ISS")


def test_the_landlord_asks_too(app: Flask) -> None:
    """Rules: V3, V5."""
    of = visit()
    officer = browser(app, make.user("landlord", of.order.landlord))
    typed = {**REASON, "code-1": VALVE, "quantity-1": "1"}
    assert sent(officer, f"/landlord/orders/{of.order_id}/vary", data=typed).status_code == 303
    assert (variations(of)[0].by_landlord, of.order.status) == (True, "IVR")


def test_what_was_done_reads_in_plain_words(app: Flask) -> None:
    """Rules: V3, T1."""
    of = visit()
    line = of.order.lines[0].id
    ask(of, *add(VALVE, "2"), (f"line-of-{line}", "0"))
    decide(of, "authorise-variation")
    page = browser(app, office(of)).get(f"/desk/tickets/{of.id}").text
    for words in ("Variation asked for", "Variation authorised", f"New quantities: {TAP} × 0", f"Added: 2 × {VALVE}"):
        assert words in page, words


def test_the_phones_form_works_without_a_script_and_says_what_waits(app: Flask) -> None:
    """Nothing waits at first; asked, the visit shows who decides. Rules: V2, V3."""
    of = visit()
    assert of.operative
    phone, address = browser(app, of.operative), f"/field/tickets/{of.id}/vary"
    assert "waits for a decision already" not in phone.get(address).text
    typed = {**REASON, "code-1": VALVE, "quantity-1": "2"}
    assert 'name="code-2"' in sent(phone, address, data={**typed, "add": "row"}).text
    assert sent(phone, address, data={**typed, "quantity-1": "two"}).status_code == 422
    assert sent(phone, address, data=typed).status_code == 303
    page = phone.get(f"/field/tickets/{of.id}").text
    assert "Variation 1: waits for a decision" in page
    assert "The contract manager decides." in page
    assert "waits for a decision already" in phone.get(address).text


def test_the_phones_form_is_there_for_what_has_to_be_corrected_and_hidden_otherwise(app: Flask) -> None:
    """One that came back from the office needs its form, whatever became of the visit meanwhile. Rules: O2."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    assert of.operative
    page = browser(app, of.operative).get(f"/field/tickets/{of.id}/vary").text
    assert '<form data-command="vary"' in page.split("<div hidden>", 1)[1]
