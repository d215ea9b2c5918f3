"""What is queued is laid over finishing: a certificate that waits on this phone is not missing any more."""

from __future__ import annotations

from PIL import Image
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.operative import Operative
from tests.browser.test_failure_photos import jpeg


def test_a_queued_certificate_is_not_called_missing(phone_page: Page) -> None:
    user = make.user("operative")
    contract = make.contract(to=user.contractor)
    visit = make.ticket("on-site", under=contract, operative=user, lines=(("480115", 1),))
    operative = Operative(phone_page, user, [visit])
    operative.sign_in()
    finishing = f"/field/tickets/{visit.id}/complete"
    box = phone_page.locator("[data-certificate]")
    with operative.without_signal():
        phone_page.goto(finishing)
        expect(box).to_contain_text("Missing", use_inner_text=False)
        operative.open(visit, "add-certificate")
        form = operative.form("add-certificate")
        form.locator("[type=file]").first.set_input_files(jpeg(Image.new("RGB", (400, 300), "white"), name="eic.jpg"))
        form.get_by_label("Satisfactory", exact=True).check()
        operative.save("add-certificate")
        operative.expect_waiting(1)
        phone_page.goto(finishing)
        expect(box).to_contain_text("Saved on this phone", use_inner_text=False)
        expect(box).not_to_contain_text("Missing", use_inner_text=False)
