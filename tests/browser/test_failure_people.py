"""The failure matrix: two people with one phone, and signing out with work unsent."""

from __future__ import annotations

import json
import threading
from typing import Any

from playwright.sync_api import Page

from tests import factories
from tests.browser.expecting import expect
from tests.browser.operative import Operative, caches_of, journal, look_away, received, texts, until
from tests.live_server import LiveServer

# Every word in every cache.
READ_CACHES = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(await (await cache.match(request)).text());
  }
  return texts.join("\\n");
}"""
STORES = ("ops", "blobs", "uploads", "drafts", "meta", "outcomes")


def test_row_16_another_user_signs_in_on_the_phone(phone_page: Page, live_server: LiveServer) -> None:
    """Row 16: another user signs in on the phone: nothing sent as them, nothing shown to them."""
    first = Operative.at_work(phone_page, name="Jo Keane")
    visit = first.visit
    with first.without_signal():
        first.note(visit, "Only mine to send")
        first.expect_waiting(1)
        first.context.clear_cookies()
    look_away()
    other = factories.user("operative", first.user.contractor, name="Rae Patel")
    factories.ticket("booked", under=visit.order.contract, operative=other)
    second = Operative(phone_page, other)
    second.sign_in()
    phone_page.goto("/field/outbox")
    expect(phone_page.locator("[data-outbox-others]")).to_contain_text("1 item waits for")
    expect(second.strip).to_contain_text("All sent")
    assert "Only mine to send" not in phone_page.content()
    assert f"pages-{first.user.id}" not in caches_of(first.context)
    look_away()
    second.note(factories.ticket("booked", under=visit.order.contract, operative=other), "Mine")
    assert [row.actor_id for row in received(1)] == [other.id]
    phone_page.context.clear_cookies()
    first.sign_in(ready=False)
    said = [(row.actor_id, *texts([row])) for row in received(2)]
    assert said == [(other.id, "Mine"), (first.user.id, "Only mine to send")]


def test_nobody_waits_for_the_pages_of_the_one_before(phone_page: Page, live_server: LiveServer) -> None:
    """A page that hangs for the one before does not keep the next from being ready without signal."""
    first = Operative.at_work(phone_page)
    look_away()
    other = factories.user("operative", first.user.contractor)
    factories.ticket("booked", under=first.visit.order.contract, operative=other)
    new = factories.ticket("booked", under=first.visit.order.contract, operative=first.user)
    page = f"/field/tickets/{new.id}"
    look_away()
    hanging, released = threading.Event(), threading.Event()

    def hang(environ: dict[str, Any]) -> None:
        if environ["PATH_INFO"] == page:
            hanging.set()
            released.wait(60)

    live_server.saboteur.before = hang
    try:
        phone_page.goto("/field/")
        until(hanging.is_set)
        first.context.clear_cookies()
        Operative(phone_page, other).sign_in()
    finally:
        released.set()


def test_row_17_signed_out_with_unsent_work(phone_page: Page, live_server: LiveServer) -> None:
    """Row 17: signed out with unsent work: outbox kept, pages gone; the session ends at the next contact."""
    operative = Operative.at_work(phone_page)
    visit = operative.visit
    with operative.without_signal():
        operative.note(visit, "Still here")
        operative.expect_waiting(1)
        sign_out(phone_page)
        assert f"pages-{operative.user.id}" not in caches_of(operative.context)
        assert len(operative.stored("ops")) == 1
        phone_page.goto(f"/field/tickets/{visit.id}")
        expect(phone_page.locator("h1")).not_to_contain_text("Marlow")
    phone_page.goto("/field/")
    phone_page.wait_for_url("**/sign-in**")
    assert journal() == []
    operative.sign_in(ready=False)
    assert texts(received(1)) == ["Still here"]


def test_row_33_after_signing_out_no_tenants_data_is_left(phone_page: Page, live_server: LiveServer) -> None:
    """Row 33: sign-out: no tenant's data left in caches or IndexedDB except the owner's unsent work."""
    operative = Operative.at_work(phone_page)
    visit = operative.visit
    operative.note(visit, "Was sent")
    operative.expect_all_sent()
    until(lambda: visit.order.property.line_1 in phone_page.evaluate(READ_CACHES))
    sign_out(phone_page)
    phone_page.wait_for_url("**/sign-in**")
    until(lambda: len(caches_of(operative.context)) == 1)
    left = phone_page.evaluate(READ_CACHES) + json.dumps([operative.stored(name) for name in STORES])
    order = visit.order
    for secret in (order.property.line_1, order.contact_name, order.contact_telephone, order.description, "Was sent"):
        assert secret not in left, secret


def sign_out(page: Page) -> None:
    """Sign out from the list of visits."""
    page.goto("/field/")
    page.locator('form[action="/sign-out"]').first.evaluate("(form) => form.requestSubmit()")
    page.wait_for_url(lambda url: "/sign-in" in url)
