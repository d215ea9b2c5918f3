"""The board follows the day by itself, without being loaded again."""

from __future__ import annotations

from playwright.sync_api import Page, Response, expect

from fieldapp.domain.dates import london_day
from tests import factories as make
from tests.signing_in import sign_in_by_hand

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def polled(page: Page) -> Response:
    """Let the board ask now instead of in 15 seconds."""
    with page.expect_response(lambda answer: answer.url.endswith("/board/")) as asked:
        page.evaluate(LOOK_AGAIN)
    return asked.value


def test_an_arrival_appears_on_an_open_board(desk_page: Page) -> None:
    contract = make.contract()
    operative = make.user("operative", contract.contractor, name="Jo Kestrel")
    supervisor = make.user("supervisor", contract.contractor)
    visit = make.ticket("booked", contract, operative, day=london_day(make.now()))
    page = desk_page
    sign_in_by_hand(page, supervisor)
    page.goto("/board/")
    row = page.locator(f'[data-operative="{operative.id}"]')
    expect(row).not_to_contain_text("On site")
    first = polled(page)
    assert first.status == 200
    assert first.request.headers["x-fieldapp-poll"] == "1"
    make.do(operative, "arrive", visit)
    assert polled(page).status == 200
    expect(row).to_contain_text("On site")
    assert page.locator("main[data-module=board]").count() == 1
