"""Every page that somebody can reach by its links, held against WCAG 2.2 AA by axe: narrow and wide, light and dark."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag, urlsplit

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from fieldapp.demonstration import foundations
from fieldapp.demonstration.load import load
from fieldapp.extensions import db
from tests.browser.conftest import NewContext
from tests.signing_in import sign_in_by_hand

# The axe-core of a published package: nothing is fetched while testing.
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"],
})).violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 150))])"""
# Of the pages of one kind so many are looked at: they differ by their visit's state. Of a screen within a page, one.
OF_A_KIND = 3
# A row of the price book is like the next; five hundred of them take axe a minute.
SHORTEN = "document.querySelectorAll('[data-price]:nth-child(n + 12)').forEach((row) => row.remove())"
STARTS = {
    "operative": ("/field/", "/field/contacts", "/sign-in", "/offline", "/devices", "/there-is-no-such-page"),
    "supervisor": ("/board/",),
    "office": ("/desk/", "/desk/?q=4", "/desk/search?field=status&value=ISS", "/contacts"),
    "landlord": ("/landlord/", "/landlord/?q=4", "/landlord/search?field=status&value=nothing", "/new-password"),
    "administrator": ("/landlord/",),
}


@pytest.fixture
def demonstration(app: Flask) -> None:
    """Three weeks of work and a day, as `make run` shows it."""
    done = load(app.extensions["storage"], datetime.now(UTC))
    assert not done.refused
    db.session.rollback()


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(("scheme", "widths"), [("light", (320, 1280)), ("dark", (390,))])
def test_axe_finds_nothing_on_any_page(
    new_context: NewContext, app: Flask, scheme: Literal["light", "dark"], widths: tuple[int, ...]
) -> None:
    """No violation, whatever page a link leads to."""
    found: dict[str, object] = {}
    opened = Counter[str]()
    for account, starts in STARTS.items():
        context = new_context(service_workers="block", color_scheme=scheme)
        page = context.new_page()
        sign_in_by_hand(page, foundations.email(account), foundations.PASSWORD)
        for address in _reachable(page, app, starts, opened):
            for width in widths:
                if violations := _violations(page, width):
                    found[f"{account} {address} at {width}"] = violations
        context.close()
    assert not found
    # A walk that stopped at the door would find nothing either.
    assert len(opened) > 25, sorted(opened)


def _violations(page: Page, width: int) -> list[object]:
    """What axe says against the page, looked at in its full height: what is scrolled away would not be judged."""
    page.set_viewport_size({"width": width, "height": 800})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height + 200})
    page.evaluate(AXE)
    return list(page.evaluate(RUN))


def _reachable(page: Page, app: Flask, starts: tuple[str, ...], opened: Counter[str]) -> Iterator[str]:
    """Open page after page, following links; gives each one's address while it is open, and counts them by kind."""
    waiting, seen = deque(starts), set(starts)
    while waiting:
        address = waiting.popleft()
        kind = _kind(app, address)
        if not kind or opened[kind] >= (1 if "#" in address else OF_A_KIND):
            continue
        opened[kind] += 1
        page.goto("about:blank")
        page.goto(address)
        page.evaluate(SHORTEN)
        yield address
        for link in page.evaluate("[...document.querySelectorAll('main a[href], nav a[href]')].map((a) => a.href)"):
            parts = urlsplit(link)
            path = link.removeprefix(f"{parts.scheme}://{parts.netloc}")
            if parts.netloc == urlsplit(page.url).netloc and path not in seen:
                seen.add(path)
                waiting.append(path)


def _kind(app: Flask, address: str) -> str:
    """The view that answers, with the screen that the address opens; nothing for files and for what is no page."""
    path, screen = urldefrag(address)
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(path).path, "GET")
    except HTTPException:
        return "no such page"
    is_file = endpoint.startswith(("files", "shell.versioned", "static", "printing.pdf", "certificates.export"))
    return "" if is_file and endpoint != "files.view" else f"{endpoint}#{screen}".rstrip("#")
