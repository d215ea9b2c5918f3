"""Work that came too late: what the phone says once the landlord has decided about it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.browser.expecting import expect
from tests.browser.operative import Operative, look_away, received, until
from tests.browser.test_finishing import begin, go_on, quantity
from tests.live_server import LiveServer

DECISIONS = {
    "honour": ("Accepted later by the landlord", ("reason", "Thank you")),
    "decline": ("Declined: The wrong house", ("reason", "The wrong house")),
}


@pytest.mark.parametrize("command", DECISIONS)
def test_what_was_decided_about_late_work_reaches_its_writer(
    phone_page: Page, live_server: LiveServer, command: str
) -> None:
    """Also where the refusal has been read meanwhile; read itself, it goes. Rules: O2."""
    operative = Operative.at_work(phone_page, state="on-site")
    visit, page = operative.visit, operative.page
    look_away()
    officer = factories.user("landlord", visit.order.landlord)
    with operative.without_signal():
        form = begin(operative)
        go_on(form)
        quantity(operative).fill("1")
        go_on(form)
        go_on(form)
        form.locator("[data-last]").click()
        expect(page.locator("[data-saved-title]")).to_be_visible()
        look_away()
        factories.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    late = received(1, "complete")[0]
    assert (late.outcome, late.code) == ("refused", "too-late")
    waiting = page.locator("[data-outbox-list]")
    if command == "honour":
        page.goto("/field/outbox")
        expect(waiting).to_contain_text("Not accepted")
        expect(waiting).to_contain_text("If the landlord decides about it, you read that here.")
        page.get_by_role("button", name="I’ve read this").click()
        expect(waiting).not_to_contain_text("Not accepted")
        expect(operative.strip).to_contain_text("All sent")
    words, typed = DECISIONS[command]
    look_away()
    factories.do(officer, command, visit.order, ("late", late.op_id), typed)
    look_away()
    page.goto("/field/")
    expect(operative.strip).to_contain_text("1 needs you", timeout=15_000)
    operative.open(visit)
    accepted = command == "honour"
    expect(page.locator("[data-saved-title]")).to_have_text("Received by the office" if accepted else "Not accepted")
    if not accepted:
        expect(page.locator("[data-received]")).to_have_text(words)
    page.goto("/field/outbox")
    expect(waiting).to_contain_text(words)
    expect(waiting).not_to_contain_text("Why:", use_inner_text=True)
    page.get_by_role("button", name="I’ve read this").click()
    expect(waiting).not_to_contain_text(words)
    until(lambda: operative.stored("outcomes") == [])
    page.goto("/field/")
    expect(operative.strip).to_contain_text("All sent")
