"""Which of the landlord's files a phone keeps to be read without signal, and what of each; no statement of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldapp.models import Blob, Evidence
from fieldapp.queries.files import bytes_of

MEGABYTE = 1_000_000
MOST_OF_A_FILE = 5 * MEGABYTE
MOST_OF_A_PHONE = 20 * MEGABYTE
# The small copy and the page around it, whose sizes are written down nowhere.
AROUND = 60_000
# A copy from before sizes were written down.
UNKNOWN = 500_000


@dataclass(frozen=True)
class KeptFile:
    """What a phone keeps of one file: its page, and the `copies` on it; how many bytes in all; what is left out.

    `original` is kept where the pages shown are not all of the PDF's, and it is small enough.
    """

    page: str
    copies: tuple[str, ...]
    size: int
    left_out: str = ""

    @property
    def urls(self) -> tuple[str, ...]:
        """Everything that has to be there before the file is."""
        return (self.page, *self.copies)


def kept_file(row: Evidence) -> KeptFile | None:
    """What a phone keeps of a file; None while there is nothing to show, or where all of it is too large. Rules: D2.

    Page images are kept rather than a small original: they open in the page, without a program for PDFs, and go with
    it; what has been saved by such a program stays on the phone.
    """
    blob = bytes_of(row)
    if blob is None or blob.state != "shown":
        return None
    address = f"/files/{blob.id}"
    first = f"{address}/small", address
    shown = _sizes(blob)
    pages = tuple(f"{address}/pages/{number}" for number in range(2, len(shown) + 1))
    if blob.pages <= len(shown) and sum(shown) <= MOST_OF_A_FILE:
        return KeptFile(f"{address}/view", (*first, *pages), sum(shown) + AROUND)
    if blob.size <= MOST_OF_A_FILE:
        original = f"{address}/original"
        words = "Without signal: page 1, and “Save the whole file”"
        return KeptFile(f"{address}/view", (*first, original), blob.size + shown[0] + AROUND, words)
    if sum(shown) <= MOST_OF_A_FILE:
        words = f"Without signal: the first {len(shown)} of {blob.pages} pages"
        return KeptFile(f"{address}/view", (*first, *pages), sum(shown) + AROUND, words)
    return None


def within_room(files: Iterable[KeptFile]) -> Sequence[KeptFile]:
    """The first of them, each once, until the phone's share of 20 MB is full; a smaller one after it may still fit."""
    kept: dict[str, KeptFile] = {}
    room = MOST_OF_A_PHONE
    for one in files:
        if one.page not in kept and one.size <= room:
            kept[one.page] = one
            room -= one.size
    return list(kept.values())


def _sizes(blob: Blob) -> list[int]:
    return [size for _, _, size in blob.copies] or [UNKNOWN]
