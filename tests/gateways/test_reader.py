"""Tests of gateways/reader.py, and of reading.py and confined.py, the programs behind it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from fieldapp.domain.read_back import doubts_of
from fieldapp.gateways.confined import PROGRAMS, Died, confined
from fieldapp.gateways.reader import text_of_pdf, text_of_picture
from tests import pictures, reports
from tests.domain.test_read_back import PAPER, recorded

TRIES = """import json, socket, sys
sys.path.insert(0, {programs!r})
import reading
reading.open_nothing_more()
tried = dict()
for name, door in (("file", lambda: open("/etc/hosts")), ("net", socket.socket)):
    try:
        door()
        tried[name] = "opened"
    except OSError as no:
        tried[name] = no.strerror
print(json.dumps(tried))
"""
EATS = "import sys; held = [bytearray(64 * 1024 * 1024) for _ in range(64)]"
RUNS = "while True: pass"
FAKE = """#!/bin/sh
test "$1 $2" = "stdin stdout" || exit 1
cat > "$(dirname "$0")/seen"
env > "$(dirname "$0")/env"
cat "$(dirname "$0")/says"
"""


def read(data: bytes, folder: Path) -> str:
    file = folder / "original"
    file.write_bytes(data)
    with file.open("rb") as stream:
        return text_of_pdf(stream)


def test_a_pdf_is_read_line_by_line(tmp_path: Path) -> None:
    """So well that it is compared without a doubt. Rules: D2."""
    text = read(reports.pdf(PAPER), tmp_path)
    assert "NICEIC enrolment no: 612345" in text
    assert doubts_of(text, recorded()) == ()
    assert [one.what for one in doubts_of(text, recorded(line="9 Mill Row", postcode="XB5 2AN"))] == ["place"]


@pytest.mark.parametrize(
    "data", [b"", pictures.PDF, reports.pdf(PAPER)[:500], pictures.photo(), b"%PDF-1.7\n" + b"1 0 obj<<" * 5000]
)
def test_what_cannot_be_read_has_no_text(data: bytes, tmp_path: Path) -> None:
    """Rules: D2."""
    assert read(data, tmp_path).strip() == ""


def test_a_bomb_has_no_text(tmp_path: Path) -> None:
    """A gigabyte in a small PDF neither fills the machine nor keeps it. Rules: D2."""
    packed = zlib.compressobj()
    body = b"".join(packed.compress(b"(A) Tj " * 1_000_000) for _ in range(150)) + packed.flush()
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    stream = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(body) + body + b"\nendstream endobj\n"
    with suppress(Died):
        assert read(head + page + stream + b"trailer<</Root 1 0 R>>\n%%EOF\n", tmp_path).strip() == ""


def test_the_reader_can_open_neither_a_file_nor_a_connection(tmp_path: Path) -> None:
    """Whatever a PDF makes it do. Rules: D2."""
    program = tmp_path / "tries.py"
    program.write_text(TRIES.format(programs=str(PROGRAMS)))
    done = subprocess.run([sys.executable, str(program)], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == '{"file": "Too many open files", "net": "Too many open files"}'


@pytest.mark.parametrize(("code", "seconds"), [(EATS, 60.0), (RUNS, 60.0), (RUNS, 0.5)])
def test_a_program_that_takes_too_much_gives_no_verdict(code: str, seconds: float, tmp_path: Path) -> None:
    """Memory, a processor's time, or time by the clock. Rules: D2."""
    program = tmp_path / "greedy.py"
    program.write_text(code)
    with program.open("rb") as nothing, pytest.raises(Died):
        confined(str(program), data=nothing, seconds=seconds, processor=1)


def fake_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch, says: str) -> Path:
    """A `tesseract` on the path that keeps what it was given, and says this."""
    program = folder / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(FAKE)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (program.parent / "says").write_text(says)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return program.parent


def test_a_picture_is_read_where_a_reader_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gets the picture, and nothing of our environment. Rules: D2."""
    monkeypatch.setenv("SECRET_KEY", "not for strangers")
    folder = fake_tesseract(tmp_path, monkeypatch, "Flat 3, XB4 7QT\n")
    copy = tmp_path / "copy"
    copy.write_bytes(pictures.photo())
    with copy.open("rb") as stream:
        assert text_of_picture(stream) == "Flat 3, XB4 7QT\n"
    assert (folder / "seen").read_bytes() == pictures.photo()
    assert "SECRET_KEY" not in (folder / "env").read_text()
    assert "OMP_THREAD_LIMIT=1" in (folder / "env").read_text()


def test_a_picture_is_not_read_where_no_reader_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules: D2."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert text_of_picture(BytesIO(pictures.photo())) == ""


@pytest.mark.skipif(
    shutil.which("tesseract") is None,
    reason="tesseract is not installed (apt-get install tesseract-ocr): only its stand-in was tried, no real letters",
)
def test_real_letters_are_read(tmp_path: Path) -> None:
    """Rules: D2."""
    copy = tmp_path / "copy"
    copy.write_bytes(reports.photo("Installation address\n14 Kiln Lane, XB4 7QT"))
    with copy.open("rb") as stream:
        text = text_of_picture(stream)
    assert doubts_of(text, recorded()) == ()
    assert [one.what for one in doubts_of(text, recorded(line="16 Kiln Lane"))] == ["place"]
