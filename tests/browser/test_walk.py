"""The walk: a day on site without signal, and what the supervisor and the landlord then see."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from fieldapp.demonstration.drawings import photo
from fieldapp.dispatch import loop
from tests import factories as make
from tests.browser.chromium import DESK
from tests.browser.conftest import NewContext
from tests.browser.operative import Operative, received, until
from tests.signing_in import sign_in_by_hand

COMMENTS = "Renewed the mixer tap and tested it for ten minutes, no leak"


@pytest.fixture
def picture_folder() -> Path | None:
    """Where to put the pictures for the README, if they were asked for."""
    folder = os.environ.get("WALK_PICTURES")
    return Path(folder) if folder else None


def test_a_day_without_signal_reaches_supervisor_and_landlord_once(
    phone_page: Page, new_context: NewContext, picture_folder: Path | None
) -> None:
    """Offline: arrive, two photos, complete, a card at another door; back online: seen once, with both times."""

    def shoot(page: Page, name: str) -> None:
        if picture_folder:
            page.screenshot(path=picture_folder / f"{name}.png")

    operative = Operative.at_work(phone_page, visits=2, name="J. Kestrel")
    job, shut = operative.visits
    line = job.order.lines[0].id
    supervisor = make.user("supervisor", job.contractor, name="M. Fieldfare")
    landlord = make.user("landlord", job.order.landlord, name="D. Linnet")
    shoot(phone_page, "today")

    with operative.without_signal():
        operative.arrive(job)
        expect(phone_page.locator("[data-state-tag]").first).to_contain_text("saved on this phone")
        for name, words in (("new-tap.jpg", "Tap"), ("new-tap.jpg", "Valve")):
            operative.open(job, "add-photo")
            phone_page.locator("#add-photo [data-photo-kind=after]").set_input_files(
                {"name": name, "mimeType": "image/jpeg", "buffer": photo("after", words)}
            )
            until(lambda: phone_page.locator("#add-photo [data-photo-state]").count())
        until(lambda: len(operative.stored("blobs")) == 2)
        finish(operative, job.id, line, shoot)
        operative.open(shut, "no-access")
        form = operative.form("no-access")
        form.locator("[name=called][value=no]").check()
        form.locator("[name=comments]").fill("Knocked twice, waited two minutes. Card 0413 left.")
        operative.save("no-access")
        operative.expect_waiting(5)
        phone_page.goto("/field/")
        expect(phone_page.locator("[data-finished]")).to_have_text("2 of 2 finished")
        shoot(phone_page, "today-no-signal")
        phone_page.goto("/field/outbox")
        expect(phone_page.locator("[data-outbox-list] li, [data-outbox-list] [data-title]").first).to_be_visible()
        shoot(phone_page, "waiting")

    phone_page.goto("/field/")
    operative.expect_all_sent(seconds=30)
    assert [row.command for row in received(5)].count("complete") == 1
    assert operative.stored("blobs") == []
    loop.run(Event(), once=True)
    shoot(phone_page, "all-sent")

    desk = new_context(**DESK).new_page()
    sign_in_by_hand(desk, supervisor)
    board = desk.locator("main")
    expect(board).to_contain_text("J. Kestrel")
    expect(board).to_contain_text("Finished")
    expect(board).to_contain_text("No access")
    expect(desk.locator("body")).to_contain_text("All phones have sent everything")
    shoot(desk, "board")

    officer = new_context(**DESK).new_page()
    sign_in_by_hand(officer, landlord)
    officer.goto(f"/landlord/orders/{job.order_id}")
    page = officer.locator("main")
    expect(page).to_contain_text(COMMENTS)
    expect(page).to_contain_text("2 of 2 photos received")
    for words in ("Arrived", "Completed", "received"):
        expect(page).to_contain_text(words)
    assert officer.locator("main img").count() == 2
    assert officer.evaluate(
        "[...document.querySelectorAll('main img')].every((one) => one.complete && one.naturalWidth > 0)"
    )
    shoot(officer, "landlord")


def finish(operative: Operative, ticket: int, line: int, shoot: object) -> None:
    """Go through the steps of finishing."""
    page = operative.page
    page.goto(f"/field/tickets/{ticket}/complete")
    form = operative.form("complete")
    form.locator("[name=comments]").fill(COMMENTS)
    form.locator("[data-next]:visible").first.click()
    form.locator(f"[name=line-{line}]").fill("2")
    while not form.locator("[data-last]").is_visible():
        form.locator("[data-next]:visible").first.click()
    if callable(shoot):
        shoot(page, "finish")
    form.locator("[data-last]").click()
    expect(page.locator("[data-saved-title]")).to_have_text("Saved on this phone")
    expect(page.locator("[data-stage=saved][data-done]")).to_be_visible()
    if callable(shoot):
        shoot(page, "saved")
