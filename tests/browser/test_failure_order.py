"""The failure matrix: several ops of which one is refused, comes too late, or carries a wrong time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

from tests import factories
from tests.browser.expecting import expect
from tests.browser.operative import NO_SYNC, Operative, journal, look_away, received, texts, until
from tests.live_server import LiveServer


def test_row_14_one_invalid_op_holds_up_its_own_order_only(phone_page: Page, live_server: LiveServer) -> None:
    """Row 14: one op is invalid: only its order waits; others arrive; corrected, it takes its place."""
    operative = Operative.at_work(phone_page, visits=2)
    first, second = operative.visits
    yesterday = datetime.now(UTC) - timedelta(days=30)
    with operative.without_signal():
        operative.open(first)
        late = operative.page.locator('form[data-command="arrive"]:has([name=arrived])').first
        screen = late.evaluate("(form) => form.closest('[data-screen]')?.id ?? ''")
        operative.open(first, screen)
        late.locator("[type=date]").fill(yesterday.date().isoformat())
        late.locator("[type=time]").fill("09:52")
        late.locator("button:not([type=button])").last.click()
        until(lambda: len(operative.stored("ops")) == 1)
        operative.note(first, "Behind the arrival")
        operative.note(second, "Of another order")
        operative.expect_waiting(3)
    rows = received(2)
    assert [(row.command, row.outcome) for row in rows] == [("arrive", "invalid"), ("add-note", "applied")]
    expect(operative.strip).to_contain_text("1 needs you")
    assert [op["typed"] for op in operative.stored("ops")] == [[["text", "Behind the arrival"]]]
    operative.note(second, "Later, of another order")
    assert texts(received(3))[-1] == "Later, of another order"
    operative.open(first, screen)
    expect(operative.page.locator(".govuk-error-summary")).to_be_visible()
    expect(late.locator("[type=time]")).to_have_value("09:52")
    now = datetime.now().astimezone()
    late.locator("[type=date]").fill(now.date().isoformat())
    late.locator("[type=time]").fill(now.strftime("%H:%M"))
    late.locator("button:not([type=button])").last.click()
    rows = received(5)
    assert [row.command for row in rows] == ["arrive", "add-note", "add-note", "arrive", "add-note"]
    assert rows[3].replaces == rows[0].op_id
    assert rows[3].outcome == "applied"
    assert texts(rows)[-1] == "Behind the arrival"
    operative.expect_all_sent()


def test_row_15_a_ticket_cancelled_meanwhile(phone_page: Page, live_server: LiveServer) -> None:
    """Row 15: ticket cancelled meanwhile: kept as evidence, outcome shown to both sides."""
    operative = Operative.at_work(phone_page)
    visit = operative.visit
    look_away()
    officer = factories.user("landlord", visit.order.landlord)
    with operative.without_signal():
        operative.arrive(visit)
        operative.expect_waiting(1)
        look_away()
        factories.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    row = received(1, "arrive")[0]
    assert (row.outcome, row.state_after) == ("refused", "cancelled")
    assert row.typed is not None
    expect(operative.strip).to_contain_text("1 needs you")
    operative.page.goto("/field/outbox")
    expect(operative.page.locator("[data-outbox-list]")).to_contain_text("Not accepted")
    expect(operative.page.locator("[data-outbox-list]")).to_contain_text(row.reason)
    assert operative.stored("ops") == []


def test_row_29_a_clock_that_is_a_day_wrong(phone_page: Page, live_server: LiveServer) -> None:
    """Row 29: phone clock a day wrong: flagged, order kept, both times stored."""
    # Only the page's clock can be set; the worker's stays right.
    phone_page.add_init_script(NO_SYNC)
    phone_page.clock.set_system_time(datetime.now(UTC) + timedelta(days=1))
    operative = Operative.at_work(phone_page)
    visit = operative.visit
    with operative.without_signal():
        operative.arrive(visit)
        operative.expect_waiting(1)
        operative.note(visit, "After the arrival")
    rows = received(2)
    assert [(row.command, row.outcome) for row in rows] == [("arrive", "applied"), ("add-note", "applied")]
    for row in rows:
        assert abs(row.skew_seconds + 24 * 3600) < 60
        assert row.done_at - row.received_at > timedelta(hours=23)
    factories.unfenced()
    arrived = factories.db.session.get_one(type(visit), visit.id).arrived_at
    assert abs(arrived - datetime.now(UTC)) < timedelta(minutes=2)
    assert journal()
