"""The failure matrix: photos: the same one twice, every orientation, very large ones, black ones, and no room."""

from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.models import Blob, Evidence
from tests.browser.operative import Operative, until
from tests.live_server import LiveServer

# How to store an upright picture so that this EXIF orientation shows it upright.
TURN = Image.Transpose
TURNS: dict[int, tuple[Image.Transpose, ...]] = {
    1: (),
    2: (TURN.FLIP_LEFT_RIGHT,),
    3: (TURN.ROTATE_180,),
    4: (TURN.FLIP_TOP_BOTTOM,),
    5: (TURN.TRANSPOSE,),
    6: (TURN.ROTATE_90,),
    7: (TURN.TRANSVERSE,),
    8: (TURN.ROTATE_270,),
}
EXCHANGE_THEN_TAKE = """(data) => {
  const input = document.querySelector("input[data-photo]");
  const main = document.querySelector("main");
  main.replaceWith(main.cloneNode(true));
  const files = new DataTransfer();
  files.items.add(new File([Uint8Array.from(atob(data), (one) => one.charCodeAt(0))], "a.jpg", {type: "image/jpeg"}));
  input.files = files.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
}"""
# The page is there, its parts are not yet.
TAKE_AT_ONCE = """addEventListener("DOMContentLoaded", () => {
  const input = document.querySelector("input[data-photo]");
  const chosen = new DataTransfer();
  chosen.items.add(new File([Uint8Array.from(atob("%s"), (one) => one.charCodeAt(0))], "a.jpg", {type: "image/jpeg"}));
  if (input) input.files = chosen.files;
  input?.dispatchEvent(new Event("change", {bubbles: true}));
});"""
# As browsers did before they read a picture's orientation there.
FORGETS_TO_TURN = """const decode = window.createImageBitmap;
window.createImageBitmap = (file, asked) => decode(file, {...asked, imageOrientation: "none"});"""
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (30, 60, 200), (235, 235, 235)


def corners(size: tuple[int, int]) -> Image.Image:
    """A picture with a colour of its own in each corner."""
    picture = Image.new("RGB", size, WHITE)
    width, height = size[0] // 3, size[1] // 3
    for colour, place in ((RED, (0, 0)), (GREEN, (size[0] - width, 0)), (BLUE, (0, size[1] - height))):
        picture.paste(colour, (*place, place[0] + width, place[1] + height))
    return picture


def jpeg(picture: Image.Image, orientation: int = 1, name: str = "photo.jpg") -> FilePayload:
    """A file as a phone's camera makes it, with orientation and GPS in its EXIF."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    for turn in TURNS[orientation]:
        picture = picture.transpose(turn)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92, exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def take(operative: Operative, *files: FilePayload | Path) -> None:
    """Take photos with the visit's camera field."""
    camera = operative.page.locator("input[data-photo]").first
    for file in files:
        before = operative.kept()
        camera.set_input_files(file)
        until(lambda before=before: operative.kept() > before, 60)


def received_photos(live_server: LiveServer, count: int) -> list[tuple[Evidence, Image.Image, bytes]]:
    """What the office holds of the visit, once it holds so many."""
    storage = live_server.saboteur.application.extensions["storage"]

    def arrived() -> list[Evidence]:
        db.session.rollback()
        rows = list(db.session.scalars(select(Evidence).order_by(Evidence.number)))
        return rows if len(rows) == count and db.session.query(Blob).count() == count else []

    found: list[tuple[Evidence, Image.Image, bytes]] = []
    for row in until(arrived, 30):
        with storage.open(original_key(row.sha256)) as file:
            data = file.read()
        found.append((row, Image.open(io.BytesIO(data)), data))
    return found


