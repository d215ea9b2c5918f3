"""Signatures on the phone: drawn or typed, without signal, on a phone that is turned, at night."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fieldapp.build import PACKAGE
from tests.browser.operative import Operative, received
from tests.browser.test_failure_photos import received_photos
from tests.live_server import LiveServer

INK = "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter(Boolean).length"
WHERE = """(canvas) => { const {data, width, height} =
    canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let left = width, right = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at]) {
    const x = ((at - 3) / 4) % width; left = Math.min(left, x); right = Math.max(right, x); }
  return [left / width, right / width]; }"""


def at_the_pad(page: Page, state: str = "on-site") -> Operative:
    """An operative whose visit's screen for signatures is open."""
    operative = Operative.at_work(page, state=state, name="J. Kestrel")
    operative.open(operative.visit, "signature")
    expect(page.locator("[data-pad]")).to_be_visible()
    return operative


def stroke(page: Page, *points: tuple[float, float]) -> None:
    """Draw on the pad; points are parts of its width and height."""
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def save(page: Page) -> None:
    """Save the signature."""
    page.get_by_role("button", name="Save the signature").click()
    expect(page.locator("[data-pad-said]")).to_contain_text("Saved on this phone")


def ink(page: Page) -> int:
    """How much is drawn on the pad."""
    return int(page.locator("[data-pad]").evaluate(INK))


def test_two_people_sign_without_signal(phone_page: Page, live_server: LiveServer) -> None:
    """Each signature arrives as a small picture on white, with the name of who signed. Rules: D1."""
    operative = at_the_pad(phone_page)
    with operative.without_signal():
        phone_page.reload()
        stroke(phone_page, (0.1, 0.5), (0.3, 0.2), (0.5, 0.8), (0.8, 0.4))
        save(phone_page)
        phone_page.get_by_label("Signature of the resident").check()
        expect(phone_page.get_by_label("Name of who signs")).to_have_value("")
        phone_page.get_by_label("Name of who signs").fill("R. Wren")
        stroke(phone_page, (0.2, 0.3), (0.7, 0.7))
        save(phone_page)
        expect(phone_page.locator("#signature figure")).to_have_count(2)
        operative.expect_waiting(2)
    rows = received_photos(live_server, 2)
    assert [(row.kind, row.caption) for row, _, _ in rows] == [
        ("signature-operative", "J. Kestrel"),
        ("signature-tenant", "R. Wren"),
    ]
    for row, picture, data in rows:
        assert data.startswith(b"\x89PNG")
        assert row.size == len(data) <= 30_000
        assert picture.size == (800, 400)
        tones = picture.convert("L").getextrema()
        assert tones == (0, 255)
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    operative.expect_all_sent()
    # What has arrived is no longer a picture of this phone's: the page says who has signed.
    operative.open(operative.visit)
    expect(phone_page.locator("#signatures ~ p").first).to_have_text("Signed: J. Kestrel, R. Wren.")


def test_who_cannot_draw_types_a_name(phone_page: Page, live_server: LiveServer) -> None:
    """By the keyboard alone; the picture and its caption say that it is typed."""
    at_the_pad(phone_page)
    expect(phone_page.locator("#pad-hint")).to_contain_text("the typed name is the signature")
    phone_page.get_by_label("Name of who signs").fill("R. Wren")
    phone_page.get_by_label("Name of who signs").press("Enter")
    ((row, picture, data),) = received_photos(live_server, 1)
    assert (row.kind, row.caption) == ("signature-operative", "R. Wren (typed)")
    assert len(data) <= 30_000
    assert picture.convert("L").getextrema()[0] < 80


def test_a_second_tap_signs_for_nobody(phone_page: Page, live_server: LiveServer) -> None:
    """The form is empty by then: with the operative's own name in it that would be a signature of theirs. Rules: D1."""
    operative = at_the_pad(phone_page)
    with operative.without_signal():
        phone_page.get_by_label("Signature of the resident").check()
        phone_page.get_by_label("Name of who signs").fill("R. Wren")
        stroke(phone_page, (0.2, 0.3), (0.7, 0.7))
        phone_page.get_by_role("button", name="Save the signature").dblclick()
        expect(phone_page.locator("#signature figure")).to_have_count(1)
        phone_page.wait_for_timeout(700)
        phone_page.get_by_role("button", name="Save the signature").click()
        operative.expect_waiting(1)
        phone_page.get_by_label("Signature of the operative").check()
        expect(phone_page.get_by_label("Name of who signs")).to_have_value("J. Kestrel")


def test_a_name_is_asked(phone_page: Page, live_server: LiveServer) -> None:
    """A signature without one is nobody's."""
    operative = at_the_pad(phone_page)
    with operative.without_signal():
        phone_page.get_by_label("Name of who signs").fill("  ")
        stroke(phone_page, (0.2, 0.3), (0.7, 0.7))
        phone_page.get_by_role("button", name="Save the signature").click()
        expect(phone_page.locator(".govuk-error-summary")).to_contain_text("Write the name of who signs.")
        assert operative.stored("ops") == []
        assert ink(phone_page) > 0


