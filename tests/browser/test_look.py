"""The look, as far as a machine can hold it: narrow phones, targets, one filled button, one screen at a time."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fieldapp.models import Ticket
from tests import factories as make
from tests.browser.conftest import NewContext
from tests.signing_in import sign_in_by_hand

SMALL = """() => [...document.querySelectorAll(
    'a, button, summary, input:not([type=hidden]), select, textarea, label.fa-take')]
  .filter((one) => one.checkVisibility() && !one.matches('.govuk-skip-link, [type=file], .fa-visit h3 a'))
  .filter((one) => !one.closest('p, dd, .fa-quote, .fa-rows'))
  .map((one) => [one, one.matches('[type=radio], [type=checkbox]') ? one.parentElement : one])
  .map(([one, target]) => [one, target.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5 || box.width < 47.5)
  .map(([one, box]) => `${one.tagName} ${one.textContent.trim()} ${Math.round(box.width)}×${Math.round(box.height)}`)"""
FILLED = """() => [...document.querySelectorAll('.fa-act .govuk-button:not(.govuk-button--secondary)')]
  .filter((one) => one.checkVisibility()).length"""
STATES = ("issued", "accepted", "booked", "on-site")


@pytest.fixture
def narrow(new_context: NewContext) -> tuple[Page, list[Ticket]]:
    """A phone of 320 pixels, signed in, with a visit in every state that one can work on; no worker in between."""
    user = make.user("operative")
    contract = make.contract(to=user.contractor)
    lines = (("310403", 1), ("480115", 1), ("SQW", 1399))
    visits = [make.ticket(state, under=contract, operative=user, lines=lines) for state in STATES]
    context = new_context(
        viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True, service_workers="block"
    )
    page = context.new_page()
    sign_in_by_hand(page, user)
    return page, visits


def test_no_page_of_the_phone_is_wider_than_320_pixels(narrow: tuple[Page, list[Ticket]]) -> None:
    """No sideways scroll, and everything that is tapped is 48 pixels or more."""
    page, visits = narrow
    screens = (
        "",
        "#no-access",
        "#rebook",
        "#follow-on",
        "#add-note",
        "#add-photo",
        "#signature",
        "#saved",
        "/complete",
        "/complete#find",
    )
    addresses = ["/field/", "/field/tomorrow", "/field/outbox", "/field/prices", "/field/install"]
    addresses += [f"/field/tickets/{visit.id}" for visit in visits]
    addresses += [f"/field/tickets/{visits[-1].id}{screen}" for screen in screens]
    for address in addresses:
        page.goto("about:blank")
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        assert page.evaluate(SMALL) == [], address


def test_a_bar_has_one_filled_button(narrow: tuple[Page, list[Ticket]]) -> None:
    """One next step: also when a screen is open."""
    page, visits = narrow
    for visit in visits:
        for screen in ("", "#add-note", "#saved"):
            page.goto("about:blank")
            page.goto(f"/field/tickets/{visit.id}{screen}")
            assert page.evaluate(FILLED) == 1, (visit.state, screen)


def test_a_screen_stands_alone(narrow: tuple[Page, list[Ticket]]) -> None:
    """The address opens a screen, Back closes it; nothing of the visit shines through."""
    page, visits = narrow
    page.goto(f"/field/tickets/{visits[2].id}")
    page.locator(".fa-more summary").click()
    page.get_by_role("link", name="No answer – leave a card").click()
    expect(page.get_by_role("heading", name="No answer – leave a card")).to_be_visible()
    expect(page.get_by_role("heading", name="The job")).to_be_hidden()
    page.get_by_role("link", name="Visit", exact=True).click()
    expect(page.get_by_role("heading", name="The job")).to_be_visible()
