"""People at desks, in browsers of their own: the contractor's office and the landlord's officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.signing_in import sign_in_by_hand

# Each entry of the record of what happened, the newest first: what, about which visit.
STORY = (
    "[...document.querySelectorAll('[data-journal] > li')].map((li) => li.querySelector('div').firstChild.textContent)"
)


class Desk:
    """One person at a desk; `address` gives the page of what they work on."""

    def __init__(self, page: Page, person: Any, address: Callable[[int], str]) -> None:
        self.page, self.address = page, address
        sign_in_by_hand(page, person)

    def open(self, number: int) -> None:
        """Open the page of a visit (office) or of an order (landlord)."""
        self.page.goto(self.address(number))

    def form(self, command: str) -> Locator:
        """The form of a command, unfolded."""
        self.page.locator(f"details#{command}").evaluate("(fold) => { fold.open = true; }")
        return self.page.locator(f'form[data-command="{command}"]').first

    def does(self, number: int, command: str, **typed: str) -> None:
        """Fill in the form of a command and send it; it must be taken."""
        self.open(number)
        form = self.form(command)
        for name, value in typed.items():
            field = form.locator(f'[name="{name}"]').first
            kind = field.evaluate("(field) => field.type")
            if kind == "radio":
                form.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "select-one":
                field.select_option(value)
            elif kind == "checkbox":
                field.check()
            else:
                field.fill(value)
        if form.locator("[name=confirm]").count():
            form.locator("[name=confirm]").check()
        form.locator("button").last.click()
        expect(self.page.locator("main")).to_be_visible()
        expect(self.page.locator(".govuk-error-summary")).to_have_count(0)

    def story(self, number: int) -> list[str]:
        """What the page says has happened, the newest first."""
        self.open(number)
        return list(self.page.evaluate(STORY))

    def state(self, number: int) -> str:
        """The state of the visit that the page is about, or of the order's last one."""
        self.open(number)
        return self.page.locator("main").get_attribute("data-state") or ""
