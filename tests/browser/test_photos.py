"""Photos on the phone: several at once, blurred ones, what they show, and one taken again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Evidence
from tests.browser.operative import Operative, received, until
from tests.browser.test_failure_photos import corners, jpeg, received_photos
from tests.live_server import LiveServer

SIZE = (1600, 1200)


def workbench(thing: int = 400) -> Image.Image:
    """A sharp picture as of a boiler's front: a bare wall, and before it one thing with writing on it."""
    picture = Image.linear_gradient("L").resize(SIZE).point(lambda value: 120 + value // 4).convert("RGB")
    draw = ImageDraw.Draw(picture)
    left, top = 500, 350
    draw.rectangle((left, top, left + thing, top + thing), fill=(235, 235, 230), outline=(20, 20, 20), width=6)
    for row in range(thing // 40):
        draw.text((left + 20, top + 12 + 40 * row), f"Serial {row} 310-443-8{row}", fill=(15, 15, 15), font_size=30)
    return Image.blend(picture, Image.effect_noise(SIZE, 30).convert("RGB"), 0.05)


def blurred(radius: float) -> Image.Image:
    """The same taken with a hand that shook."""
    return workbench().filter(ImageFilter.GaussianBlur(radius))


def wall() -> Image.Image:
    """A bare wall, evenly lit: nothing to be sharp."""
    return Image.blend(Image.new("RGB", SIZE, (180, 178, 170)), Image.effect_noise(SIZE, 30).convert("RGB"), 0.05)


def tiles(page: Page) -> Locator:
    """The photos on the page."""
    return page.locator("#add-photo figure[data-blob]")


def take(operative: Operative, picture: Image.Image) -> None:
    """Take a photo of the finished work, and wait for its tile."""
    before = tiles(operative.page).count()
    operative.page.locator("#add-photo input[data-photo-kind=after]").first.set_input_files(jpeg(picture))
    until(lambda: tiles(operative.page).count() > before, 30)


def at_the_camera(page: Page) -> Operative:
    """An operative on site with the camera's screen open."""
    operative = Operative.at_work(page, state="on-site")
    operative.open(operative.visit, "add-photo")
    return operative


def evidence() -> list[Evidence]:
    """What the office has on record."""
    db.session.rollback()
    return list(db.session.scalars(select(Evidence).order_by(Evidence.number)))


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        pytest.param(workbench, "Saved on this phone", id="sharp"),
        pytest.param(lambda: workbench(120), "Saved on this phone", id="sharp, small before a wall"),
        pytest.param(lambda: blurred(2), "Saved on this phone", id="a little soft"),
        pytest.param(wall, "Saved on this phone", id="a bare wall"),
        pytest.param(lambda: blurred(12), "Looks blurred. Take it again?", id="blurred"),
        pytest.param(lambda: Image.new("RGB", SIZE, (4, 4, 5)), "Looks black. Take it again?", id="black"),
    ],
)
def test_a_photo_that_cannot_be_read_is_asked_about(
    phone_page: Page, live_server: LiveServer, picture: Callable[[], Image.Image], words: str
) -> None:
    """Kept all the same; "Keep it" ends the question."""
    operative = at_the_camera(phone_page)
    with operative.without_signal():
        take(operative, picture())
        expect(phone_page.locator("[data-photo-state]")).to_have_text(words)
        operative.expect_waiting(1)
        keep = tiles(phone_page).get_by_role("button", name="Keep it")
        if not words.startswith("Looks"):
            expect(keep).to_be_hidden()
            return
        expect(phone_page.locator("[data-photo-said]")).to_have_text(words)
        keep.tap()
        expect(phone_page.locator("[data-photo-state]")).to_have_text("Saved on this phone")
        operative.open(operative.visit)
        operative.open(operative.visit, "add-photo")
        expect(phone_page.locator("[data-photo-state]")).to_have_text("Saved on this phone")


