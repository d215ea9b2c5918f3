"""Tests of gateways/decoder.py and of imaging.py, the program behind it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from fieldapp.gateways.confined import Died
from fieldapp.gateways.decoder import Copies, copies_of
from tests import pictures


def decoded(data: bytes, folder: Path, seconds: int = 30) -> Copies:
    file = folder / "original"
    file.write_bytes(data)
    with file.open("rb") as stream:
        return copies_of(stream, seconds)


def large(copies: Copies) -> Image.Image:
    return Image.open(BytesIO(copies.files["large"]))


def near(one: object, other: tuple[int, int, int]) -> bool:
    return isinstance(one, tuple) and all(abs(a - b) < 30 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_a_phone_comes_out_upright(orientation: int, tmp_path: Path) -> None:
    picture = large(decoded(pictures.turned(orientation), tmp_path))
    assert picture.size == (160, 120)
    corners = [picture.getpixel(place) for place in ((5, 5), (154, 5), (5, 114), (154, 114))]
    expected = (pictures.TOP_LEFT, pictures.TOP_RIGHT, pictures.BOTTOM_LEFT, pictures.BOTTOM_RIGHT)
    assert all(near(corner, colour) for corner, colour in zip(corners, expected, strict=True)), corners


def test_nothing_of_a_photos_past_is_left(tmp_path: Path) -> None:
    data = pictures.photo_with_a_past()
    for secret in (b"SECRET-CAMERA", b"SECRET-DAY", b"SECRET-COMMENT", b"SECRET-XMP", b"SECRET-PROFILE"):
        assert secret in data
    copies = decoded(data, tmp_path)
    for copy in copies.files.values():
        assert b"SECRET" not in copy
        for marker in (b"Exif", b"xmpmeta", b"ICC_PROFILE", b"2026:11:21"):
            assert marker not in copy
        with Image.open(BytesIO(copy)) as picture:
            assert not picture.getexif()
            assert set(picture.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }


def test_a_page_hidden_in_a_photo_is_gone(tmp_path: Path) -> None:
    copies = decoded(pictures.polyglot(), tmp_path)
    assert not copies.fault
    assert all(b"script" not in copy for copy in copies.files.values())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_copies_are_small_jpegs(form: str, tmp_path: Path) -> None:
    copies = decoded(pictures.photo(4000, 3000, form), tmp_path)
    sizes = {name: Image.open(BytesIO(copy)) for name, copy in copies.files.items()}
    assert {name: (one.format, one.size) for name, one in sizes.items()} == {
        "large": ("JPEG", (1600, 1200)),
        "small": ("JPEG", (400, 300)),
    }


def test_a_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    assert large(decoded(pictures.photo(30, 20), tmp_path)).size == (30, 20)


def test_a_signature_on_nothing_is_shown_on_white(tmp_path: Path) -> None:
    signature = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    signature.paste((0, 0, 0, 255), (40, 40, 60, 60))
    picture = large(decoded(pictures.encoded(signature, "PNG"), tmp_path))
    assert near(picture.getpixel((5, 5)), (255, 255, 255))
    assert near(picture.getpixel((50, 50)), (0, 0, 0))


def test_forty_eight_megapixels_fit_within_the_limits(tmp_path: Path) -> None:
    picture = Image.effect_noise((8000, 6000), 40).resize((8000, 6000))
    assert large(decoded(pictures.encoded(picture, quality=60), tmp_path)).size == (1600, 1200)


@pytest.mark.parametrize("data", [pictures.photo()[:400], b"", pictures.photo(form="GIF")])
def test_what_cannot_be_read_is_called_damaged(data: bytes, tmp_path: Path) -> None:
    assert decoded(data, tmp_path).fault == "This picture is damaged and cannot be opened. Take it again."


def test_a_bomb_that_reached_the_decoder_is_not_decoded(tmp_path: Path) -> None:
    copies = decoded(pictures.bomb(), tmp_path)
    assert copies.fault
    assert not copies.files


def test_a_picture_that_needs_more_memory_than_there_is_is_refused(tmp_path: Path) -> None:
    """WebP is decoded whole, twice: 50 megapixels of it do not fit into 512 MB."""
    copies = decoded(pictures.encoded(Image.new("RGB", (8000, 6250)), "WEBP", method=0), tmp_path)
    assert copies.fault
    assert not copies.files


def test_a_decoder_that_takes_too_long_gives_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(Died):
        decoded(pictures.photo(), tmp_path, seconds=0)
