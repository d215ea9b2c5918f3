"""Text read out of a PDF, and out of a picture where `tesseract` is installed, by processes under limits; no row."""

from __future__ import annotations

import json
import shutil
from typing import BinaryIO

from fieldapp.gateways.confined import confined

SECONDS = 30
# A page of 1600 pixels takes some seconds.
PROCESSOR = 20
# One thread: the limits are meant for one, and others want the processors too.
ALONE = {"OMP_THREAD_LIMIT": "1"}
OF_PICTURES = "tesseract"


def text_of_pdf(original: BinaryIO, seconds: float = SECONDS) -> str:
    """What is written in a PDF; empty where nothing can be read. Raises `confined.Died`."""
    return str(json.loads(confined("reading.py", data=original, seconds=seconds))["text"])


def text_of_picture(copy: BinaryIO, seconds: float = SECONDS) -> str:
    """What is written on a picture, given as the copy that we made of it; empty where this machine reads none.

    Raises `confined.Died`.
    """
    program = shutil.which(OF_PICTURES)
    if program is None:
        return ""
    read = confined(program, "stdin", "stdout", data=copy, seconds=seconds, processor=PROCESSOR, env=ALONE)
    return read.decode(errors="replace")
