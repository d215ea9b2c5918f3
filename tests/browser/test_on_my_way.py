"""On my way: kept like everything else, and then the phone's own messages open with the words."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.operative import Operative, received, until


def test_on_my_way_opens_the_phones_messages(phone_page: Page) -> None:
    """The record is saved first, also without signal; the text names who comes, where to and why."""
    operative = Operative.at_work(phone_page, name="J. Kestrel")
    asked: list[str] = []
    devtools = phone_page.context.new_cdp_session(phone_page)
    devtools.send("Page.enable")

    def heard(event: dict[str, Any]) -> None:
        asked.append(event["url"])

    devtools.on("Page.frameRequestedNavigation", heard)
    with operative.without_signal():
        operative.open(operative.visit)
        operative.save("on-my-way")
        until(lambda: phone_page.wait_for_timeout(50) or any(url.startswith("sms:") for url in asked))
        assert [op["command"] for op in operative.stored("ops")] == ["on-my-way"]
    words = next(url for url in asked if url.startswith("sms:"))
    assert words.startswith("sms:07700900482?&body=J.%20Kestrel%20of%20")
    assert "is%20on%20the%20way%20to" in words
    operative.page.goto("/field/")
    operative.expect_all_sent()
    received(1, "on-my-way")
    operative.open(operative.visit)
    expect(phone_page.locator("form[data-command=on-my-way]")).to_contain_text("You said so at")


def test_an_arrival_that_waits_can_be_corrected(phone_page: Page) -> None:
    """Without signal the page of a visit leads to the correction of an arrival that the office does not know yet."""
    operative = Operative.at_work(phone_page)
    with operative.without_signal():
        operative.arrive(operative.visit)
        operative.expect_waiting(1)
        phone_page.locator("a[href='#correct-arrival']:visible").click()
        form = operative.form("correct-arrival")
        expect(form).to_be_visible()
        form.locator("[type=date]").fill(factories.today().isoformat())
        form.locator("[type=time]").fill("00:01")
        form.locator("[name=reason]").fill("Tapped when I was already inside")
        operative.save("correct-arrival")
        operative.expect_waiting(2)
    assert [row.command for row in received(2)] == ["arrive", "correct-arrival"]
