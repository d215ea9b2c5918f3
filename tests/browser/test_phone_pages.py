"""The phone's pages at work: what a form becomes, what is laid over a page, what is kept and what is dropped."""

from __future__ import annotations

import json
import time
from typing import Any

from playwright.sync_api import Page, expect
from werkzeug.wrappers import Response

from tests import factories
from tests.browser.operative import Operative, look_away, received, texts, until
from tests.browser.test_failure_photos import corners, jpeg
from tests.live_server import Drop, LiveServer, instead_of

KEPT_PAGES = """async (user) => {
  const cache = await caches.open(`pages-${user}`);
  return (await cache.keys()).map((request) => new URL(request.url).pathname);
}"""
ASK_FOR_THE_DAY = """async () => {
  navigator.serviceWorker.addEventListener("message", ({data}) => { if (data.type === "kept") window.kept = true; });
  (await navigator.serviceWorker.ready).active.postMessage({type: "day"});
}"""
FORGET_ONE = """async ([user, url]) => (await caches.open(`pages-${user}`)).delete(url)"""


def test_a_form_becomes_its_pairs_without_the_fields_of_the_other_door(
    phone_page: Page, live_server: LiveServer
) -> None:
    """A kept page's hidden id and token are left out; a time that nobody touched is sent empty, which means done_at."""
    operative = Operative.at_work(phone_page)
    with operative.without_signal():
        operative.open(operative.visit, "arrive")
        form = operative.page.locator("#arrive form[data-command=arrive]")
        expect(form.locator("[type=time]")).not_to_have_value("")
        form.locator("button:not([type=button])").last.click()
        operative.expect_waiting(1)
        assert operative.stored("ops")[0]["typed"] == [["arrived", ""], ["arrived", ""]]
        operative.open(operative.visit, "add-note")
        operative.form("add-note").locator("[name=text]").fill("Two\nlines")
        operative.form("add-note").locator("[name=needs_reply]").check(force=True)
        operative.save("add-note")
        operative.expect_waiting(2)
    rows = received(2)
    assert rows[0].outcome == "applied"
    assert rows[1].typed == [["text", "Two\nlines"], ["needs_reply", "y"]]


def test_what_is_queued_is_laid_over_every_page_of_the_visit(phone_page: Page, live_server: LiveServer) -> None:
    """State, next step and buttons are those that the visit will have; the card on Today says the same."""
    operative = Operative.at_work(phone_page)
    with operative.without_signal():
        operative.arrive(operative.visit)
        tag = phone_page.locator("main [data-state-tag]").first
        expect(tag).to_have_text("On site · saved on this phone")
        expect(phone_page.locator("form[data-command=arrive]").first).to_be_hidden()
        expect(phone_page.get_by_role("link", name="Finish this job")).to_be_visible()
        phone_page.goto("/field/")
        expect(phone_page.locator("[data-saved-copy]")).to_contain_text("Saved copy, ")
        card = phone_page.locator(f'article[data-ticket="{operative.visit.id}"]')
        expect(card.locator("[data-state-tag]")).to_have_text("On site · saved on this phone")
        expect(card).to_contain_text("Next: finish this job")
    received(1)
    operative.open(operative.visit)
    expect(phone_page.locator("[data-received]")).to_contain_text("Received by the office")
    expect(phone_page.locator("main [data-state-tag]").first).not_to_contain_text("saved on this phone")


def test_a_page_is_not_exchanged_under_somebody_who_writes(phone_page: Page, live_server: LiveServer) -> None:
    """Sent and answered, the page is fetched anew, but never while a field in it is focused or dirty."""
    operative = Operative.at_work(phone_page)
    with operative.without_signal():
        operative.arrive(operative.visit)
        operative.expect_waiting(1)
        phone_page.evaluate("location.hash = 'add-note'")
        operative.form("add-note").locator("[name=text]").fill("Half a")
        phone_page.evaluate("document.querySelector('main').dataset.mark = 'old'")
    received(1)
    operative.expect_all_sent()
    phone_page.wait_for_timeout(700)
    assert phone_page.locator("main").get_attribute("data-mark") == "old"
    expect(operative.form("add-note").locator("[name=text]")).to_have_value("Half a")
    operative.form("add-note").locator("[name=text]").fill("Half a sentence")
    operative.save("add-note")
    assert texts(received(1, "add-note")) == ["Half a sentence"]
    until(lambda: phone_page.locator("main").get_attribute("data-mark") is None)
    expect(phone_page.locator("main")).to_contain_text("Half a sentence")


