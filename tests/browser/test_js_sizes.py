"""What the phone's scripts may weigh, and what they may touch."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from fieldapp.build import PACKAGE
from tests import factories
from tests.browser.operative import Operative
from tests.live_server import LiveServer

JS = PACKAGE / "static" / "js"
# What none of a folder's files may name.
FOREIGN = {
    "shared": r"\b(document|window|caches|clients)\b(?!:)",
    "sw": r"\b(document|window)\b(?!\")",
    "page": r"\b(caches\.(?!js)|clients\b)",
}


def weight(path: Path) -> int:
    """Bytes after gzip."""
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def code(path: Path) -> str:
    """A file without its comments."""
    return re.sub(r"^\s*//.*$|\s// .*$", "", path.read_text(), flags=re.M)


def test_the_outbox_weighs_at_most_4_kb() -> None:
    """The outbox is small enough to be read whole."""
    assert weight(JS / "shared" / "outbox.js") <= 4_000


def test_the_worker_is_a_routing_table() -> None:
    """`sw.js` has at most 100 lines, and answers nothing but GET."""
    lines = (PACKAGE / "static" / "sw.js").read_text().splitlines()
    assert len(lines) <= 100
    assert any('request.method !== "GET"' in line for line in lines)


@pytest.mark.parametrize("path", sorted(JS.glob("*/*.js")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_script_touches_only_what_its_folder_may(path: Path) -> None:
    """Page scripts touch the page, worker scripts caches and windows, shared ones neither; no file is long."""
    assert not re.search(FOREIGN[path.parent.name], code(path)), path
    assert len(path.read_text().splitlines()) <= 300
    assert path.read_text().startswith("// "), "a module opens with one sentence"


def test_the_first_load_of_today_is_light(phone_page: Page, live_server: LiveServer) -> None:
    """Today loads at most 25 kB of script and 8 files, before the worker is there to help.

    What the page then tells and asks the office (`/api/`) is no part of the load, and may or may not fall into it.
    """
    operative = Operative(phone_page, factories.user("operative"))
    operative.sign_in(ready=False)
    phone_page.goto("about:blank")
    loaded: list[str] = []
    context = phone_page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=live_server.url, storage_state=phone_page.context.storage_state(), service_workers="block"
    )
    page = context.new_page()
    page.on("requestfinished", lambda request: loaded.append(request.url))
    page.goto("/field/", wait_until="networkidle")
    context.close()
    scripts = [PACKAGE / "static" / re.sub(r"^.*/static/[0-9a-f]{12}/", "", url) for url in loaded if "/js/" in url]
    assert 0 < sum(map(weight, scripts)) <= 25_000
    files = [url for url in loaded if "/api/" not in url]
    assert len(files) <= 8, "\n".join(files)
