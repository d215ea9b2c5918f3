"""Tests of domain/media.py."""

from __future__ import annotations

import pytest

from fieldapp.domain.media import HEIF, JPEG, MOST_PIXELS, PDF, PNG, UNKNOWN, WEBP, recognise
from tests import pictures


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (pictures.photo(), JPEG),
        (pictures.photo(progressive=True), JPEG),
        (pictures.photo_with_a_past(), JPEG),
        (pictures.photo(form="PNG"), PNG),
        (pictures.photo(form="WEBP"), WEBP),
        (pictures.photo(form="WEBP", lossless=True), WEBP),
        (pictures.photo(form="WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"), WEBP),
        (pictures.HEIC, HEIF),
        (pictures.PDF, PDF),
    ],
)
def test_a_file_is_told_by_its_content(data: bytes, media_type: str) -> None:
    assert recognise(data) == (media_type, "")


@pytest.mark.parametrize(
    "data",
    [
        pictures.HTML,
        b"PK\x03\x04 a spreadsheet",
        b"MZ",
        b"GIF89a" + b"\0" * 20,
        b"\n%PDF-1.4",
        pictures.photo(form="GIF"),
    ],
)
def test_another_kind_of_file_is_not_taken(data: bytes) -> None:
    media_type, fault = recognise(data)
    assert media_type == UNKNOWN
    assert fault.startswith("This is not a photo or a PDF.")


def test_an_empty_file_is_called_empty() -> None:
    assert recognise(b"") == (UNKNOWN, "This file is empty. Take the photo again.")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_in_its_header_is_damaged(form: str) -> None:
    assert recognise(pictures.photo(form=form)[:22])[1].startswith("This picture is damaged.")


def test_a_bomb_is_told_by_its_header() -> None:
    assert recognise(pictures.bomb()) == (
        PNG,
        "This picture has 900 megapixels; at most 50 are taken. Send a smaller one.",
    )


def test_fifty_megapixels_are_taken_and_not_one_row_more() -> None:
    assert recognise(pictures.bomb(10_000, MOST_PIXELS // 10_000))[1] == ""
    assert "51 megapixels" in recognise(pictures.bomb(10_000, MOST_PIXELS // 10_000 + 1))[1]


def test_a_picture_without_extent_is_damaged() -> None:
    assert recognise(pictures.bomb(0, 100))[1].startswith("This picture is damaged.")
