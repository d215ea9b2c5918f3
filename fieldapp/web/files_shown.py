"""Photos, documents and certificates of a visit as office pages show them, and how many of them have arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request

from fieldapp.domain.media import EXTENSIONS
from fieldapp.models import Blob, Evidence, Ticket, WorksOrder
from fieldapp.queries.files import bytes_of
from fieldapp.queries.visit_parts import label
from fieldapp.web import spoken

LISTS = {"photo": "photo-kind", "document": "document-type", "certificate": "certificate"}


# What a page of a visit shows of its files before it is asked for all of them.
MOST_TILES = 24
# The page of a photo of which no size was written down yet; browsers keep its place all the same.
USUAL = (1600, 1200)


@dataclass(frozen=True)
class ShownPage:
    """One copy in the viewer, with its size so that nothing moves when it comes."""

    number: int
    width: int
    height: int
    url: str


@dataclass(frozen=True)
class ShownFile:
    """A file on a page: `state` is `shown`, `preparing`, `refused` or `on-phone` (still on its way).

    `of_pages` is how many pages a PDF has, of which `pages` are shown; a photo has one and no `of_pages`.
    """

    id: str
    sort: str
    kind: str
    caption: str
    state: str
    fault: str
    who: str
    by_landlord: bool
    taken: datetime | None
    added: datetime
    received: datetime | None
    size: int
    type_words: str
    pages: tuple[ShownPage, ...]
    of_pages: int
    warning: str

    @property
    def label(self) -> str:
        """What it is, in words."""
        return f"{self.kind}: {self.caption}" if self.caption else self.kind

    @property
    def pages_words(self) -> str:
        """`43 pages`; empty for a photo."""
        return spoken.plural(self.of_pages, "page") if self.of_pages else ""


def shown_files(ticket: Ticket, also: Sequence[Evidence] | None = None) -> list[ShownFile]:
    """The files of a visit that nobody took off; with `also` the landlord's of the whole order are these."""
    kept = [row for row in ticket.evidence if not row.removed_at]
    if also is not None:
        kept = [*also, *(row for row in kept if not row.by_landlord)]
    return [shown_file(row, ticket.order) for row in kept]


def received(files: Sequence[ShownFile]) -> str:
    """`3 of 7 photos received`; empty where there are none."""
    photos = [one for one in files if one.sort == "photo"]
    have = sum(one.state != "on-phone" for one in photos)
    if not photos:
        return ""
    return f"{have} of {spoken.plural(len(photos), 'photo')} received"


def most_tiles() -> int | None:
    """How many files of a visit its page shows; None is all of them, once they are asked for."""
    return None if request.args.get("files") == "all" else MOST_TILES


def shown_file(row: Evidence, order: WorksOrder) -> ShownFile:
    """One file of an order's visit."""
    blob = bytes_of(row)
    return ShownFile(
        id=row.blob_id,
        sort=row.sort,
        kind=label(order, LISTS[row.sort], row.kind),
        caption=row.caption,
        state=_state(row),
        fault=blob.fault if blob else "",
        who=row.added_by.name,
        by_landlord=row.by_landlord,
        taken=row.taken_at,
        added=row.added_at,
        received=blob.received_at if blob else None,
        size=row.size,
        type_words=EXTENSIONS.get(blob.media_type, "").upper() if blob else "",
        pages=_pages(blob) if blob and blob.state == "shown" else (),
        of_pages=blob.pages if blob else 0,
        warning=blob.warning if blob else "",
    )


def _pages(blob: Blob) -> tuple[ShownPage, ...]:
    sizes = blob.copies or [[*USUAL, 0]]
    address = f"/files/{blob.id}"
    return tuple(
        ShownPage(number, width, height, address if number == 1 else f"{address}/pages/{number}")
        for number, (width, height, _) in enumerate(sizes, start=1)
    )


def _state(row: Evidence) -> str:
    blob = bytes_of(row)
    if blob is None:
        return "on-phone"
    if blob.state == "refused":
        return "refused"
    return "shown" if blob.state == "shown" else "preparing"
