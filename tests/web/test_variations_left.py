"""Pages about variations whose order, or whose waiting, is no longer what the reader thinks."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldapp.extensions import db
from tests import factories as make
from tests.commands.varying import add, ask, decide, manager, new_quantity, office, variations, visit
from tests.web.test_variations import sent
from tests.web.world import browser

pytestmark = pytest.mark.usefixtures("app")
TAP, VALVE = "310403", "310911"


def test_an_archived_order_stands_in_the_firms_list_without_a_link(app: Flask) -> None:
    """Its landlord still opens it. Rules: V6, L3."""
    of = visit("completed")
    desk, theirs = office(of), manager(of)
    ask(of, *add(VALVE, "2"))
    decide(of, "authorise-variation")
    of.archived_at = make.now()
    db.session.commit()
    reference = of.order.reference
    at_desk = browser(app, desk).get("/desk/variations?list=decided")
    assert at_desk.status_code == 200
    assert f'<span class="fa-ref">{reference}</span>' in at_desk.text
    of_landlord = browser(app, theirs).get("/landlord/variations?list=decided")
    assert f'/landlord/orders/{of.order_id}#variations">{reference}</a>' in of_landlord.text


@pytest.mark.parametrize("command", ["authorise-variation", "amend-variation", "refuse-variation"])
@pytest.mark.parametrize("number", ["1", ""])
def test_a_stale_decision_leads_back_to_the_order_and_says_what_happened(app: Flask, command: str, number: str) -> None:
    """Nothing waits any more. Rules: V2, V5."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    client, version = browser(app, manager(of)), of.order.version
    decide(of, "authorise-variation")
    address = f"/landlord/orders/{of.order_id}"
    typed = {"variation": number, "reason": "No", "seen": str(version)}
    answer = sent(client, f"{address}/variation/{command}", data=typed)
    assert (answer.status_code, answer.location) == (303, address)
    assert "authorised a variation" in client.get(address).text
    assert [one.state for one in variations(of)] == ["authorised"]


def test_a_decision_that_names_none_is_asked_for_again_in_words(app: Flask) -> None:
    """Rules: V5."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    address = f"/landlord/orders/{of.order_id}/variation/authorise-variation"
    page = sent(browser(app, manager(of)), address, data={"variation": ""})
    assert page.status_code == 422
    assert "It is not known which variation you mean." in page.text


@pytest.mark.parametrize("side", ["desk", "landlord", "field"])
def test_the_form_says_what_is_completed_of_completed_work(app: Flask, side: str) -> None:
    """Rules: V3, C4."""
    of = visit("on-site", lines=((TAP, 5),))
    line, comments = of.order.lines[0].id, ("comments", "Renewed three of the taps today")
    make.do(of.operative, "complete", of, comments, (f"line-{line}", "3"))
    people = {"desk": office(of), "landlord": manager(of), "field": of.operative}
    at = f"/landlord/orders/{of.order_id}/vary" if side == "landlord" else f"/{side}/tickets/{of.id}/vary"
    assert "3 items completed." in browser(app, people[side]).get(at).text
    ask(of, new_quantity(of.order, TAP, "4"), by=people["desk"])
    assert "3 items → 4 items" in browser(app, people["landlord"]).get(f"/landlord/orders/{of.order_id}").text
