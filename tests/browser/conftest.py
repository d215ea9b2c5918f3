"""Browsers for tests: a phone, a desk, and a phone that can be killed; each fails its test on an uncaught error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser.chromium import ARGUMENTS, DESK, PHONE, Complaints, Phone, driver, executable
from tests.deployment import IN_CI
from tests.live_server import LiveServer

HERE = Path(__file__).parent
NewContext = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, one for each test process."""
    with driver() as started:
        yield started


@pytest.fixture(scope="session")
def chromium_path(playwright: Playwright) -> str:
    """The browser's program; without one nothing here can run, which only a person's own machine may shrug off."""
    if found := executable(playwright.chromium):
        return found
    if IN_CI:
        pytest.fail("Chromium is not installed, and in CI nothing is skipped.")
    pytest.skip("Chromium is not installed")


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """One browser for each test process; tests get contexts, which share nothing."""
    browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def new_context(browser: Browser, live_server: LiveServer) -> Iterator[NewContext]:
    """Makes contexts of one's own: `new_context(**DESK)`, `new_context(**PHONE, java_script_enabled=False)`."""
    made: list[tuple[BrowserContext, Complaints]] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"base_url": live_server.url, **options})
        context.set_default_timeout(15_000)
        made.append((context, Complaints(context)))
        return context

    yield make
    for context, complaints in made:
        context.close()
        assert not complaints.heard, complaints.heard


@pytest.fixture
def phone(new_context: NewContext) -> BrowserContext:
    """An operative's phone: 390 by 844, touch."""
    return new_context(**PHONE)


@pytest.fixture
def phone_page(phone: BrowserContext) -> Page:
    """An empty page on the phone."""
    return phone.new_page()


@pytest.fixture
def desk_page(new_context: NewContext) -> Page:
    """An empty page on an office's screen."""
    return new_context(**DESK).new_page()


@pytest.fixture
def killable_phone(
    playwright: Playwright, chromium_path: str, live_server: LiveServer, tmp_path: Path
) -> Iterator[Phone]:
    """A phone that is on, with a profile of its own: `kill()` and `start()` it."""
    phone = Phone(playwright.chromium, chromium_path, tmp_path / "profile", live_server.url)
    phone.start()
    yield phone
    phone.stop()
    assert not phone.complaints, phone.complaints