def test_several_are_chosen_at_once(phone_page: Page, live_server: LiveServer) -> None:
    """Of one kind, each saved by itself; what is no picture does not stop the others, and is said."""
    at_the_camera(phone_page)
    phone_page.locator("[data-photo-kind-choice]").select_option("defect")
    text = {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    chooser = phone_page.get_by_label("Choose several at once").first
    chooser.set_input_files([jpeg(corners((640, 480))), text, jpeg(corners((480, 640)))])
    rows = received_photos(live_server, 2)
    assert [row.kind for row, _, _ in rows] == ["defect", "defect"]
    expect(phone_page.locator("[data-photo-say]").first).to_be_attached()
    expect(phone_page.locator(".govuk-error-message[role=alert]")).to_contain_text("1 of 3 were not saved.")


def test_a_photo_taken_again_before_it_left_is_forgotten(phone_page: Page, live_server: LiveServer) -> None:
    """With what was said of it; the office hears of the second only."""
    operative = at_the_camera(phone_page)
    operative.expect_all_sent()
    with operative.without_signal():
        take(operative, corners((640, 480)))
        describe(phone_page, "The old valve")
        operative.expect_waiting(2)
        tiles(phone_page).locator("input[data-retakes]").set_input_files(jpeg(corners((480, 640))))
        until(lambda: [one["size"] for one in operative.stored("uploads")] != [] and len(operative.stored("ops")) == 1)
        expect(tiles(phone_page)).to_have_count(1)
        expect(tiles(phone_page).locator("[data-caption]")).to_contain_text("After – The old valve")
    ((row, picture, _),) = received_photos(live_server, 1)
    assert (picture.size, row.caption) == ((480, 640), "The old valve")
    operative.expect_all_sent()


def test_a_photo_taken_again_after_it_left_is_taken_off(phone_page: Page, live_server: LiveServer) -> None:
    """The office keeps it in its journal, and shows the second. Rules: D2."""
    operative = at_the_camera(phone_page)
    take(operative, corners((640, 480)))
    received_photos(live_server, 1)
    tiles(phone_page).first.locator("input[data-retakes]").set_input_files(jpeg(corners((480, 640))))
    assert {row.command for row in received(3)} == {"add-photo", "remove-section"}
    rows = received_photos(live_server, 2)
    assert [row.removed_at is not None for row, _, _ in rows] == [True, False]
    expect(tiles(phone_page)).to_have_count(1)


def test_a_camera_that_is_closed_again_costs_nothing(phone_page: Page, live_server: LiveServer) -> None:
    """The photo goes only when the new one is saved."""
    operative = at_the_camera(phone_page)
    with operative.without_signal():
        take(operative, corners((640, 480)))
        text = {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
        tiles(phone_page).locator("input[data-retakes]").set_input_files(text)
        expect(phone_page.locator(".govuk-error-message[role=alert]")).to_contain_text("not a picture")
        operative.expect_waiting(1)
        expect(tiles(phone_page)).to_have_count(1)


def describe(page: Page, words: str) -> None:
    """Say what the first photo shows."""
    tiles(page).first.get_by_role("button", name="Say what it shows").tap()
    page.get_by_label("In a few words").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_hidden()


def test_what_a_photo_shows_is_said_afterwards(phone_page: Page, live_server: LiveServer) -> None:
    """Without signal, then again when the office has the photo. Rules: D1."""
    operative = at_the_camera(phone_page)
    with operative.without_signal():
        take(operative, corners((640, 480)))
        describe(phone_page, "The new valve")
        operative.open(operative.visit)
        operative.open(operative.visit, "add-photo")
        expect(tiles(phone_page).locator("[data-caption]")).to_contain_text("After – The new valve")
    received(2)
    until(lambda: [one.caption for one in evidence()] == ["The new valve"])
    operative.expect_all_sent()
    operative.open(operative.visit, "add-photo")
    expect(tiles(phone_page).locator("[data-caption]")).to_contain_text("After – The new valve")
    describe(phone_page, "")
    until(lambda: [one.caption for one in evidence()] == [""])
