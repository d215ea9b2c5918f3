"""“Can I finish this job?” without signal: what the phone holds counts as there."""

from __future__ import annotations

import io
import uuid

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page

from fieldapp.gateways.originals import shown_key
from fieldapp.models import Blob, Ticket
from tests import factories as make
from tests.browser.expecting import expect
from tests.browser.operative import Operative, received
from tests.commands.visiting import SHA
from tests.live_server import LiveServer


def picture() -> bytes:
    """A photo with something on it."""
    made = Image.new("RGB", (640, 480), (200, 190, 170))
    made.paste((30, 90, 160), (100, 100, 400, 300))
    file = io.BytesIO()
    made.save(file, "JPEG")
    return file.getvalue()


def landlords_file(live_server: LiveServer, visit: Ticket) -> None:
    """A file of the landlord's that phones may keep."""
    officer, blob = make.user("landlord", visit.order.landlord), str(uuid.uuid4())
    storage = live_server.saboteur.application.extensions["storage"]
    for size in ("large", "small"):
        storage.put(shown_key(SHA, size), picture())
    make.do(officer, "add-document", visit, ("blob", blob), ("sha256", SHA), ("size", "9"), ("kind", "quote"))
    make.saved(
        Blob(
            id=blob, landlord_id=visit.landlord_id, contractor_id=visit.contractor_id, sha256=SHA, size=9,
            media_type="image/jpeg", state="shown", shown_type="image/jpeg", received_at=make.now(),
            sent_by_id=officer.id,
        )
    )  # fmt: skip


def row(box: Locator, condition: str) -> Locator:
    return box.locator(f'li[data-condition="{condition}"]')


def file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture()}


def test_what_is_queued_counts_as_there_and_kept_files_are_counted(phone_page: Page, live_server: LiveServer) -> None:
    """Rules: C8, D1."""
    user = make.user("operative")
    under = make.contract(make.landlord(completion_photos_asked=1, signature_asked="tenant"), user.contractor)
    visit = make.ticket("on-site", under, user, lines=(("480115", 1),))
    landlords_file(live_server, visit)
    operative = Operative(phone_page, user, [visit])
    operative.sign_in()
    operative.open(visit)
    card = phone_page.locator('section[aria-labelledby="can-i-finish"]')
    expect(row(card, "documents")).to_contain_text("1 of 1 on this phone.")
    expect(row(card, "documents")).not_to_have_class("fa-missing")
    with operative.without_signal():
        operative.open(visit)
        expect(card).to_contain_text("Not yet – 4 things are missing.")
        expect(row(card, "photos")).to_contain_text("0 taken, the landlord asks for 1.")
        operative.open(visit, "add-photo")
        phone_page.locator('#add-photo input[data-photo-kind="after"]').set_input_files(file("tap.jpg"))
        expect(phone_page.locator("#add-photo figure[data-blob]")).to_have_count(1)
        operative.open(visit, "add-certificate")
        phone_page.locator("#add-certificate-file").set_input_files(file("paper.jpg"))
        operative.form("add-certificate").get_by_label("Satisfactory", exact=True).check()
        operative.save("add-certificate")
        operative.expect_waiting(2)
        operative.open(visit)
        expect(row(card, "photos")).to_contain_text("1 taken, the landlord asks for 1. 1 saved on this phone.")
        expect(row(card, "certificate")).to_contain_text("Saved on this phone.")
        expect(card.locator("li.fa-missing[data-condition]")).to_have_count(1)
        expect(card).to_contain_text("Not yet – 2 things are missing.")
        says_what_is_left(phone_page, operative, visit)
    operative.expect_waiting(0)
    operative.open(visit)
    expect(row(card, "certificate")).to_contain_text("Recorded.")


def says_what_is_left(page: Page, operative: Operative, visit: Ticket) -> None:
    """The last step of finishing names what is still missing, until the reason for it is chosen."""
    page.goto(f"/field/tickets/{visit.id}/complete")
    form = operative.form("complete")
    left = page.locator("[data-only-missing]")
    form.locator("[name=comments]").fill("Renewed the mixer tap and tested it")
    form.locator("[data-next]").click()
    form.locator("[data-next]").click()
    form.locator("[name=no_signature]").select_option("nobody-in")
    form.locator("[data-next]").click()
    expect(form.locator("[data-check]")).to_contain_text("Nobody was in to sign")
    expect(left).to_be_hidden()
    page.locator("[data-back]").click()
    form.locator("[name=no_signature]").select_option("")
    form.locator("[data-next]").click()
    expect(left).to_contain_text("The resident’s signature")
    expect(left.locator("li:visible")).to_have_count(1)


def test_what_the_office_took_meanwhile_is_not_said_to_be_missing(phone_page: Page, live_server: LiveServer) -> None:
    """The page is not exchanged under somebody who writes in it, and knows no photo of after it was made. Rules: D1."""
    user = make.user("operative")
    under = make.contract(make.landlord(completion_photos_asked=1, signature_asked="tenant"), user.contractor)
    visit = make.ticket("on-site", under, user)
    operative = Operative(phone_page, user, [visit])
    operative.sign_in()
    phone_page.goto(f"/field/tickets/{visit.id}/complete")
    form = operative.form("complete")
    form.locator("[name=comments]").fill("Renewed the mixer tap and tested it")
    form.locator("[data-next]").click()
    form.locator("[data-next]").click()
    form.locator('input[data-photo-kind="after"]').first.set_input_files(file("tap.jpg"))
    received(1)
    operative.expect_waiting(0)
    form.locator("[data-next]").click()
    left = phone_page.locator("[data-only-missing]")
    expect(left).to_contain_text("The resident’s signature")
    expect(left.locator("li:visible")).to_have_count(1)


def test_a_line_of_which_nothing_is_done_asks_for_no_certificate(phone_page: Page, live_server: LiveServer) -> None:
    """Rules: C8."""
    user = make.user("operative")
    under = make.contract(to=user.contractor)
    visit = make.ticket("on-site", under, user, lines=(("480115", 1),))
    operative = Operative(phone_page, user, [visit])
    operative.sign_in()
    phone_page.goto(f"/field/tickets/{visit.id}/complete")
    form = operative.form("complete")
    form.locator("[name=comments]").fill("The tenant wants no heater any more")
    form.locator("[data-next]").click()
    form.locator("[data-quantity]").fill("0")
    form.locator("[data-next]").click()
    form.locator("[name=sure-nothing]").check()
    form.locator("[data-next]").click()
    form.locator("[data-next]").click()
    expect(form.locator("[data-check]")).to_be_visible()
    expect(phone_page.locator("[data-only-missing]")).to_be_hidden()
