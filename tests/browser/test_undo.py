"""What ends a visit stays on the phone for a while, and can be taken back as long as it does."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page

from fieldapp.build import BUILD
from fieldapp.config import Settings
from tests.browser.expecting import expect
from tests.browser.operative import NO_SYNC, Operative, journal, received, until
from tests.live_server import LiveServer

SECONDS = 6
COMMENTS = "Knocked twice, waited two minutes. Card 0413 left."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A deployment whose phones wait, if not as long as people are given."""
    return replace(settings, undo_seconds=SECONDS)


def card_left(operative: Operative, number: int = 0) -> None:
    """Record no access at one of the visits."""
    operative.open(operative.visits[number], "no-access")
    form = operative.form("no-access")
    form.locator("[name=called][value=no]").check(force=True)
    form.locator("[name=comments]").fill(COMMENTS)
    operative.save("no-access")


def test_what_is_taken_back_is_never_sent(phone_page: Page, live_server: LiveServer) -> None:
    """Undone in time, it is not sent, its form is as it was, and so is the visit; saved again, it goes once."""
    operative = Operative.at_work(phone_page)
    card_left(operative)
    bar = phone_page.locator("[data-undo-bar]")
    expect(bar).to_contain_text(f"No access – {operative.visit.order.property.line_1}")
    phone_page.locator("[data-undo-button]").click()
    until(lambda: operative.stored("ops") == [])
    form = operative.form("no-access")
    expect(form.locator("[name=comments]")).to_have_value(COMMENTS)
    expect(form.locator("[name=called][value=no]")).to_be_checked()
    expect(phone_page.locator("main [data-state-tag]").first).not_to_contain_text("saved")
    expect(bar).to_be_hidden()
    time.sleep(SECONDS + 1)
    assert journal() == []
    operative.save("no-access")
    assert received(1, seconds=SECONDS + 15)[0].outcome == "applied"
    expect(bar).to_be_hidden()


def test_finishing_can_be_taken_back_on_the_page_that_follows(phone_page: Page, live_server: LiveServer) -> None:
    """The form is on another page: that is opened, and filled as it was."""
    operative = Operative.at_work(phone_page, state="on-site")
    phone_page.goto(f"/field/tickets/{operative.visit.id}/complete")
    form = operative.form("complete")
    form.locator("[name=comments]").fill("Renewed the mixer tap and tested it")
    form.locator("[data-next]:visible").first.click()
    form.locator(f"[name=line-{operative.visit.order.lines[0].id}]").fill("2")
    while not form.locator("[data-last]").is_visible():
        form.locator("[data-next]:visible").first.click()
    expect(form.locator("[data-right-one]")).to_contain_text(f"{operative.visit.reference} at")
    form.locator("[data-last]").click()
    expect(phone_page.locator("[data-saved-title]")).to_have_text("Saved on this phone")
    phone_page.locator("[data-undo-button]").click()
    phone_page.wait_for_url("**/complete")
    expect(form.locator("[name=comments]")).to_have_value("Renewed the mixer tap and tested it")
    expect(form.locator(f"[name=line-{operative.visit.order.lines[0].id}]")).to_have_value("2")
    assert operative.stored("ops") == []
    time.sleep(SECONDS + 1)
    assert journal() == []


def test_what_waits_outlives_its_page_and_is_sent_once(phone: BrowserContext, live_server: LiveServer) -> None:
    """The page is closed at once, with nobody to wake the worker: the next page sends it."""
    page = phone.new_page()
    page.add_init_script(NO_SYNC)
    operative = Operative.at_work(page)
    card_left(operative)
    until(lambda: operative.stored("ops"))
    operative.page.close()
    page = phone.new_page()
    page.add_init_script(NO_SYNC)
    page.goto("/field/")
    received(1, "no-access", seconds=SECONDS + 15)
    Operative(page, operative.user, operative.visits).expect_all_sent()
    assert len(journal()) == 1


def test_what_comes_after_it_keeps_its_place(phone_page: Page, live_server: LiveServer) -> None:
    """Of the same order it goes behind, of another at once."""
    operative = Operative.at_work(phone_page, visits=2)
    card_left(operative)
    operative.note(operative.visits[0], "Neighbour says away until Monday")
    operative.note(operative.visits[1], "Riser key FB2")
    rows = received(3, seconds=SECONDS + 20)
    of = [(row.command, row.ticket_id) for row in rows]
    first, second = (one.id for one in operative.visits)
    assert of.index(("no-access", first)) < of.index(("add-note", first))
    assert rows[of.index(("add-note", second))].received_at <= rows[of.index(("no-access", first))].received_at
    held = next(row for row in rows if row.command == "no-access")
    assert (held.received_at - held.done_at).total_seconds() >= SECONDS


def test_a_clock_that_was_set_back_holds_up_nothing(phone_page: Page, live_server: LiveServer) -> None:
    """A time to wait that is longer than anybody is given is none."""
    Operative.at_work(phone_page)
    left = f"""async (ahead) => (await import("/static/{BUILD}/js/shared/outbox.js"))
      .undoLeft({{not_before: Date.now() + ahead}})"""
    assert 8_000 < phone_page.evaluate(left, 10_000) <= 10_000
    assert phone_page.evaluate(left, 3_600_000) == 0
    assert phone_page.evaluate(left, -1) == 0