def test_strokes_are_undone_and_cleared(phone_page: Page, live_server: LiveServer) -> None:
    """One at a time, or all."""
    at_the_pad(phone_page)
    stroke(phone_page, (0.1, 0.3), (0.4, 0.3))
    one = ink(phone_page)
    stroke(phone_page, (0.1, 0.7), (0.9, 0.7))
    assert ink(phone_page) > one > 0
    phone_page.get_by_role("button", name="Undo a stroke").click()
    assert ink(phone_page) == pytest.approx(one, rel=0.02)
    stroke(phone_page, (0.1, 0.7), (0.9, 0.7))
    phone_page.get_by_role("button", name="Clear").click()
    assert ink(phone_page) == 0


def test_a_phone_that_is_turned_keeps_what_was_drawn(phone_page: Page, live_server: LiveServer) -> None:
    """Whole, and in its place."""
    at_the_pad(phone_page)
    stroke(phone_page, (0.1, 0.5), (0.9, 0.5))
    before = phone_page.locator("[data-pad]").evaluate(WHERE)
    phone_page.set_viewport_size({"width": 844, "height": 390})
    phone_page.wait_for_timeout(300)
    assert phone_page.locator("[data-pad]").evaluate(WHERE) == pytest.approx(before, abs=0.02)
    phone_page.set_viewport_size({"width": 320, "height": 640})
    phone_page.wait_for_timeout(300)
    assert phone_page.locator("[data-pad]").evaluate(WHERE) == pytest.approx(before, abs=0.02)


def test_at_night_it_is_black_on_white(phone_page: Page, live_server: LiveServer) -> None:
    """Paper is paper, on the page and in the picture."""
    phone_page.emulate_media(color_scheme="dark")
    at_the_pad(phone_page)
    assert (
        phone_page.locator("[data-pad]").evaluate("(one) => getComputedStyle(one).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    stroke(phone_page, (0.1, 0.5), (0.9, 0.5))
    save(phone_page)
    ((_, picture, _),) = received_photos(live_server, 1)
    assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert picture.convert("L").getextrema()[0] == 0


def test_it_is_asked_for_at_completion_too(phone_page: Page, live_server: LiveServer) -> None:
    """On its own screen: what was written in the form is still there."""
    operative = Operative.at_work(phone_page, state="on-site", name="J. Kestrel")
    phone_page.goto(f"/field/tickets/{operative.visit.id}/complete")
    form = operative.form("complete")
    # The script shows one step at a time: before it has, the link of a later one can be seen.
    expect(form.locator("[data-next]")).to_be_visible()
    form.locator("[name=comments]").fill("Renewed the mixer tap and tested it")
    while not form.get_by_role("link", name="Get a signature").is_visible():
        form.locator("[data-next]").tap()
    expect(form.locator("[data-signed]")).to_have_text("Nobody has signed yet.")
    phone_page.context.set_offline(True)
    form.get_by_role("link", name="Get a signature").tap()
    stroke(phone_page, (0.1, 0.5), (0.9, 0.5))
    save(phone_page)
    phone_page.get_by_role("link", name="Back", exact=True).tap()
    expect(form.get_by_role("link", name="Get a signature")).to_be_visible()
    expect(form.locator("[data-signed]")).to_have_text("Signed: J. Kestrel.")
    expect(form.locator("[name=comments]")).to_have_value("Renewed the mixer tap and tested it")
    phone_page.context.set_offline(False)
    (row,) = received(1)
    assert row.command == "add-photo"


def test_the_library_is_fetched_where_somebody_signs_and_nowhere_else(
    phone_page: Page, live_server: LiveServer
) -> None:
    """4.7 kB that no other page needs."""
    fetched: list[str] = []
    phone_page.on("request", lambda request: fetched.append(request.url))
    operative = Operative.at_work(phone_page, state="on-site")
    operative.open(operative.visit)
    phone_page.wait_for_timeout(500)
    assert not [url for url in fetched if "signature_pad" in url]
    phone_page.get_by_role("link", name="Get a signature").click()
    expect(phone_page.locator("[data-pad]")).to_be_visible()
    phone_page.wait_for_timeout(500)
    assert [url for url in fetched if "signature_pad" in url]
    assert (PACKAGE / "static/vendor/signature_pad.js").exists()


def test_a_signature_that_went_wrong_is_taken_off(phone_page: Page, live_server: LiveServer) -> None:
    """Forgotten where it has not left, and signed again. Rules: D2."""
    operative = at_the_pad(phone_page)
    operative.expect_all_sent()
    with operative.without_signal():
        stroke(phone_page, (0.1, 0.5), (0.9, 0.5))
        save(phone_page)
        phone_page.get_by_role("button", name="Take it off").click()
        expect(phone_page.locator("#signature figure")).to_have_count(0)
        operative.expect_waiting(0)
        assert operative.stored("blobs") == operative.stored("ops") == []
    phone_page.get_by_label("Signature of the operative").check()
    stroke(phone_page, (0.1, 0.2), (0.9, 0.8))
    save(phone_page)
    received_photos(live_server, 1)
    expect(phone_page.locator("#signature figure")).to_have_count(1)
    phone_page.get_by_role("button", name="Take it off").click()
    assert {row.command for row in received(2)} == {"add-photo", "remove-section"}
