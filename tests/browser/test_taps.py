"""A routine job on the phone, as a person does it: few taps, little time."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from fieldapp.demonstration.drawings import photo
from tests.browser.operative import Operative, received
from tests.live_server import LiveServer

MOST_TAPS, MOST_SECONDS = 12, 90
COUNT = "addEventListener('pointerdown', () => { localStorage.taps = 1 + Number(localStorage.taps ?? 0); }, true);"


def test_a_routine_job_takes_few_taps(phone_page: Page, live_server: LiveServer) -> None:
    """From today's list, where the news of it leads, over arrival and a photo to completion: 12 taps, 90 seconds."""
    phone_page.add_init_script(COUNT)
    operative = Operative.at_work(phone_page)
    phone_page.evaluate("localStorage.taps = 0")
    begun = time.monotonic()
    phone_page.locator("main article a").first.tap()
    operative.form("arrive").locator("button:not([type=button])").last.tap()
    expect(phone_page.locator("main")).to_have_attribute("data-state", "on-site", timeout=15_000)
    phone_page.locator("a[href$='/complete']").first.tap()
    form = operative.form("complete")
    form.locator("[data-next]").wait_for()
    form.locator("[name=comments]").tap()
    phone_page.keyboard.type("Renewed the mixer tap and tested it, no leak")
    form.locator("[data-next]").tap()
    form.locator("[data-next]").tap()
    # Choosing a file is the camera's own page: two taps, to open it and to take the picture.
    form.locator("[data-photo-kind=after]").set_input_files(
        {"name": "tap.jpg", "mimeType": "image/jpeg", "buffer": photo("after", "Tap")}
    )
    form.locator("[data-next]").tap()
    form.locator("[data-last]").tap()
    expect(phone_page.locator("[data-saved-title]")).to_be_visible()
    took = time.monotonic() - begun
    assert int(phone_page.evaluate("Number(localStorage.taps)")) + 2 <= MOST_TAPS
    assert took <= MOST_SECONDS
    assert {row.command for row in received(3)} == {"arrive", "add-photo", "complete"}
