"""Pictures made showable by a process of its own, with limits on its memory, time and output; no row, no storage."""

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
    """The copies by name, as JPEG; or the sentence that says why there are none."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    fault: str = ""


def copies_of(original: BinaryIO, seconds: int = SECONDS) -> Copies:
    """The copies of a picture to be shown: upright, small, nothing but pixels. `original` is an open file.

    Raises DecoderDied when it could not be told.
    """
    with TemporaryDirectory(prefix="fieldapp-picture-") as folder:
        # -I: neither the environment nor the current folder decides what the decoder imports.
        command = [sys.executable, "-I", str(PROGRAM), folder, str(MOST_PIXELS), json.dumps(SIDES)]
        try:
            done = subprocess.run(command, stdin=original, capture_output=True, timeout=seconds, check=True, env={})
        except subprocess.SubprocessError as error:
            raise DecoderDied(str(error)) from error
        if fault := str(json.loads(done.stdout)["fault"]):
            return Copies(fault=fault)
        return Copies({name: (Path(folder) / name).read_bytes() for name in SIDES})
