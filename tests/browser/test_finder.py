"""Finding a rate on the phone and at a desk: without signal, while one types, and what is added is said each time."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page

from fieldapp.extensions import db
from fieldapp.models import Contract, Line, ListItem, Rate
from fieldapp.models.connection import begin_writing
from tests import factories as make
from tests.browser.expecting import expect
from tests.browser.operative import Operative, until
from tests.browser.test_finishing import begin, go_on
from tests.live_server import LiveServer

RATES = (
    ("310424", "Renew float valve in WC cistern", "NO", "overflow", "WCs"),
    ("043021", "Renew fence post", "LM", "rotten", "Fences"),
    ("900001", "Quoted work", "PRICE", "quotation", "Quotes"),
)
# The books that are kept, whoever's they are.
BOOKS = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    const books = (await cache.keys()).filter((one) => one.url.includes("/rates/"));
    for (const one of books) found.push(await (await cache.match(one)).text());
  }
  return found;
}"""


@pytest.fixture
def stocked() -> Contract:
    """A contract whose book and trade's words are worth searching; what was done under it is usual together."""
    under = make.contract(make.landlord(rates_shown=True))
    for code, short, unit, keywords, category in RATES:
        facts = {"short": short, "unit": unit, "keywords": keywords, "category": category}
        pence = 100 if unit == "PRICE" else 4_125
        make.saved(
            Rate(schedule=under.schedules[0], landlord_id=under.landlord_id, code=code, rate_pence=pence, **facts)
        )
    said = ListItem(
        list_name="trade-word", code="ballcock", label="Ballcock", position=1, facts={"meant": "float valve"}
    )
    said.landlord_id = under.landlord_id
    make.saved(said)
    return under


def at_work(page: Page, under: Contract) -> Operative:
    """An operative of the firm with a visit on site, and two that they completed with a fence post as extra work."""
    user = make.user("operative", under.contractor)
    for _ in range(2):
        done = make.ticket("on-site", under, user)
        order, then = done.order, make.now() - timedelta(days=9)
        order.completed_at = done.arrived_at = done.completed_at = done.ended_at = then
        done.outcome, done.comments, done.visit_on = "complete", "Renewed the fence post", then.date()
        done.state = "completed"
        line = {"code": "043021", "short": "Renew fence post", "unit": "LM", "completed": Decimal(2), "extra": True}
        order.lines[0].completed = Decimal(1)
        order.lines.append(Line(landlord_id=under.landlord_id, sequence=9, **line))
        db.session.commit()
    operative = Operative(page, user, [make.ticket("on-site", under, user)])
    operative.sign_in()
    return operative


def finding(operative: Operative) -> Locator:
    """Open "Add extra work" from the second step of finishing; gives the finder."""
    form = begin(operative)
    go_on(form)
    operative.page.locator('a[href="#find"]').click()
    found = operative.page.locator("#find [data-finder]")
    found.locator("[data-price]:visible").first.wait_for()
    return found


def codes(found: Locator, group: str = "found") -> list[str]:
    """The codes that a group shows, in their order."""
    shown: list[str] = found.locator(f'[data-finder-group="{group}"] [data-price]:visible').evaluate_all(
        "rows => rows.map((row) => row.dataset.price)"
    )
    return shown


def test_extra_work_is_found_and_added_without_signal(
    phone_page: Page, live_server: LiveServer, stocked: Contract
) -> None:
    """By what the trade says; each tap is said, and the second asks for one more. Rules: C7."""
    operative = at_work(phone_page, stocked)
    with operative.without_signal():
        found = finding(operative)
        found.locator("[data-finder-words]").fill("balcock")
        assert codes(found) == ["310424"]
        row = found.locator('[data-price="310424"]:visible')
        expect(row).to_contain_text("310424 · NO, each · £41.25")
        row.get_by_role("button").click()
        expect(row.locator("[data-added]")).to_have_text("Added – 1 on this visit")
        expect(row.get_by_role("button")).to_have_text("Make it 2 Renew float valve in WC cistern")
        row.get_by_role("button").click()
        expect(row.locator("[data-added]")).to_have_text("Added – 2 on this visit")
        phone_page.locator("[data-extra-count]").click()
        basket = operative.form("complete").locator("[data-extra]")
        assert basket.count() == 1
        expect(basket.locator("[data-quantity]")).to_have_value("2")
        expect(basket).to_contain_text("ordered 0")
        expect(basket.locator("label").first).to_have_text("Completed, NO, each")


def test_what_is_usual_stands_on_top_until_something_is_asked(
    phone_page: Page, live_server: LiveServer, stocked: Contract
) -> None:
    """Used recently, and claimed before with what is on this order; a unit that is no single one is said. Rules: C7."""
    operative = at_work(phone_page, stocked)
    with operative.without_signal():
        found = finding(operative)
        assert (codes(found, "recent"), codes(found, "together")) == (["043021"], ["043021"])
        expect(found.locator('[data-price="043021"]:visible').first).to_contain_text("per metre, not each")
        found.locator("[data-finder-words]").fill("cistern")
        assert (codes(found, "recent"), codes(found)) == ([], ["310424"])
        found.locator("[data-finder-words]").fill("zzzz")
        expect(found.locator("[data-finder-count]")).to_contain_text("Nothing matches “zzzz”")
        found.locator("[data-finder-words]").fill("")
        found.locator("[data-finder-category] summary").click()
        found.locator("[data-finder-category] select").select_option("Fences")
        assert codes(found) == ["043021"]


