"""A certificate is filled in on the phone without signal, rows and all, and reaches the office as it was written."""

from __future__ import annotations

from playwright.sync_api import Locator, Page
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Certificate, Line, Ticket
from tests import factories as make
from tests.browser.expecting import expect
from tests.browser.operative import Operative, until
from tests.certifying import GAS


def fill(form: Locator, row: int, item: str) -> None:
    """Write one appliance, safe in every way."""
    for name, value in GAS:
        if name.endswith("-1"):
            field = form.locator(f'[name="{name[:-1]}{row}"]')
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(item if name == "item-1" else value)


def sign(form: Locator) -> None:
    """Write what is asked once."""
    form.locator('[name="registration"]').fill("123456")
    form.get_by_role("group", name="Visible pipework").get_by_label("Yes").check()
    form.get_by_role("group", name="Carbon monoxide").get_by_label("Yes").check()
    form.locator('[name="signed"]').fill("Jo Kestrel")


def drafted(operative: Operative) -> dict[str, str]:
    """What the phone has stored of the rows that is not the same for all of them."""
    pairs = [pair for draft in operative.stored("drafts") for pair in draft["pairs"]]
    return {name: value for name, value in pairs if name.startswith("item-") or value == "at-risk"}


def gas_visit(operative_page: Page) -> tuple[Operative, Ticket, str]:
    """An operative on site where a line demands a gas safety record, everything kept."""
    user = make.user("operative")
    visit = make.ticket("on-site", make.contract(to=user.contractor), user, lines=(("480115", 1),))
    db.session.query(Line).update({"certificate": "gas-compliance"})
    db.session.commit()
    operative = Operative(operative_page, user, [visit])
    operative.sign_in()
    return operative, visit, f"/field/tickets/{visit.id}/record-certificate/gas-compliance"


def test_a_certificate_is_filled_in_without_signal(phone_page: Page) -> None:
    """What is typed survives the page; saved, it is not called missing; sent, it is recorded whole. Rules: D2, C8."""
    operative, visit, address = gas_visit(phone_page)
    form = phone_page.locator("form[data-command=record-certificate]")
    with operative.without_signal():
        phone_page.goto(address)
        fill(form, 1, "Boiler")
        phone_page.get_by_role("button", name="Add another appliance or flue").click()
        fill(form, 2, "Cooker")
        form.locator('[name="verdict-2"]').select_option("at-risk")
        expect(form.locator('[name="defect-2"]')).to_have_attribute("required", "")
        until(lambda: drafted(operative) == {"item-1": "Boiler", "item-2": "Cooker", "verdict-2": "at-risk"})
        phone_page.reload()
        expect(form.locator('[name="item-2"]')).to_have_value("Cooker")
        form.locator('[name="defect-2"]').fill("No stability chain")
        form.locator('[name="action-2"]').fill("Warning notice left")
        sign(form)
        form.get_by_role("button", name="Save the certificate").click()
        phone_page.wait_for_url(f"**/field/tickets/{visit.id}#saved")
        operative.expect_waiting(1)
        phone_page.goto(f"/field/tickets/{visit.id}/complete")
        expect(phone_page.locator("[data-certificate]")).to_contain_text("Saved on this phone", use_inner_text=False)
    operative.expect_waiting(0)
    db.session.rollback()
    one = db.session.scalars(select(Certificate)).one()
    assert (one.outcome, one.registration) == ("at-risk", "123456")
    assert [(row["item"], row.get("defect", "")) for row in one.data["rows"]] == [
        ("Boiler", ""), ("Cooker", "No stability chain"),
    ]  # fmt: skip


def test_a_row_that_was_taken_off_is_not_sent(phone_page: Page) -> None:
    """Not even the page's own first one, after it was loaded again: it neither comes back nor has to be filled in.
    Rules: D2.
    """
    operative, visit, address = gas_visit(phone_page)
    phone_page.goto(address)
    form = phone_page.locator("form[data-command=record-certificate]")
    fill(form, 1, "Boiler")
    phone_page.get_by_role("button", name="Add another appliance or flue").click()
    fill(form, 2, "Fire")
    form.locator("[data-row='1'] [data-remove-row]").click()
    expect(form.locator("[data-row]")).to_have_count(1)
    until(lambda: drafted(operative) == {"item-2": "Fire"})
    phone_page.reload()
    expect(form.locator('[name="item-2"]')).to_have_value("Fire")
    expect(form.locator("[data-row]")).to_have_count(1)
    expect(form.locator("[data-row-number]")).to_have_text("1")
    sign(form)
    form.get_by_role("button", name="Save the certificate").click()
    phone_page.wait_for_url(f"**/field/tickets/{visit.id}#saved")
    operative.expect_all_sent()
    db.session.rollback()
    one = db.session.scalars(select(Certificate)).one()
    assert [row["item"] for row in one.data["rows"]] == ["Fire"]
