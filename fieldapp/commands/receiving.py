"""The rows of files on their way in and of files received, written in the caller's transaction; no bytes, no commit.

Both doors that take bytes (`/api/uploads` and the form without script) store them first and then call this, so that a
row never names bytes that a power cut could still take.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.domain.media import Original
from fieldapp.domain.refusals import Refused
from fieldapp.models import Blob, Evidence, Outgoing, Upload, User


class KnownBlob(NamedTuple):
    """What is known of the file under an id."""

    sha256: str
    size: int
    fault: str


class OtherFile(Refused):
    """The id names other bytes already."""

    def __init__(self) -> None:
        super().__init__("key-reuse", "This file has the number of another one. Export it and call the office.")


def start(session: Session, sender: User, blob_id: str, sha256: str, length: int, at: datetime) -> Upload:
    """The upload of this file by this person: the one begun before, or a new one, finished if we hold the file.

    So an answer that was lost makes no second upload. Refuses (`key-reuse`) an id that names other bytes.
    """
    known = known_blob(session, blob_id)
    if (known and (known.sha256, known.size) != (sha256, length)) or _differs(session, blob_id, sha256, length):
        raise OtherFile
    same = (Upload.user_id == sender.id, Upload.blob_id == blob_id, Upload.sha256 == sha256, Upload.length == length)
    begun = session.scalar(
        select(Upload).where(*same, Upload.finished_at.is_not(None) if known else Upload.finished_at.is_(None)).limit(1)
    )
    if begun:
        begun.touched_at = at
        return begun
    upload = Upload(
        id=str(uuid.uuid4()),
        blob_id=blob_id,
        user_id=sender.id,
        sha256=sha256,
        length=length,
        started_at=at,
        touched_at=at,
        received=length if known else 0,
        chunks=0,
        finished_at=at if known else None,
    )
    session.add(upload)
    return upload


def own_upload(session: Session, sender_id: int, upload_id: str, *, lock: bool = False) -> Upload | None:
    """The person's upload, fresh from the database, locked against others' chunks if asked; nobody else sees it."""
    query = select(Upload).where(Upload.id == upload_id, Upload.user_id == sender_id)
    if lock:
        query = query.with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def start_over(upload: Upload, at: datetime) -> None:
    """What came is not what was announced: nothing of it counts."""
    upload.received, upload.chunks, upload.touched_at = 0, 0, at


def receive(session: Session, sender: User, blob_id: str, original: Original, at: datetime) -> None:
    """Write down that we hold a file, and that copies to be shown are to be made of it.

    The file belongs to the visit that its evidence names if that came first, else to its sender's organisation until
    then. Once per id: a second receipt of the same bytes changes nothing, of other bytes is refused (`key-reuse`).
    """
    known = known_blob(session, blob_id)
    if known and known.sha256 != original.sha256:
        raise OtherFile
    if known:
        return
    evidence = session.scalar(select(Evidence).where(Evidence.blob_id == blob_id))
    owner = evidence or sender
    session.add(
        Blob(
            id=blob_id,
            landlord_id=owner.landlord_id,
            contractor_id=owner.contractor_id,
            sha256=original.sha256,
            size=original.size,
            media_type=original.media_type,
            fault=original.fault,
            state="refused" if original.fault else "received",
            received_at=at,
            sent_by_id=sender.id,
        )
    )
    if not original.fault:
        session.add(Outgoing(kind="derive", facts={"blob": blob_id}, due_at=at))


def to_read_back(blob_id: str, at: datetime) -> Outgoing:
    """What lets a certificate's file be read; due once its copies and its record are here, whichever came last (D2)."""
    return Outgoing(kind="read-back", facts={"blob": blob_id}, due_at=at)


def known_blob(session: Session, blob_id: str) -> KnownBlob | None:
    """Hash, size and fault of the file under an id; asked of the table, past the fence: ids are one space for all."""
    table = Blob.__table__
    row = session.execute(select(table.c.sha256, table.c.size, table.c.fault).where(table.c.id == blob_id)).first()
    return KnownBlob(*row) if row else None


def _differs(session: Session, blob_id: str, sha256: str, length: int) -> bool:
    """Whether evidence announced this id for other bytes; past the fence, as above."""
    table = Evidence.__table__
    promise = session.execute(select(table.c.sha256, table.c.size).where(table.c.blob_id == blob_id)).first()
    return promise is not None and (promise.sha256, promise.size) != (sha256, length)
