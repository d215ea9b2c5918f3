"""The reader: a program of its own that takes the text out of a PDF; it knows nothing else.

It is started by `confined.py`, under its limits. PDF on standard input, one line of JSON on standard output:
`{"text": "…"}`, empty where it has none, or none that can be read.
"""

from __future__ import annotations

import codecs
import json
import pkgutil
import resource
import sys
from contextlib import suppress
from importlib import import_module
from io import BytesIO

import pypdf
from pypdf import PdfReader

MOST_PAGES, MOST_CHARACTERS = 10, 100_000
# Whatever a PDF may name has to be there before this process can open nothing more.
CODECS = (
    "latin-1",
    "cp1252",
    "utf-8",
    "utf-16",
    "utf-16-be",
    "utf-16-le",
    "mac-roman",
    "charmap",
    "gbk",
    "big5",
    "cp932",
)


def open_nothing_more() -> None:
    """From here on this process can open no file and no connection."""
    for name in CODECS:
        codecs.lookup(name)
    # pypdf loads parts of itself only when a file needs them; some need packages that are not there.
    for one in pkgutil.walk_packages(pypdf.__path__, "pypdf."):
        with suppress(ImportError):
            import_module(one.name)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def text_of(data: bytes) -> str:
    """The text of a PDF's first pages, page by page; what of them cannot be read is left out."""
    pages = []
    # There is no list of what a broken PDF makes pypdf raise.
    with suppress(Exception):
        for page in PdfReader(BytesIO(data)).pages[:MOST_PAGES]:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MOST_CHARACTERS:
                break
    return "\n".join(pages)[:MOST_CHARACTERS]


if __name__ == "__main__":
    given = sys.stdin.buffer.read()
    open_nothing_more()
    sys.stdout.write(json.dumps({"text": text_of(given)}))
