"""Pictures and PDF pages made showable by a process of its own, with limits on it; knows no row and no storage."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from fieldapp.domain.media import MOST_PIXELS

PROGRAM = Path(__file__).resolve().parent.parent / "imaging.py"
SECONDS = 30
# The longer sides, in pixels, of the copies that people see.
SIDES = {"large": 1600, "small": 400}


class DecoderDied(Exception):
    """It gave no verdict: out of time, killed, or no room for its output. Another attempt may go well."""


@dataclass(frozen=True)
class Copies:
    """The copies by name, as JPEG; or the sentence that says why there are none.

    `sizes` is width, height and bytes of each page's large copy, a photo being one; `pages` is how many a PDF has, and
    `warning` what it carries beside them.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    fault: str = ""
    pages: int = 0
    sizes: tuple[tuple[int, int, int], ...] = ()
    warning: str = ""


def name_of_page(number: int) -> str:
    """The name of the copy of a page, counted from 1; the first one's is that of any photo."""
    return "large" if number == 1 else f"page-{number}"


def copies_of(original: BinaryIO, seconds: int = SECONDS) -> Copies:
    """The copies of a picture or PDF to be shown: upright, small, nothing but pixels. `original` is an open file.

    Raises DecoderDied when it could not be told.
    """
    with TemporaryDirectory(prefix="fieldapp-picture-") as folder:
        try:
            done = subprocess.run(
                command(folder), stdin=original, capture_output=True, timeout=seconds, check=True, env={}
            )
        except subprocess.SubprocessError as error:
            raise DecoderDied(str(error)) from error
        said = json.loads(done.stdout)
        if said["fault"]:
            return Copies(fault=str(said["fault"]))
        names = [name_of_page(number) for number in range(1, len(said["sizes"]) + 1)]
        files = {name: (Path(folder) / name).read_bytes() for name in [*SIDES, *names]}
        return Copies(
            files=files,
            pages=int(said.get("pages", 0)),
            sizes=tuple((w, h, len(files[name])) for name, (w, h) in zip(names, said["sizes"], strict=True)),
            warning=str(said.get("warning", "")),
        )


def command(folder: str) -> list[str]:
    """How the decoder is started, to write into `folder`; neither environment nor current folder decide its imports."""
    return [sys.executable, "-I", str(PROGRAM), folder, str(MOST_PIXELS), json.dumps(SIDES)]
