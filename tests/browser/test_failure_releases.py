"""The failure matrix: new releases of the app, whole ones and broken ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response
from playwright.sync_api import Page, expect

from fieldapp.build import BUILD
from tests.browser.operative import Operative, caches_of, received, texts, until
from tests.live_server import LiveServer

NEXT = "0123456789ab"
Release = Callable[[str], None]


@pytest.fixture
def release(app: Flask) -> Release:
    """Makes /sw.js that of another release; `broken` is a file of its shell that cannot be had."""
    present = app.test_client().get("/sw.js").text

    def change(broken: str = "") -> None:
        text = present.replace(BUILD, NEXT)
        if broken:
            text = text.replace("const SHELL = [", f'const SHELL = ["{broken}", ')
        app.view_functions["shell.worker"] = lambda: Response(
            text, content_type="text/javascript", headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
        )

    return change


def update(page: Page) -> None:
    """Let the browser look for a new worker, as it does by itself on opening a page."""
    page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update())")


def waiting(page: Page) -> bool:
    """Whether a new worker waits."""
    return bool(page.evaluate("navigator.serviceWorker.ready.then((registration) => Boolean(registration.waiting))"))


def test_row_26_a_new_release_waits_while_a_form_is_open(
    phone_page: Page, live_server: LiveServer, release: Release
) -> None:
    """Row 26: new release while a form is open: old keeps working; new at next launch; queue intact."""
    operative = Operative.at_work(phone_page)
    operative.open(operative.visit, "add-note")
    operative.form("add-note").locator("[name=text]").fill("Half a sent")
    release("")
    update(phone_page)
    until(lambda: waiting(phone_page))
    phone_page.wait_for_timeout(500)
    expect(operative.form("add-note").locator("[name=text]")).to_have_value("Half a sent")
    operative.form("add-note").locator("[name=text]").fill("Half a sentence, finished")
    with operative.without_signal():
        operative.save("add-note")
        operative.expect_waiting(1)
        assert waiting(phone_page)
    assert f"shell-{BUILD}" in caches_of(operative.context)
    assert texts(received(1)) == ["Half a sentence, finished"]
    # The next launch: the app is opened with nothing else of it open.
    opened = operative.context.new_page()
    phone_page.close()

    def launched() -> bool:
        # A window that has just been closed is still there for a moment, and counts.
        opened.goto("about:blank")
        opened.wait_for_timeout(1_000)
        opened.goto("/field/")
        return not waiting(opened)

    until(launched, 20)
    assert f"shell-{NEXT}" in opened.evaluate("caches.keys()")
    Operative(opened, operative.user).expect_all_sent()


def test_row_27_a_release_with_a_missing_file_is_not_installed(
    phone_page: Page, live_server: LiveServer, release: Release
) -> None:
    """Row 27: one shell file fails during install: old version keeps serving, no half cache is left."""
    operative = Operative.at_work(phone_page)
    release(f"/static/{NEXT}/js/page/is-not-there.js")
    phone_page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update()).catch(() => null)")
    until(lambda: live_server.saboteur.count("GET", f"/static/{NEXT}/js/page/is-not-there.js"))
    phone_page.wait_for_timeout(500)
    assert not waiting(phone_page)
    assert f"shell-{NEXT}" not in caches_of(operative.context)
    with operative.without_signal():
        operative.note(operative.visit, "By the old release")
        operative.expect_waiting(1)
    assert texts(received(1)) == ["By the old release"]
