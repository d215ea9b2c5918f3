"""The failure matrix: who sends, and when: several at once, without the browser's help, with no page open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from werkzeug.wrappers import Response

from tests.browser.expecting import expect
from tests.browser.operative import NO_SYNC, OPS, Operative, received, texts, until
from tests.live_server import LiveServer, instead_of

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined});"
NO_WORKER_LOCKS = NO_LOCKS.replace("Navigator.", "WorkerNavigator.")
# Retries by themselves would hide a trigger that does nothing: only what is due at once is let through.
NO_TIMERS = """const soon = setTimeout;
window.setTimeout = (run, wait, ...rest) => (wait > 400 ? 0 : soon(run, wait, ...rest));"""


class Crowd:
    """Counts how many batches are on their way at the same time; slows each a little, so that they would meet."""

    def __init__(self, live_server: LiveServer) -> None:
        self.now = self.most = 0
        self.lock = threading.Lock()
        live_server.saboteur.before, live_server.saboteur.after = self.come, self.go

    def come(self, environ: dict[str, Any]) -> None:
        """A batch comes in."""
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", OPS):
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            time.sleep(0.4)

    def go(self, environ: dict[str, Any], _status: int) -> None:
        """Its answer goes out."""
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", OPS):
            with self.lock:
                self.now -= 1


def worker_sync(page: Page, url: str) -> Callable[[], None]:
    """A function that lets the browser call the worker's `sync`, as it does when signal returns."""
    registrations: set[str] = set()
    cdp = page.context.new_cdp_session(page)
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.update(one["registrationId"] for one in event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    until(lambda: page.wait_for_timeout(50) or registrations)

    def sync() -> None:
        for one in registrations:
            about = {"origin": url, "registrationId": one, "tag": "drain", "lastChance": False}
            cdp.send("ServiceWorker.dispatchSyncEvent", about)

    return sync


def everybody_sends(
    phone: BrowserContext, live_server: LiveServer, waker: Callable[[Page, str], Callable[[], None]] = worker_sync
) -> None:
    """Two tabs write and send, the worker is woken again and again; all arrives once, one batch at a time."""
    operative = Operative.at_work(phone.new_page(), visits=2)
    other = Operative(phone.new_page(), operative.user, operative.visits)
    other.page.goto("/field/")
    wake_worker = waker(operative.page, live_server.url)
    tabs = (operative, other)
    written = []
    live_server.stop()
    for number in range(6):
        who, visit = tabs[number % 2], operative.visits[number // 3]
        written.append(f"note {number}")
        who.note(visit, written[-1])
    # Each on a visit of its own: what is typed in one tab comes back, as a draft, in the other's same form.
    for who, visit in zip(tabs, operative.visits, strict=True):
        who.open(visit, "add-note")
        who.form("add-note").locator("[name=text]").fill("meanwhile")
    crowd = Crowd(live_server)
    live_server.start()
    for _ in range(3):
        for who in tabs:
            who.page.evaluate("dispatchEvent(new Event('online'))")
        wake_worker()
    for who in tabs:
        who.save("add-note")
    rows = received(8, "add-note", seconds=30)
    for visit in operative.visits:
        said = [text for row in rows if row.ticket_id == visit.id for text in texts([row]) if text != "meanwhile"]
        assert said == [text for text in written if text in said]
    assert sorted(texts(rows)) == sorted([*written, "meanwhile", "meanwhile"])
    operative.expect_all_sent()
    time.sleep(1)
    received(8, "add-note")
    assert crowd.most == 1


def test_row_10_two_tabs_and_the_worker_send_at_once(phone: BrowserContext, live_server: LiveServer) -> None:
    """Row 10: two tabs and the worker drain at once, saves meanwhile: all sent, once."""
    everybody_sends(phone, live_server)


def test_row_11_without_web_locks(phone: BrowserContext, live_server: LiveServer, app: Any) -> None:
    """Row 11: no Web Locks: as row 10."""
    worker = app.test_client().get("/sw.js").text
    live_server.saboteur.application.view_functions["shell.worker"] = lambda: Response(
        NO_WORKER_LOCKS + worker, content_type="text/javascript", headers={"Service-Worker-Allowed": "/"}
    )
    phone.add_init_script(NO_LOCKS)
    everybody_sends(phone, live_server)
    assert phone.pages[0].evaluate("navigator.locks === undefined")


@pytest.mark.parametrize(
    "trigger", ["saving", "pageshow", "visibilitychange", "focus", "online", "half a minute", "Send now"]
)
def test_row_12_without_background_sync(phone_page: Page, live_server: LiveServer, trigger: str) -> None:
    """Row 12: no Background Sync: sent within 5 s of any trigger."""
    if trigger == "half a minute":
        phone_page.clock.install()
    phone_page.add_init_script(NO_TIMERS)
    phone_page.add_init_script(NO_SYNC)
    operative = Operative.at_work(phone_page)
    live_server.stop()
    operative.note(operative.visit, "Waits for a trigger")
    expect(operative.strip).to_contain_text("No signal – 1 saved on this phone")
    if trigger == "Send now":
        phone_page.goto("/field/outbox")
        expect(operative.strip).to_contain_text("No signal – 1 saved on this phone")
    live_server.start()
    if trigger == "saving":
        form = operative.form("add-note")
        phone_page.evaluate("location.hash = 'add-note'")
        form.locator("[name=text]").fill("And another")
        operative.save("add-note")
    elif trigger == "Send now":
        phone_page.locator("[data-send-now]").first.click()
    elif trigger == "half a minute":
        phone_page.clock.run_for(30_000)
    else:
        target = "document" if trigger == "visibilitychange" else "window"
        phone_page.evaluate(f"{target}.dispatchEvent(new Event('{trigger}'))")
    received(2 if trigger == "saving" else 1, "add-note", seconds=5)


def test_row_12_send_now_ignores_a_pause_that_others_keep(phone_page: Page, live_server: LiveServer) -> None:
    """Row 12, and the answer table: 503 with Retry-After is honoured by every trigger but Send now."""
    phone_page.add_init_script(NO_SYNC)
    operative = Operative.at_work(phone_page)
    live_server.saboteur.before = instead_of("POST", OPS, Response("busy", 503, {"Retry-After": "120"}))
    operative.note(operative.visit, "Later")
    until(lambda: live_server.saboteur.count("POST", OPS) == 1)
    for event in ("focus", "online"):
        phone_page.evaluate(f"dispatchEvent(new Event('{event}'))")
    phone_page.goto("/field/outbox")
    time.sleep(1)
    assert live_server.saboteur.count("POST", OPS) == 1
    live_server.saboteur.reset()
    phone_page.locator("[data-send-now]").first.click()
    received(1, seconds=5)


def test_row_13_signal_returns_with_no_page_open(phone: BrowserContext, live_server: LiveServer) -> None:
    """Row 13: signal returns with no page open: the worker drains."""
    operative = Operative.at_work(phone.new_page())
    with operative.without_signal():
        operative.note(operative.visit, "Sent by the worker")
        operative.expect_waiting(1)
        operative.page.close()
    received(1, "add-note", seconds=20)
