"""The failure matrix: a line of 400 kbit/s with a round trip of 400 ms."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Page

from tests.browser.chromium import PHONE
from tests.browser.conftest import NewContext
from tests.browser.operative import Operative, journal, until
from tests.browser.test_failure_photos import jpeg
from tests.live_server import LiveServer, free_port
from tests.slow_line import SlowLine

PHOTOS = 20
USABLE = "() => performance.getEntriesByName('usable').map((mark) => mark.startTime)[0] ?? 0"


@contextmanager
def slow(live_server: LiveServer) -> Iterator[None]:
    """The office answers at the same address, at the end of a slow line."""
    behind = LiveServer(live_server.saboteur.application, free_port())
    behind.saboteur = live_server.saboteur
    behind.start()
    live_server.stop()
    try:
        with SlowLine(live_server.port, behind.port).running():
            yield
    finally:
        behind.stop()
        live_server.start()


def seconds_until_usable(page: Page, new_context: NewContext, live_server: LiveServer) -> float:
    """From an empty cache to today's list with everything in its place; the worker comes later."""
    operative = Operative.at_work(page, visits=12)
    state = operative.context.storage_state()
    page.close()
    fresh = new_context(**PHONE, service_workers="block", storage_state=state).new_page()
    with slow(live_server):
        fresh.goto("/field/", wait_until="commit", timeout=30_000)
        return float(until(lambda: fresh.evaluate(USABLE), 30)) / 1000


def seconds_until_received(operative: Operative, live_server: LiveServer) -> float:
    """From the tap on "I've arrived" until the office has it, with 20 photos of another visit on their way."""
    first, second = operative.visits
    page = operative.page
    grain = Image.effect_noise((1600, 1200), 20).convert("RGB")
    operative.context.set_offline(True)
    operative.open(first, "add-photo")
    page.get_by_label("Choose several at once").first.set_input_files([jpeg(grain)] * PHOTOS, timeout=60_000)
    until(lambda: len(operative.stored("uploads")) == PHOTOS, 120)
    operative.open(second)
    with slow(live_server):
        operative.context.set_offline(False)
        until(lambda: sending(live_server), 60)
        begun = time.monotonic()
        operative.save("arrive")
        until(lambda: journal("arrive"), 60)
        took = time.monotonic() - begun
        assert len(operative.stored("uploads")) > PHOTOS / 2
    return took


def sending(live_server: LiveServer) -> bool:
    """Whether bytes are on their way."""
    return any(one.method == "PATCH" for one in live_server.saboteur.seen)


def test_row_30_the_first_load(phone_page: Page, new_context: NewContext, live_server: LiveServer) -> None:
    """Row 30: 400 kbit/s, 400 ms: first load at most 5 s."""
    assert seconds_until_usable(phone_page, new_context, live_server) <= 5


def test_row_30_an_arrival_does_not_wait_for_photos(phone_page: Page, live_server: LiveServer) -> None:
    """Row 30: 400 kbit/s, 400 ms: an arrival received at most 5 s after the tap, with 20 photos queued."""
    operative = Operative.at_work(phone_page, visits=2)
    assert seconds_until_received(operative, live_server) <= 5
