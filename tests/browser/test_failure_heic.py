"""The failure matrix: a photo in HEIC, which no browser but Safari reads."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Page
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Blob
from tests import papers, pictures
from tests.browser.expecting import expect
from tests.browser.operative import Operative, look_away, until
from tests.documents import draw
from tests.live_server import LiveServer


def test_row_25_a_heic_photo_is_stored_as_it_is_and_shown_as_jpeg(phone_page: Page, live_server: LiveServer) -> None:
    """Row 25: HEIC: stored, shown as JPEG."""
    operative = Operative.at_work(phone_page, state="on-site")
    data = papers.heic(pictures.four_corners(640, 480), exif=papers.exif_of_a_past().tobytes())
    operative.open(operative.visit, "add-photo")
    phone_page.locator("#add-photo input[data-photo]").first.set_input_files(
        {"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": data}
    )
    blob = until(lambda: (db.session.rollback(), db.session.scalar(select(Blob)))[1], 30)
    assert (blob.media_type, blob.sha256) == ("image/heic", pictures.sha256(data))
    address = f"/files/{blob.id}"
    look_away()
    draw()
    look_away()
    copy = phone_page.request.get(address)
    assert copy.headers["content-type"] == "image/jpeg"
    assert papers.PAST not in copy.body()
    assert Image.open(io.BytesIO(copy.body())).size == (640, 480)
    phone_page.goto(f"{address}/view")
    shown = phone_page.locator("[data-pages] img")
    expect(shown).to_have_count(1)
    until(lambda: shown.evaluate("(image) => image.complete && image.naturalWidth") == 640)
