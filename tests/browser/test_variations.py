"""A variation is asked for on the phone without signal, and what is recorded after it is not lost."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from fieldapp.extensions import db
from tests import factories as make
from tests.browser.expecting import expect
from tests.browser.operative import Operative, look_away, received, until
from tests.commands.varying import decide, office, standing, variations, visit
from tests.signing_in import sign_in_by_hand


def about_to_vary(page: Page) -> Operative:
    """An operative, signed in, with a visit that can be varied."""
    of = visit("booked")
    assert of.operative
    operative = Operative(page, of.operative, [of])
    operative.sign_in()
    return operative


def drafted(operative: Operative) -> dict[str, str]:
    """What the phone has stored of the rows."""
    pairs = [pair for draft in operative.stored("drafts") for pair in draft["pairs"]]
    return {name: value for name, value in pairs if value and name.startswith(("code-", "quantity-", "line-of-"))}


def test_a_variation_is_asked_for_without_signal_and_what_follows_waits_for_it(phone_page: Page) -> None:
    """Rows survive the page; the arrival goes after it, is kept, and counts by the decision. Rules: V2, V3."""
    operative = about_to_vary(phone_page)
    of = operative.visit
    form = phone_page.locator("form[data-command=vary]")
    line = of.order.lines[0].id
    with operative.without_signal():
        phone_page.goto(f"/field/tickets/{of.id}")
        phone_page.locator("summary", has_text="More").click()
        phone_page.get_by_role("link", name="Ask for a variation").click()
        form.locator("[name=reason]").select_option("addition")
        form.locator(f"[name=line-of-{line}]").fill("2")
        form.locator("[name=code-1]").fill("310911")
        form.locator("[name=quantity-1]").fill("2")
        phone_page.locator("summary", has_text="Find a code").click()
        phone_page.locator("[data-finder-words]").fill("heater")
        phone_page.locator('[data-price="480115"] [data-add-line]').first.click()
        expect(form.locator("[name=quantity-2]")).to_have_value("1")
        expect(form.locator("[data-row='2'] [data-code-says]")).to_contain_text("Reconnect under-sink water heater")
        written = {f"line-of-{line}": "2", "code-1": "310911", "quantity-1": "2", "code-2": "480115", "quantity-2": "1"}
        until(lambda: drafted(operative) == written)
        phone_page.reload()
        expect(form.locator("[name=code-2]")).to_have_value("480115")
        form.get_by_role("button", name="Ask for the variation").click()
        phone_page.wait_for_url(f"**/field/tickets/{of.id}#saved")
        operative.expect_waiting(1)
        phone_page.goto(f"/field/tickets/{of.id}")
        phone_page.get_by_role("button", name="I’ve arrived").click()
        operative.expect_waiting(2)
    operative.expect_waiting(0)
    db.session.rollback()
    (kept,) = variations(of)
    assert [(row.code, str(row.quantity)) for row in kept.rows] == [
        ("310403", "2.00"), ("310911", "2.00"), ("480115", "1.00"),
    ]  # fmt: skip
    assert (of.order.status, of.state) == ("IVR", "booked")
    phone_page.goto(f"/field/tickets/{of.id}")
    asked = phone_page.locator("[data-variation]")
    expect(asked).to_contain_text("waits for a decision")
    expect(asked).to_contain_text("The contract manager decides.")
    expect(asked).to_contain_text("Notes and photos are sent meanwhile")
    row = kept.rows[2].id
    typed = [(f"choice-of-{one.id}", "as-asked") for one in kept.rows[:2]]
    typed += [(f"choice-of-{row}", "refuse"), (f"why-of-{row}", "Not our heater")]
    decide(of, "amend-variation", *typed, done_at=make.now())
    assert [code for code, _ in standing(of)] == ["310403", "310911"]
    assert (of.order.status, of.state) == ("ISS", "on-site")
    phone_page.goto(f"/field/tickets/{of.id}")
    expect(asked).to_contain_text("authorised with changes")
    expect(asked).to_contain_text("Refused: Not our heater")


def test_what_the_form_can_know_is_asked_before_it_is_saved(phone_page: Page) -> None:
    """Nothing asked, a code or a quantity alone, pounds for units; of a price code pounds are right. Rules: V3, V4."""
    operative = about_to_vary(phone_page)
    of = operative.visit
    form = phone_page.locator("form[data-command=vary]")
    line = of.order.lines[0].id
    send = form.get_by_role("button", name="Ask for the variation")
    problem = form.locator(".govuk-error-summary")
    with operative.without_signal():
        phone_page.goto(f"/field/tickets/{of.id}/vary")
        phone_page.locator("summary", has_text="Find a code").click()
        expect(phone_page.locator("[data-finder-count]")).to_contain_text("price book")
        form.locator("[name=reason]").select_option("addition")
        send.click()
        expect(problem).to_contain_text("Write another quantity for a line, or add a row.")
        form.locator("[name=quantity-1]").fill("2")
        send.click()
        expect(problem.locator("li")).to_have_text("Write the code of this row.")
        expect(form.locator("[name=code-1]")).to_have_attribute("aria-invalid", "true")
        form.locator("[name=quantity-1]").fill("")
        form.locator("[name=code-1]").fill("pea-1")
        expect(form.locator("[data-row='1'] [data-code-says]")).to_contain_text("PEA-1, ")
        form.locator("[name=code-1]").fill("PEA-1")
        send.click()
        expect(problem).to_contain_text("Write the quantity")
        form.locator("[name=quantity-1]").fill("£250")
        form.locator(f"[name=line-of-{line}]").fill("£52.50")
        send.click()
        expect(problem.locator("li")).to_have_count(1)
        expect(problem).to_contain_text("310403 asks how many, not pounds.")
        form.locator(f"[name=sure-line-of-{line}]").check()
        send.click()
        phone_page.wait_for_url(f"**/field/tickets/{of.id}#saved")
    assert received(1, "vary")[0].outcome == "applied"
    (kept,) = variations(of)
    assert [(row.code, str(row.quantity)) for row in kept.rows] == [("310403", "52.50"), ("PEA-1", "250.00")]


def lines_through(form: Locator, first: str) -> None:
    """Write quantities and a code, with Enter after each: the next field is reached."""
    form.locator("[name=reason]").select_option("addition")
    form.locator(f"[name={first}]").fill("2")
    form.locator(f"[name={first}]").press("Enter")
    expect(form.locator("[name=code-1]")).to_be_focused()
    form.page.keyboard.type("310911")
    form.page.keyboard.press("Enter")
    expect(form.locator("[name=quantity-1]")).to_be_focused()
    form.page.keyboard.type("3")
    form.page.keyboard.press("Enter")
    expect(form.locator("[name=place-1]")).to_be_focused()


def test_enter_in_a_field_asks_for_nothing_yet(phone_page: Page, desk_page: Page) -> None:
    """It leads to the next field, on the phone and at the desk; the button sends. Rules: V3."""
    operative = about_to_vary(phone_page)
    of = operative.visit
    first = f"line-of-{of.order.lines[0].id}"
    phone_page.goto(f"/field/tickets/{of.id}/vary")
    form = phone_page.locator("form[data-command=vary]")
    expect(form.locator("[data-add-row]")).to_be_visible()
    lines_through(form, first)
    sign_in_by_hand(desk_page, office(of))
    desk_page.goto(f"/desk/tickets/{of.id}/vary")
    form = desk_page.locator("form[data-command=vary]")
    expect(form.locator("[data-add-row]")).to_be_visible()
    lines_through(form, first)
    assert (operative.kept(), variations(of)) == (0, [])
    form.get_by_role("button", name="Ask for the variation").click()
    until(lambda: (look_away(), variations(of))[1])