def test_a_sum_that_was_quoted_is_written_by_hand(phone_page: Page, live_server: LiveServer, stocked: Contract) -> None:
    """A price's quantity is pounds: no tap makes a number of it. Rules: C5, C7."""
    operative = at_work(phone_page, stocked)
    found = finding(operative)
    found.locator("[data-finder-words]").fill("quotation")
    found.locator('[data-price="900001"]:visible').get_by_role("button").click()
    expect(found.locator("[data-added]:visible")).to_have_text("Added – a sum to write on this visit")
    phone_page.locator("[data-extra-count]").click()
    expect(operative.form("complete").locator("[name=extra-900001]")).to_have_value("")


def test_the_prices_are_searched_without_signal_and_follow_the_landlord(
    phone_page: Page, live_server: LiveServer, stocked: Contract
) -> None:
    """What the landlord changes comes with the next day's exchange, and what it hides is gone. Rules: C4, C7."""
    operative = at_work(phone_page, stocked)

    def shown() -> str:
        phone_page.goto("/field/prices")
        found = phone_page.locator("[data-finder]")
        until(lambda: found.get_attribute("data-finder-took"))
        found.locator("[data-finder-words]").fill("fence")
        return found.locator('[data-finder-group="found"] [data-price]:visible').first.inner_text()

    with operative.without_signal():
        assert "£41.25" in shown()
    begin_writing(db.session)
    landlord = stocked.landlord
    landlord.stored_policy = {**landlord.stored_policy, "rates_shown": False}
    landlord.version += 1
    db.session.commit()
    phone_page.goto("/field/")

    until(lambda: (book := phone_page.evaluate(BOOKS)) and "pence" not in book[0], 20)
    with operative.without_signal():
        assert "£" not in shown()


def test_signing_out_takes_the_book_along(phone_page: Page, live_server: LiveServer, stocked: Contract) -> None:
    """Nothing of a landlord's prices stays on the phone. Rules: A8, C4."""
    operative = at_work(phone_page, stocked)
    until(lambda: len(phone_page.evaluate(BOOKS)) == 1)
    operative.page.locator(".fa-account summary").click()
    operative.page.get_by_role("button", name="Sign out").click()
    phone_page.wait_for_url("**/sign-in")
    assert phone_page.evaluate(BOOKS) == []


def test_an_officer_finds_a_code_and_it_fills_the_next_line(
    phone_page: Page, live_server: LiveServer, stocked: Contract
) -> None:
    """While one types; the code that stands there already is counted up from what was typed. Rules: C7, O1."""
    officer = make.user("landlord", stocked.landlord)
    home = make.home(stocked.landlord)
    phone_page.goto("/sign-in")
    phone_page.fill("[name=username]", officer.username)
    phone_page.fill("[name=password]", make.PASSWORD)
    phone_page.press("[name=password]", "Enter")
    phone_page.wait_for_url("**/landlord/")
    phone_page.goto(f"/landlord/raise/{home.id}")
    found = phone_page.locator("[data-finder]")
    until(lambda: found.get_attribute("data-finder-took"))
    found.locator("[data-finder-words]").fill("ballcock")
    row = found.locator('[data-price="310424"]:visible')
    row.get_by_role("button").click()
    expect(phone_page.locator("[name=code-1]")).to_have_value("310424")
    expect(phone_page.locator("[name=quantity-1]")).to_have_value("1")
    expect(row.locator("[data-added]")).to_have_text("Added – 1 on this order")
    row.get_by_role("button").click()
    expect(phone_page.locator("[name=quantity-1]")).to_have_value("2")
    for typed, more in (("1,000", "1001"), ("£50", "51"), ("0.57", "1.57"), ("two", "two")):
        phone_page.locator("[name=quantity-1]").fill(typed)
        row.get_by_role("button").click()
        expect(phone_page.locator("[name=quantity-1]")).to_have_value(more)
    expect(phone_page.locator("[name=code-2]")).to_have_value("")


def test_a_variation_takes_codes_from_the_search_without_signal(
    phone_page: Page, live_server: LiveServer, stocked: Contract
) -> None:
    """Into the empty row, then into rows that are added; the form is not sent by looking. Rules: V3, C7."""
    operative = at_work(phone_page, stocked)
    with operative.without_signal():
        phone_page.goto(f"/field/tickets/{operative.visit.id}/vary")
        phone_page.locator("details:has([data-finder]) > summary").click()
        found = phone_page.locator("[data-finder]")
        until(lambda: found.get_attribute("data-finder-took"))
        for number, (words, code) in enumerate((("ballcock", "310424"), ("fence", "043021")), start=1):
            found.locator("[data-finder-words]").fill(words)
            found.locator("[data-finder-words]").press("Enter")
            found.locator(f'[data-price="{code}"]:visible').first.get_by_role("button").click()
            expect(phone_page.locator(f"[name=code-{number}]")).to_have_value(code)
            expect(phone_page.locator(f"[name=quantity-{number}]")).to_have_value("1")
        found.locator('[data-price="043021"]:visible').first.get_by_role("button").click()
        expect(phone_page.locator("[name=quantity-2]")).to_have_value("2")
        expect(found.locator("[data-added]:visible").first).to_have_text("Added – 2 on this variation")