def colour_at(picture: Image.Image, across: float, down: float) -> tuple[int, ...]:
    """The colour at a place given in parts of the size."""
    return picture.convert("RGB").getpixel((int(picture.width * across), int(picture.height * down)))  # type: ignore[return-value]


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two colours are the same but for compression."""
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


def test_row_23_the_same_photo_twice_is_two_photos(phone_page: Page, live_server: LiveServer) -> None:
    """Row 23: same name or same bytes twice: two photos."""
    operative = Operative.at_work(phone_page, state="on-site")
    operative.open(operative.visit)
    file, other = jpeg(corners((640, 480))), jpeg(corners((480, 640)))
    take(operative, file, file, other)
    rows = received_photos(live_server, 3)
    assert len({row.blob_id for row, _, _ in rows}) == 3
    assert rows[0][0].sha256 == rows[1][0].sha256 != rows[2][0].sha256
    operative.expect_all_sent()
    assert operative.stored("blobs") == operative.stored("uploads") == []


def test_a_photo_is_kept_when_the_page_was_exchanged_meanwhile(phone_page: Page, live_server: LiveServer) -> None:
    """The camera is open while <main> is exchanged for a newer one: its photo still comes to its visit."""
    operative = Operative.at_work(phone_page, state="on-site")
    operative.open(operative.visit)
    phone_page.wait_for_timeout(500)
    data = base64.b64encode(jpeg(corners((640, 480)))["buffer"]).decode()
    phone_page.evaluate(EXCHANGE_THEN_TAKE, data)
    ((row, picture, _),) = received_photos(live_server, 1)
    assert row.ticket_id == operative.visit.id
    assert picture.size == (640, 480)


def test_a_photo_is_kept_that_was_taken_before_the_script_was_there(phone_page: Page, live_server: LiveServer) -> None:
    """On a slow phone the field is there before anybody listens to it."""
    operative = Operative.at_work(phone_page, state="on-site")
    data = base64.b64encode(jpeg(corners((640, 480)))["buffer"]).decode()
    phone_page.add_init_script(TAKE_AT_ONCE % data)
    operative.open(operative.visit)
    ((row, _, _),) = received_photos(live_server, 1)
    assert row.ticket_id == operative.visit.id


@pytest.mark.parametrize("browser_is", ["", FORGETS_TO_TURN], ids=["of today", "an old one"])
def test_row_24_every_orientation_comes_out_upright(phone_page: Page, live_server: LiveServer, browser_is: str) -> None:
    """Row 24: 8 orientations: upright, no GPS left, the bytes that were announced."""
    phone_page.add_init_script(browser_is)
    operative = Operative.at_work(phone_page, state="on-site")
    operative.open(operative.visit)
    take(operative, *(jpeg(corners((800, 600)), orientation) for orientation in TURNS))
    for row, picture, data in received_photos(live_server, 8):
        assert picture.size == (800, 600)
        assert near(colour_at(picture, 0.15, 0.15), RED)
        assert near(colour_at(picture, 0.85, 0.15), GREEN)
        assert near(colour_at(picture, 0.15, 0.85), BLUE)
        assert not picture.getexif()
        assert hashlib.sha256(data).hexdigest() == row.sha256
        assert len(data) == row.size


@pytest.mark.slow
def test_row_24_a_photo_of_48_megapixels_is_scaled(phone_page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    """Row 24: 48 megapixels: long edge 1600, at most 400 KB."""
    operative = Operative.at_work(phone_page, state="on-site")
    operative.open(operative.visit)
    grain = Image.effect_noise((2000, 1500), 90).filter(ImageFilter.GaussianBlur(0.6))
    file = tmp_path / "photo.jpg"
    file.write_bytes(jpeg(grain.convert("RGB").resize((8000, 6000)))["buffer"])
    take(operative, file)
    ((_, picture, data),) = received_photos(live_server, 1)
    assert picture.size == (1600, 1200)
    assert len(data) <= 400_000


def test_row_24_a_black_frame_is_warned_about(phone_page: Page, live_server: LiveServer) -> None:
    """Row 24: a black frame: warned about, kept all the same."""
    operative = Operative.at_work(phone_page, state="on-site")
    with operative.without_signal():
        operative.open(operative.visit)
        take(operative, jpeg(Image.new("RGB", (800, 600), (4, 4, 5))), jpeg(corners((800, 600))))
        states = phone_page.locator("[data-photo-state]")
        expect(states.first).to_contain_text("Looks black")
        expect(states.nth(1)).to_have_text("Saved on this phone")
        operative.expect_waiting(2)