def test_unsent_work_can_be_saved_as_a_file(phone_page: Page, live_server: LiveServer) -> None:
    """Last resort: the unsent items as one file, with the same ids."""
    operative = Operative.at_work(phone_page)
    with operative.without_signal():
        operative.note(operative.visit, "In the file as well")
        operative.open(operative.visit, "add-photo")
        phone_page.locator("#add-photo input[data-photo]").first.set_input_files(jpeg(corners((320, 240))))
        operative.expect_waiting(2)
        ids = {op["id"] for op in operative.stored("ops")}
        phone_page.goto("/field/outbox")
        phone_page.locator("details:has([data-export]) summary").click()
        with phone_page.expect_download() as download:
            phone_page.locator("[data-export]").click()
        held: dict[str, Any] = json.loads(download.value.path().read_text())
    assert {op["id"] for op in held["ops"]} == ids
    assert len(held["blobs"]) == 1
    assert held["blobs"][0]["bytes"]


def test_what_is_no_longer_given_to_somebody_is_no_longer_kept(phone_page: Page, live_server: LiveServer) -> None:
    """The worker drops pages that the manifest does not name any more."""
    operative = Operative.at_work(phone_page, visits=2)
    gone = f"/field/tickets/{operative.visit.id}"
    assert gone in phone_page.evaluate(KEPT_PAGES, operative.user.id)
    look_away()
    contractor = operative.user.contractor
    colleague = factories.user("operative", contractor)
    factories.do(factories.user("office", contractor), "allocate", operative.visit, ("operative", str(colleague.id)))
    phone_page.goto("/field/")
    until(lambda: gone not in phone_page.evaluate(KEPT_PAGES, operative.user.id))
    expect(phone_page.locator("[data-ready]")).to_have_text("Ready without signal: 1 of 1 visit")


def test_ready_is_counted_in_the_cache(phone_page: Page, live_server: LiveServer) -> None:
    """A visit of which a page is missing is not counted as ready."""
    operative = Operative.at_work(phone_page, visits=2)
    expect(phone_page.locator("[data-ready]")).to_have_text("Ready without signal: 2 of 2 visits")
    with operative.without_signal():
        phone_page.evaluate(FORGET_ONE, [operative.user.id, f"/field/tickets/{operative.visit.id}/complete"])
        phone_page.goto("/field/")
        expect(phone_page.locator("[data-ready]")).to_have_text("Ready without signal: 1 of 2 visits")


def test_a_wish_for_the_day_while_one_is_brought_is_heard_of(phone_page: Page, live_server: LiveServer) -> None:
    """The day of the one before is refused, slowly; the next one's, asked for meanwhile, is brought and said to be."""
    Operative.at_work(phone_page)
    refusal = instead_of("GET", "/api/day", Response("", 401), times=1)

    def slowly(environ: dict[str, Any]) -> Response | Drop | None:
        answer = refusal(environ)
        time.sleep(1 if answer else 0)
        return answer

    phone_page.wait_for_timeout(500)
    live_server.saboteur.before = slowly
    asked = live_server.saboteur.count("GET", "/api/day")
    phone_page.evaluate(ASK_FOR_THE_DAY)
    until(lambda: live_server.saboteur.count("GET", "/api/day") > asked)
    phone_page.evaluate(ASK_FOR_THE_DAY)
    until(lambda: phone_page.evaluate("window.kept"))


def test_after_three_seconds_the_kept_copy_is_shown(phone_page: Page, live_server: LiveServer) -> None:
    """Signal that brings nothing is not waited for: the kept copy comes after three seconds and says so."""
    operative = Operative.at_work(phone_page)

    def dawdle(environ: dict[str, Any]) -> None:
        if environ["PATH_INFO"].startswith("/field/tickets/"):
            time.sleep(6)

    live_server.saboteur.before = dawdle
    begun = time.monotonic()
    operative.open(operative.visit)
    expect(phone_page.locator("[data-saved-copy]")).to_be_visible()
    assert 2.5 < time.monotonic() - begun < 5.5
