"""Pictures and PDF pages made showable by a process of its own, with limits on it; knows no row and no storage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from fieldapp.domain.media import MOST_PIXELS
from fieldapp.gateways.confined import Died, confined

SECONDS = 30
# Of a processor: the pages of a long PDF take the most.
PROCESSOR = 8
# The longer sides, in pixels, of the copies that people see.
SIDES = {"large": 1600, "small": 400}


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

    Of a PDF the pages that could be drawn. Raises `confined.Died` when nothing could be told.
    """
    with TemporaryDirectory(prefix="fieldapp-picture-") as folder:
        try:
            done = confined("imaging.py", *arguments(folder), data=original, seconds=seconds, processor=PROCESSOR)
        except Died as died:
            # The page that killed it is not there; those before it are whole.
            done, _, _ = died.said.rpartition(b"\n")
            if not done:
                raise
        said = json.loads(done.splitlines()[-1])
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


def arguments(folder: str) -> tuple[str, ...]:
    """What the decoder is told: where to write, and how large."""
    return folder, str(MOST_PIXELS), json.dumps(SIDES)
