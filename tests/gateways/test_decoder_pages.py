"""Tests of imaging.py with PDFs and HEIC: what is drawn, what is left behind, and how much work that may be."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from fieldapp.gateways import decoder
from fieldapp.gateways.confined import Died, launched
from fieldapp.gateways.decoder import PROCESSOR, Copies, arguments
from tests import papers, pictures
from tests.gateways.test_decoder import decoded, large, near

# Frames, tables, pixels, and the header that makes it a JFIF: nothing that could carry words.
PIXELS_ONLY = {0xD8, 0xE0, 0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xD9, 0xDD}
JFIF = 16
# Making one takes longer than reading it.
QUICKLY = {"enc_params": {"preset": "ultrafast"}}
# Started from a small process: a child's peak memory begins with that of whoever starts it.
MEASURE = """
import json, os, sys
file = os.open(sys.argv[1], os.O_RDONLY)
os.dup2(file, 0)
child = os.posix_spawn(sys.argv[2], sys.argv[2:], {})
_, status, used = os.wait4(child, 0)
print(json.dumps([status, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]), file=sys.stderr)
"""


def measured(data: bytes, folder: Path) -> tuple[int, float, float]:
    """How the decoder ended with a file, its seconds of CPU and its megabytes at most."""
    file, copies = folder / "original", folder / "copies"
    file.write_bytes(data)
    copies.mkdir()
    line = [
        sys.executable,
        "-c",
        MEASURE,
        str(file),
        *launched("imaging.py", *arguments(str(copies)), processor=PROCESSOR),
    ]
    status, seconds, megabytes = json.loads(subprocess.run(line, capture_output=True, check=True).stderr)
    return status, seconds, megabytes


def segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """The marker and the content of each part of a JPEG; raises where it is none, or goes on after its end."""
    assert jpeg[:2] == b"\xff\xd8"
    at = 2
    while jpeg[at + 1] != 0xD9:
        assert jpeg[at] == 0xFF, at
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield marker, jpeg[at + 4 : at + 2 + length]
        at += 2 + length
        while marker == 0xDA and (jpeg[at] != 0xFF or jpeg[at + 1] in (0, *range(0xD0, 0xD8))):
            at += 1
    assert at + 2 == len(jpeg)


def expect_pixels_only(copies: Copies) -> None:
    assert copies.files
    for copy in copies.files.values():
        assert papers.PAST not in copy
        parts = list(segments(copy))
        assert {marker for marker, _ in parts} <= PIXELS_ONLY
        assert [len(content) for marker, content in parts if marker == 0xE0] == [JFIF - 2]


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic", "pdf"])
def test_no_byte_of_a_files_past_is_in_a_copy(kind: str, tmp_path: Path) -> None:
    """GPS, EXIF, XMP, comments, texts and profiles; looked for by taking the bytes of each copy apart."""
    data = papers.with_pasts()[kind]
    assert papers.PAST in data or kind in ("pdf", "png")
    expect_pixels_only(decoded(data, tmp_path))


def test_the_parts_of_a_jpeg_are_told_apart() -> None:
    """Or the test above would find nothing anywhere."""
    found = dict(segments(pictures.photo_with_a_past()))
    assert {0xE1, 0xE2, 0xFE} <= found.keys()
    with pytest.raises(AssertionError):
        list(segments(pictures.polyglot()))


def test_a_heic_photo_is_turned_upright_and_shown_as_jpeg(tmp_path: Path) -> None:
    turned = pictures.four_corners(320, 240).transpose(Image.Transpose.ROTATE_90)
    picture = large(decoded(papers.heic(turned, exif=papers.exif_of_a_past(6).tobytes()), tmp_path))
    assert (picture.format, picture.size) == ("JPEG", (320, 240))
    assert near(picture.getpixel((5, 5)), pictures.TOP_LEFT)
    assert near(picture.getpixel((314, 234)), pictures.BOTTOM_RIGHT)


def test_a_pdf_is_shown_as_its_first_twenty_pages(tmp_path: Path) -> None:
    copies = decoded(papers.document(43), tmp_path)
    assert (copies.fault, copies.pages, len(copies.sizes)) == ("", 43, 20)
    assert copies.files.keys() == {"small", "large", *(f"page-{number}" for number in range(2, 21))}
    for name, size in zip(["large", *(f"page-{number}" for number in range(2, 21))], copies.sizes, strict=True):
        picture = Image.open(BytesIO(copies.files[name]))
        assert (*picture.size, len(copies.files[name])) == size
        assert (picture.format, picture.height) == ("JPEG", 1600)
    assert max(Image.open(BytesIO(copies.files["small"])).size) == 400


def test_the_pages_show_what_is_printed_on_them(tmp_path: Path) -> None:
    page = large(decoded(papers.written(content=b"1 0 0 rg 0 421 595 421 re f"), tmp_path))
    assert near(page.getpixel((100, 100)), (255, 0, 0))
    assert near(page.getpixel((100, 1500)), (255, 255, 255))


@pytest.mark.parametrize("box", [b"0 0 1000000 1", b"0 0 0.001 0.001", b"0 0 0 0", b"0 0 14400 14400", b"0 0 1 90000"])
def test_a_page_of_any_size_is_bounded_in_pixels(box: bytes, tmp_path: Path) -> None:
    picture = large(decoded(papers.written(box=box), tmp_path))
    assert 1 <= min(picture.size) <= max(picture.size) <= 1600


@pytest.mark.parametrize(
    ("data", "carries"),
    [
        (papers.with_script(), "a script"),
        (papers.that_starts_a_program(), "a program to start"),
        (papers.with_a_file_inside(), "other files"),
        (papers.document(), ""),
        (papers.written(content=b"%\x9c/JS\x05"), ""),
    ],
    ids=["script", "launch", "files", "plain", "three bytes by chance"],
)
def test_what_a_pdf_carries_is_said_and_only_its_page_shown(data: bytes, carries: str, tmp_path: Path) -> None:
    copies = decoded(data, tmp_path)
    assert (copies.fault, copies.warning, len(copies.sizes)) == ("", carries, 1)
    expect_pixels_only(copies)


def test_the_renderer_knows_no_scripts() -> None:
    """It is built without the engine: there is nothing to switch off."""
    assert not {"V8", "XFA"} & set(pypdfium2.PDFIUM_INFO.flags)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (papers.document(lock="secret"), "This PDF asks for a password"),
        (papers.document()[:500], "This PDF is damaged"),
        (pictures.PDF, "This PDF is damaged"),
        (b"%PDF-1.7\n" + bytes(5000), "This PDF is damaged"),
    ],
    ids=["locked", "cut", "no pages", "empty"],
)
def test_a_pdf_that_cannot_be_shown_says_why(data: bytes, words: str, tmp_path: Path) -> None:
    copies = decoded(data, tmp_path)
    assert copies.fault.startswith(words)
    assert not copies.files


def test_a_pdf_locked_against_changes_only_is_shown(tmp_path: Path) -> None:
    assert not decoded(papers.document(lock=""), tmp_path).fault


def test_a_page_that_takes_too_long_takes_none_before_it_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is killed at it, and what was drawn is shown: 2 of 4 pages."""
    monkeypatch.setattr(decoder, "PROCESSOR", 2)
    copies = decoded(papers.joined(papers.document(2), papers.slow(600_000), papers.document()), tmp_path)
    assert (copies.fault, copies.pages, len(copies.sizes)) == ("", 4, 2)
    assert copies.files.keys() == {"small", "large", "page-2"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: pictures.photo(4032, 3024), id="photo"),
        pytest.param(lambda: papers.heic(pictures.four_corners(4032, 3024), **QUICKLY), id="heic"),
        pytest.param(lambda: papers.document(43), id="pdf"),
        pytest.param(lambda: papers.bombs()["jpeg"], id="jpeg bomb"),
        pytest.param(lambda: papers.bombs()["png"], id="png bomb"),
        pytest.param(lambda: papers.bombs()["webp"], id="webp bomb"),
        pytest.param(papers.with_script, id="script"),
        pytest.param(papers.jpeg_and_pdf, id="polyglot"),
    ],
)
def test_a_file_takes_at_most_two_seconds_and_512_megabytes(data: Callable[[], bytes], tmp_path: Path) -> None:
    status, seconds, megabytes = measured(data(), tmp_path)
    assert status == 0
    assert seconds <= 2
    assert megabytes <= 512


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: pictures.photo(8000, 6000, "PNG"), id="48 megapixels of PNG"),
        pytest.param(lambda: papers.heic(pictures.four_corners(8064, 6048), **QUICKLY), id="48 megapixels of HEIC"),
        pytest.param(lambda: papers.scanned(20), id="20 scanned pages"),
        pytest.param(papers.with_a_bomb, id="bomb in a PDF"),
        pytest.param(lambda: papers.slow(600_000), id="slow page"),
    ],
)
def test_the_worst_files_end_within_the_limits(data: Callable[[], bytes], tmp_path: Path) -> None:
    """However they end: with copies, with a fault, or killed."""
    _, seconds, megabytes = measured(data(), tmp_path)
    assert seconds <= 8.5
    assert megabytes <= 512


@pytest.mark.slow
def test_a_page_that_takes_too_long_gives_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(Died):
        decoded(papers.slow(600_000), tmp_path)
