"""The drawn signature of a certificate: without signal, on a turned phone, at a desk, and one that is too long."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Locator, Page
from sqlalchemy import select

from fieldapp.dispatch.certificate_pdf import certificate_pdf
from fieldapp.domain.strokes import MOST, Stroke, read_strokes, strokes_of
from fieldapp.extensions import db
from fieldapp.models import Certificate
from fieldapp.queries.certificate_papers import paper_of
from tests import factories as make
from tests.browser.chromium import DESK
from tests.browser.conftest import NewContext
from tests.browser.expecting import expect
from tests.browser.operative import until
from tests.browser.test_certificates import fill, gas_visit, sign
from tests.browser.test_signatures import ink, stroke
from tests.signing_in import sign_in_by_hand

DOTS = """(canvas, count) => {
  const {left, top, width, height} = canvas.getBoundingClientRect();
  for (let at = 0; at < count; at += 1) {
    const clientX = left + 4 + (at * 37) % (width - 8), clientY = top + 4 + (at * 23) % (height - 8);
    const one = {bubbles: true, pointerId: 1, isPrimary: true, clientX, clientY};
    canvas.dispatchEvent(new PointerEvent("pointerdown", {...one, buttons: 1}));
    canvas.dispatchEvent(new PointerEvent("pointerup", {...one, buttons: 0}));
  }
}"""
SWING = ((0.1, 0.8), (0.2, 0.2), (0.3, 0.8), (0.45, 0.3), (0.6, 0.7))


def form_of(page: Page) -> Locator:
    """The certificate's form, its pad ready to be drawn on."""
    form = page.locator("form[data-command=record-certificate]")
    form.locator("[data-pad]").scroll_into_view_if_needed()
    until(lambda: form.locator("[data-pad]").evaluate("(canvas) => canvas.style.touchAction"))
    return form


def drawn(form: Locator) -> str:
    """What is kept of the drawing."""
    return form.locator("[name=drawn]").input_value()


def strokes(form: Locator) -> tuple[Stroke, ...]:
    """It as the office will read it."""
    return strokes_of(read_strokes(drawn(form)))


def recorded() -> Certificate:
    """The one certificate there is."""
    db.session.rollback()
    make.unfenced()
    return db.session.scalars(select(Certificate)).one()


def test_a_certificate_is_signed_without_signal(phone_page: Page, new_context: NewContext) -> None:
    """Drawn, kept with the draft, sent as it is, and seen by the landlord as lines, on paper too. Rules: D2."""
    operative, visit, address = gas_visit(phone_page)
    with operative.without_signal():
        phone_page.goto(address)
        form = form_of(phone_page)
        expect(form.get_by_role("img", name="Signature")).to_be_visible()
        fill(form, 1, "Boiler")
        sign(form)
        for points in (SWING, ((0.7, 0.5), (0.9, 0.5)), ((0.1, 0.1), (0.9, 0.9))):
            stroke(phone_page, *points)
        form.get_by_role("button", name="Undo a stroke").click()
        text = drawn(form)
        first, second = strokes(form)
        assert len(first) < 12, "what lies on a line is thinned"
        assert abs(second[0][0] - 700) < 20
        assert abs(second[-1][0] - 900) < 20
        until(lambda: ["drawn", text] in [pair for draft in operative.stored("drafts") for pair in draft["pairs"]])
        phone_page.reload()
        form = form_of(phone_page)
        until(lambda: ink(phone_page) > 0)
        assert drawn(form) == text
        form.get_by_role("button", name="Save the certificate").click()
        phone_page.wait_for_url(f"**/field/tickets/{visit.id}#saved")
        operative.expect_waiting(1)
    operative.expect_all_sent()
    one = recorded()
    assert one.data["drawn"] == text
    paper = paper_of(one)
    assert len(paper.drawn) == 2
    assert certificate_pdf(paper) != certificate_pdf(replace(paper, drawn=()))
    landlord = new_context(**DESK).new_page()
    sign_in_by_hand(landlord, make.user("landlord", visit.order.landlord))
    landlord.goto(f"/landlord/certificates/{recorded().id}")
    expect(landlord.get_by_role("img", name="Signature of Jo Kestrel")).to_be_visible()
    expect(landlord.locator(".fa-drawing polyline")).to_have_count(2)
    phone_page.goto(address)
    form = form_of(phone_page)
    assert (drawn(form), ink(phone_page)) == ("", 0)


