"""No table of the desk or the landlord is cut off: at every width it fits, stands as cards, or scrolls in its box."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page

from fieldapp.demonstration.load import load
from fieldapp.dispatch.archiving import archive_ended
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.extensions import db
from fieldapp.models import Ticket
from tests import factories as make
from tests.browser.conftest import NewContext
from tests.signing_in import sign_in_by_hand

WIDTHS = (320, 390, 1024, 1100, 1280)
# Boxes that hide what they cannot hold, cells that stand beyond a box that does not scroll, pages that are too wide.
CUT_OFF = """() => {
  const found = [];
  const scrolls = (box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
  for (const cell of document.querySelectorAll("main table :is(td, th)")) {
    const { right, width } = cell.getBoundingClientRect();
    if (!width) continue;
    let box = cell.closest("table").parentElement;
    while (box.tagName !== "MAIN" && !scrolls(box)) box = box.parentElement;
    const edge = box.getBoundingClientRect();
    const held = box.tagName !== "MAIN" && box.tabIndex === 0 && box.getAttribute("aria-label");
    if (right - edge.left > (held ? box.scrollWidth : edge.width) + 2) found.push(cell.textContent.trim().slice(0, 40));
  }
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth} px wide`);
  return found;
}"""
OFFICE = (
    "/desk/?list=all", "/desk/?list=accepted", "/desk/?list=completed", "/desk/?q=XB4", "/desk/appointments",
    "/desk/notes", "/desk/invoices", "/desk/search?field=status&value=ISS",
)  # fmt: skip
ADMINISTRATOR = (
    "/landlord/", "/landlord/?list=all", "/landlord/?list=came-back", "/landlord/?list=additional", "/landlord/?q=XB4",
    "/landlord/homes?q=XB1", "/landlord/certificates?tab=all", "/landlord/raise?q=XB1", "/landlord/notes",
    "/landlord/archived", "/landlord/settings/contracts", "/landlord/settings/lists", "/landlord/settings/lists/slot",
    "/landlord/settings/changes", "/landlord/search?field=status&value=COM",
)  # fmt: skip


@pytest.mark.parametrize(("role", "addresses"), [("office", OFFICE), ("administrator", ADMINISTRATOR)])
def test_every_cell_can_be_seen(app: Flask, new_context: NewContext, role: str, addresses: tuple[str, ...]) -> None:
    now = datetime.now(UTC)
    load(app.extensions["storage"], now)
    archive_ended(session_for_everybody(), now)
    some = db.session.query(Ticket.id).filter_by(state="booked").order_by(Ticket.id).first()
    previews = (f"/desk/?list=all&preview={some.id}",) if role == "office" and some else ()
    db.session.rollback()
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in_by_hand(page, f"{role}@example.test", "correct-horse-9")
    wrong = []
    for address in (*addresses, *previews):
        wrong += _faults(page, address)
        wrong += [] if page.locator("main table td").count() else [f"{address}: no cell to be seen"]
    assert not wrong, "\n".join(wrong)


def _faults(page: Page, address: str) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address)
        assert answer
        assert answer.ok, address
        found += [f"{width} px, {address}: {said}" for said in page.evaluate(CUT_OFF)[:3]]
    return found


def test_one_word_without_end_widens_no_page(app: Flask, new_context: NewContext) -> None:
    contract, endless = make.contract(), "x" * 4000
    office, officer = make.user("office", contract.contractor), make.user("landlord", contract.landlord)
    visit = make.ticket("accepted", contract, description=endless)
    assert make.do(office, "add-note", visit, ("text", endless), ("needs_reply", "y")).outcome == "applied"
    visit.comments, visit.own_reference, visit.operative_details = endless, "x" * 60, "x" * 200
    visit.order.property.line_1 = "x" * 200
    db.session.commit()
    pages = {
        office: (
            f"/desk/tickets/{visit.id}", "/desk/?list=all", f"/desk/?list=all&preview={visit.id}", "/desk/notes",
            "/desk/search?field=status&value=ISS", f"/desk/complete-several?ticket={visit.id}",
        ),
        officer: (
            f"/landlord/orders/{visit.order_id}", "/landlord/?list=all", "/landlord/notes?list=reply",
            "/landlord/search?field=status&value=ISS",
        ),
    }  # fmt: skip
    wrong = []
    for person, addresses in pages.items():
        page = new_context(viewport={"width": 1280, "height": 900}).new_page()
        sign_in_by_hand(page, person)
        wrong += [fault for address in addresses for fault in _faults(page, address)]
    assert not wrong, "\n".join(wrong)


def test_on_a_phone_the_head_leaves_room_and_a_refusal_has_the_focus(app: Flask, new_context: NewContext) -> None:
    """Without script too, the pages are in the menu; a label stays beside its box."""
    contract = make.contract()
    office, visit = make.user("office", contract.contractor), make.ticket("accepted", contract)
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    sign_in_by_hand(page, office)
    page.goto(f"/desk/tickets/{visit.id}")
    assert page.locator(".fa-top").evaluate("(head) => head.offsetHeight") < 110
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Appointments").click()
    page.wait_for_url("**/desk/appointments")
    page.goto(f"/desk/tickets/{visit.id}")
    form = page.locator("form[data-command=no-longer-required]")
    page.locator("details#no-longer-required").evaluate("(fold) => { fold.open = true; }")
    box, label = form.locator("[name=confirm]"), form.locator("label[data-right-one]")
    tops = [one.evaluate("(one) => one.getBoundingClientRect().top") for one in (box, label)]
    assert abs(tops[0] - tops[1]) < 12, tops
    form.evaluate("(form) => { form.noValidate = true; }")
    form.locator("button").click()
    page.wait_for_selector(".govuk-error-summary:focus")
    assert page.title().startswith("Error: ")
