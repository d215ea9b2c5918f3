"""`expect` for a page of any browser: Playwright's own, or what the page of another brings along."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect as expect_of_playwright


def expect(locator: Any) -> Any:
    """What a person will see within a while, or the test fails."""
    return locator.expectation() if hasattr(locator, "expectation") else expect_of_playwright(locator)
