"""Finishing a job of 30 lines on the phone without signal: from the last tap until it is saved."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from playwright.sync_api import Page

from tests import factories as make
from tests.bench.saving import until_saved
from tests.browser.operative import Operative

LINES, TIMES = 30, 12
# The page goes to the visit once it is saved: what it measured is read on the way out.
KEEP = "addEventListener('pagehide', () => sessionStorage.setItem('took', window.saved - window.begun))"


def test_a_completion_of_30_lines_is_saved_at_once(phone_page: Page, measured: Callable[[str, float], None]) -> None:
    """Each on a visit of its own; Finish is a screen, what is saved is the whole form. Rules: C4."""
    operative = _with_visits(phone_page)
    phone_page.add_init_script(until_saved("submit"))
    phone_page.add_init_script(KEEP)
    with operative.without_signal():
        taken = [_finish(operative, number) for number in range(TIMES)]
    print(sorted(round(one) for one in taken))
    assert len(operative.stored("ops")) == TIMES
    measured(f"a completion of {LINES} lines saved, p95", statistics.quantiles(taken, n=20, method="inclusive")[-1])


def _with_visits(page: Page) -> Operative:
    """An operative with visits on site, each of so many lines."""
    user = make.user("operative")
    under = make.contract(to=user.contractor)
    lines = tuple(("310403", 1) for _ in range(LINES))
    visits = [make.ticket("on-site", under, user, lines=lines) for _ in range(TIMES)]
    operative = Operative(page, user, visits)
    operative.sign_in()
    return operative


def _finish(operative: Operative, number: int) -> float:
    """Fill in and send one; gives milliseconds, as the page saw them."""
    page, visit = operative.page, operative.visits[number]
    page.goto(f"/field/tickets/{visit.id}/complete")
    form = operative.form("complete")
    form.locator("[data-next]").wait_for()
    form.locator("[name=comments]").fill("Renewed what was ordered and tested each, no leaks")
    assert form.locator("[data-quantity]").count() == LINES
    for _ in range(3):
        form.locator("[data-next]").click()
    form.locator("[data-last]").click()
    page.wait_for_url("**#saved")
    return float(page.evaluate("sessionStorage.getItem('took')"))
