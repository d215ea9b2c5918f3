"""The board in a browser: it asks every 15 seconds, and exchanges only what has changed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.operative import until
from tests.live_server import LiveServer
from tests.signing_in import sign_in_by_hand


def test_the_board_is_exchanged_only_when_something_changed(desk_page: Page, live_server: LiveServer) -> None:
    """Every 15 s the board asks with its ETag: 304 leaves it alone, news replace it; hidden, it does not ask."""
    contractor = factories.contractor()
    supervisor = factories.user("supervisor", contractor)
    operative = factories.user("operative", contractor, name="Jo Keane")
    visit = factories.ticket("booked", under=factories.contract(to=contractor), operative=operative)
    desk_page.clock.install()
    sign_in_by_hand(desk_page, supervisor)
    desk_page.goto("/board/")
    main = desk_page.locator("main")

    def asked() -> int:
        return live_server.saboteur.count("GET", "/board/")

    def quarter_of_a_minute() -> None:
        before = asked()
        desk_page.clock.run_for(15_000)
        until(lambda: asked() > before)
        desk_page.wait_for_timeout(300)

    quarter_of_a_minute()
    main.evaluate("(main) => { main.dataset.mark = 'seen'; }")
    quarter_of_a_minute()
    expect(main).to_have_attribute("data-mark", "seen")
    assert [one.status for one in live_server.saboteur.seen if one.path == "/board/"][-1] == 304
    factories.do(operative, "arrive", visit)
    quarter_of_a_minute()
    expect(main).not_to_have_attribute("data-mark", "seen")
    desk_page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    before = asked()
    desk_page.clock.run_for(45_000)
    desk_page.wait_for_timeout(300)
    assert asked() == before