def test_a_turned_phone_changes_nothing_of_it(phone_page: Page) -> None:
    """What is added then is measured on the same field. Rules: D2."""
    _operative, _visit, address = gas_visit(phone_page)
    phone_page.goto(address)
    form = form_of(phone_page)
    stroke(phone_page, *SWING)
    (before,) = strokes(form)
    phone_page.set_viewport_size({"width": 844, "height": 390})
    phone_page.wait_for_timeout(300)
    stroke(phone_page, (0.7, 0.5), (0.9, 0.5))
    after, added = strokes(form)
    assert len(after) == len(before)
    assert max(abs(one[at] - other[at]) for one, other in zip(before, after, strict=True) for at in (0, 1)) <= 8
    assert (abs(added[0][0] - 700) < 20, abs(added[-1][0] - 900) < 20) == (True, True)


def test_a_form_that_came_back_is_still_signed(phone_page: Page) -> None:
    """Nobody signs twice for another field's sake; cleared, nothing is kept of it. Rules: D2."""
    operative, visit, address = gas_visit(phone_page)
    phone_page.goto(address)
    form = form_of(phone_page)
    fill(form, 1, "Boiler")
    sign(form)
    stroke(phone_page, *SWING)
    text = drawn(form)
    form.locator("[name=done_on]").fill((make.today() + timedelta(days=9)).isoformat())
    form.get_by_role("button", name="Save the certificate").click()
    phone_page.wait_for_url(f"**/field/tickets/{visit.id}#saved")
    until(lambda: operative.stored("outcomes"))
    phone_page.goto(address)
    form = form_of(phone_page)
    expect(form.locator(".govuk-error-summary")).to_contain_text("cannot be in the future")
    assert drawn(form) == text
    assert ink(phone_page) > 0
    form.get_by_role("button", name="Clear").click()
    assert (drawn(form), ink(phone_page)) == ("", 0)
    form.locator("[name=done_on]").fill("")
    form.get_by_role("button", name="Save the certificate").click()
    operative.expect_all_sent()
    assert "drawn" not in recorded().data


def test_a_desk_signs_with_the_mouse(new_context: NewContext) -> None:
    """And what comes back refused is still signed. Rules: D2."""
    page = new_context(**DESK).new_page()
    visit = make.ticket("on-site")
    sign_in_by_hand(page, make.user("office", visit.contractor))
    page.goto(f"/desk/tickets/{visit.id}/record-certificate/gas-compliance")
    form = form_of(page)
    fill(form, 1, "Boiler")
    form.locator("[name=engineer]").fill("Jo Kestrel")
    sign(form)
    stroke(page, *SWING)
    text = drawn(form)
    form.locator("[name=done_on]").fill((make.today() + timedelta(days=9)).isoformat())
    form.get_by_role("button", name="Record the certificate").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("cannot be in the future")
    form = form_of(page)
    until(lambda: ink(page) > 0)
    assert drawn(form) == text
    form.locator("[name=done_on]").fill("")
    form.get_by_role("button", name="Record the certificate").click()
    page.wait_for_url(f"**/desk/tickets/{visit.id}")
    assert recorded().data["drawn"] == text


def test_what_no_longer_fits_is_taken_back(phone_page: Page) -> None:
    """What stands on the pad is what is kept: the office takes it. Rules: D2."""
    _operative, _visit, address = gas_visit(phone_page)
    phone_page.goto(address)
    form = form_of(phone_page)
    form.locator("[data-pad]").evaluate(DOTS, 1500)
    expect(form.locator("[data-pad-said]")).to_contain_text("no longer fits")
    assert MOST - 10 <= len(drawn(form)) <= MOST
    assert re.fullmatch(r"[0-9,;]+", drawn(form))
    assert len(strokes(form)) < 1500


def test_what_the_office_cannot_read_is_drawn_again(phone_page: Page) -> None:
    """What is wrong leads to the pad: the field itself is seen by nobody. Rules: D2."""
    operative, visit, address = gas_visit(phone_page)
    phone_page.goto(address)
    form = form_of(phone_page)
    fill(form, 1, "Boiler")
    sign(form)
    form.locator("[name=drawn]").evaluate("(field) => { field.value = '5,5;'; }")
    form.get_by_role("button", name="Save the certificate").click()
    phone_page.wait_for_url(f"**/field/tickets/{visit.id}#saved")
    until(lambda: operative.stored("outcomes"))
    phone_page.goto(address)
    link = phone_page.locator(".govuk-error-summary a")
    expect(link).to_have_text("This signature cannot be read. Clear it and sign again.")
    link.click()
    expect(phone_page.locator("[data-pad]")).to_be_in_viewport()
    form = form_of(phone_page)
    form.get_by_role("button", name="Clear").click()
    stroke(phone_page, *SWING)
    text = drawn(form)
    form.get_by_role("button", name="Save the certificate").click()
    operative.expect_all_sent()
    assert recorded().data["drawn"] == text
