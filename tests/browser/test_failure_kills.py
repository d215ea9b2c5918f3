"""The failure matrix: a phone whose browser or page is killed, at the worst moment each."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Error, Page, expect

from tests.browser.chromium import Phone
from tests.browser.operative import OPS, Operative, journal, received, texts, until
from tests.live_server import LiveServer

# Tells when the page first says that something is saved.
WATCH = """addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  if (document.querySelector("main")?.innerText.includes("Saved on this phone")) window.saidSaved();
}).observe(document.documentElement, {subtree: true, childList: true, characterData: true, attributes: true}))"""


@pytest.mark.parametrize("moment", ["before the office has it", "after the office has it"])
def test_row_7_killed_while_sending(killable_phone: Phone, live_server: LiveServer, moment: str) -> None:
    """Row 7: browser killed while sending: sent after restart, one row."""
    operative = Operative.at_work(killable_phone.page)
    here, go_on = threading.Event(), threading.Event()

    def wait(environ: dict[str, Any], _status: int = 0) -> None:
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", OPS) and not here.is_set():
            here.set()
            go_on.wait(10)

    if moment.startswith("before"):
        live_server.saboteur.before = wait
    else:
        live_server.saboteur.after = wait
    operative.note(operative.visit, "Killed while sending")
    until(here.is_set)
    operative = operative.restart(killable_phone, meanwhile=go_on.set)
    live_server.saboteur.reset()
    operative.page.goto("/field/")
    operative.expect_all_sent()
    assert texts(received(1)) == ["Killed while sending"]


@pytest.mark.parametrize("milliseconds", [0, 10, 20, 35, 50])
def test_row_8_killed_between_tap_and_save(killable_phone: Phone, live_server: LiveServer, milliseconds: int) -> None:
    """Row 8: killed 0–50 ms after the tap: if "Saved" was shown the op exists whole; otherwise whole or not at all."""
    operative = Operative.at_work(killable_phone.page)
    said: list[bool] = []
    killable_phone.context.expose_binding("saidSaved", lambda _source: said.append(True))
    killable_phone.context.add_init_script(WATCH)
    text = "Every word of it. " * 200
    operative.open(operative.visit, "add-note")
    operative.form("add-note").locator("[name=text]").fill(text)
    until(lambda: operative.stored("drafts"))
    live_server.stop()
    button = operative.form("add-note").locator("button:not([type=button])").last
    button.evaluate("(button) => setTimeout(() => button.click())")
    if milliseconds:
        operative.page.wait_for_timeout(milliseconds)
    operative = operative.restart(killable_phone)
    operative.page.goto("/field/")
    ops = operative.stored("ops")
    assert len(ops) <= 1
    assert len(ops) == 1 or not said
    for op in ops:
        assert ["text", text] in op["typed"]
        assert {"id", "user", "order", "ticket", "command", "typed", "done_at", "tz", "seq"} <= op.keys()
    live_server.start()
    operative.page.goto(f"/field/tickets/{operative.visit.id}#add-note")
    if ops:
        received(1)
        assert texts(journal()) == [text.strip()] or texts(journal()) == [text]
    else:
        # What was typed is still there as a draft.
        expect(operative.form("add-note").locator("[name=text]")).to_have_value(text)
        assert journal() == []


def test_row_9_a_page_killed_while_the_camera_is_open(phone_page: Page, live_server: LiveServer) -> None:
    """Row 9: page killed while the camera is open: form and photos restored."""
    operative = Operative.at_work(phone_page, state="on-site")
    visit = operative.visit
    with operative.without_signal():
        phone_page.goto(f"/field/tickets/{visit.id}/complete")
        form = operative.form("complete")
        form.locator("[name=comments]").fill("Renewed the mixer tap and tested it")
        photo = io.BytesIO()
        Image.new("RGB", (800, 600), (120, 90, 40)).save(photo, "JPEG")
        file = {"name": "tap.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
        phone_page.locator("input[data-photo]").last.set_input_files(file)
        until(lambda: len(operative.stored("blobs")) == 1)
        phone_page.wait_for_timeout(300)
        with pytest.raises(Error):
            phone_page.goto("chrome://crash")
        phone_page.close()
        page = operative.context.new_page()
        page.goto(f"/field/tickets/{visit.id}/complete")
        comments = page.locator("form[data-command=complete] [name=comments]")
        expect(comments).to_have_value("Renewed the mixer tap and tested it")
        expect(page.locator("[data-photo-state]").first).to_have_text("Saved on this phone")
