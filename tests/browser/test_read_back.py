"""A phone that kept the question about a certificate's file answers it without signal."""

from __future__ import annotations

from threading import Event

from flask import Flask
from playwright.sync_api import Page

from fieldapp.dispatch import loop
from fieldapp.extensions import db
from fieldapp.models import Certificate
from tests import factories as make
from tests import reports
from tests.browser.expecting import expect
from tests.browser.operative import Operative


def test_a_file_is_said_to_be_right_without_signal(app: Flask, phone_page: Page) -> None:
    """It is not asked again while the answer is on the phone, and settled once it is sent. Rules: D2."""
    user = make.user("operative")
    visit = make.ticket("on-site", make.contract(to=user.contractor), user)
    reports.added(visit, reports.pdf(reports.report(place="9 Mill Row", postcode="XB5 2AN")))
    loop.run(Event(), once=True)
    db.session.rollback()
    operative = Operative(phone_page, user, [visit])
    operative.sign_in()
    asked = phone_page.locator("[data-doubts]")
    with operative.without_signal():
        phone_page.goto(f"/field/tickets/{visit.id}")
        expect(asked).to_contain_text("This certificate names XB1 1AA, XB1 2DP and XB5 2AN; this home is XB4 7QT.")
        asked.get_by_label("Why it is right").fill("The block has two postcodes")
        asked.get_by_role("button", name="It is right").click()
        operative.expect_waiting(1)
        expect(asked).to_be_hidden()
        phone_page.reload()
        expect(asked).to_be_hidden()
    operative.expect_all_sent()
    db.session.rollback()
    make.unfenced()
    assert db.session.query(Certificate).one().doubts_settled_by_id == user.id
    phone_page.reload()
    expect(asked).to_have_count(0)
