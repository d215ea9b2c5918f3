"""Recording a file on a visit: shared by photos, documents and certificates (D1, D2)."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select

from fieldapp.commands.form import BlobId, CommandForm, WholeNumber, Written
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.extensions import db
from fieldapp.models import Evidence, Ticket


class FileForm(CommandForm):
    """What is asked of every file: the id, hash and size that its manifest names, and a caption."""

    blob = BlobId("File")
    sha256 = Written("SHA-256", longest=64)
    size = WholeNumber("Size in bytes")
    caption = Written("Note")


LARGEST = 25 * 1024 * 1024


def record(
    ticket: Ticket,
    act: Act,
    *,
    sort: str,
    kind: str,
    blob: str | None,
    sha256: str,
    size: int | None,
    caption: str,
    taken: datetime | None = None,
) -> Evidence:
    """Add the manifest of a file to a visit; its bytes may come later. One id is one file, for ever."""
    if blob is None or size is None or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Invalid({"blob": ["The file's number, hash or size is missing. Take or choose it again."]})
    if not 0 < size <= LARGEST:
        raise Invalid({"size": ["The file is empty or larger than 25 MB. Choose a smaller one."]})
    if db.session.scalar(select(Evidence.number).where(Evidence.blob_id == blob)):
        raise Refused("file-known", "This file is already recorded. Open the visit to see it.")
    row = Evidence(
        landlord_id=ticket.landlord_id,
        contractor_id=ticket.contractor_id,
        ticket_id=ticket.id,
        blob_id=blob,
        sort=sort,
        kind=kind,
        caption=caption,
        sha256=sha256,
        size=size,
        taken_at=taken,
        added_at=act.done_at,
        added_by_id=act.actor.id,
        by_landlord=act.by_landlord,
    )
    db.session.add(row)
    return row
