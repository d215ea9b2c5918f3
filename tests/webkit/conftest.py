"""Phones with WebKitGTK under the names that tests/browser gives its own; an uncaught error fails its test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployment import IN_CI
from tests.live_server import LiveServer
from tests.webkit.page import Page
from tests.webkit.phone import Context, Display, Phone, missing

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.webkit)


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    """A screen for each test process; without it or the browser nothing here can run, as with Chromium.

    Where there is no apt-get nobody could have installed them.
    """
    if lacking := ", ".join(missing()):
        if IN_CI and shutil.which("apt-get"):
            pytest.fail(f"{lacking} not installed, and in CI nothing is skipped.")
        pytest.skip(f"{lacking} not installed")
    display = Display()
    yield display
    display.stop()


@pytest.fixture
def switched_off(display: Display, live_server: LiveServer, tmp_path: Path) -> Iterator[Phone]:
    """A new phone."""
    phone = Phone(display, tmp_path / "profile", live_server)
    try:
        yield phone
        complaints = phone.complaints()
    finally:
        phone.kill()
    assert not complaints, complaints


@pytest.fixture
def killable_phone(switched_off: Phone) -> Phone:
    """A phone that is on: `kill()` and `start()` it."""
    switched_off.start()
    return switched_off


@pytest.fixture
def phone(switched_off: Phone) -> Context:
    """An operative's phone."""
    return switched_off.switch_on()


@pytest.fixture
def phone_page(phone: Context) -> Page:
    """An empty page on the phone."""
    return phone.new_page()
