"""Photos, documents and certificates of a visit as office pages show them, and how many of them have arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldapp.domain.media import DECODED
from fieldapp.models import Evidence, Ticket, WorksOrder
from fieldapp.queries.files import bytes_of
from fieldapp.queries.visit_parts import label
from fieldapp.web import spoken

LISTS = {"photo": "photo-kind", "document": "document-type", "certificate": "certificate"}


@dataclass(frozen=True)
class ShownFile:
    """A file on a page: `state` is `shown`, `kept` (to be saved, not shown), `preparing`, `refused` or `on-phone`."""

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

    @property
    def label(self) -> str:
        """What it is, in words."""
        return f"{self.kind}: {self.caption}" if self.caption else self.kind


def shown_files(ticket: Ticket) -> list[ShownFile]:
    """The files of a visit that nobody took off."""
    kept = [row for row in ticket.evidence if not row.removed_at]
    return [shown_file(row, ticket.order) for row in kept]


def received(files: Sequence[ShownFile]) -> str:
    """`3 of 7 photos received`; empty where there are none."""
    photos = [one for one in files if one.sort == "photo"]
    have = sum(one.state != "on-phone" for one in photos)
    if not photos:
        return ""
    return f"{have} of {spoken.plural(len(photos), 'photo')} received"


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
    )


def _state(row: Evidence) -> str:
    blob = bytes_of(row)
    if blob is None:
        return "on-phone"
    if blob.state == "refused":
        return "refused"
    if blob.media_type not in DECODED:
        return "kept"
    return "shown" if blob.state == "shown" else "preparing"
