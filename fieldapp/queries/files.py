"""Which file a person may open: only through its evidence on a visit that they may see."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fieldapp.extensions import db
from fieldapp.models import Blob, Evidence, Ticket, User
from fieldapp.queries.tickets import visible


def evidence_of(user: User, blob_id: str) -> Evidence | None:
    """The evidence that a file's id stands for, if `user` may see its visit; None is a 404. Rules: A8."""
    return db.session.scalar(
        select(Evidence)
        .join(Ticket, Evidence.ticket_id == Ticket.id)
        .where(Evidence.blob_id == blob_id, Evidence.removed_at.is_(None), visible(user))
        .options(joinedload(Evidence.ticket).joinedload(Ticket.order))
    )


def bytes_of(evidence: Evidence) -> Blob | None:
    """The bytes that we hold for it; None while they are on their way, and for others than it announced."""
    blob = evidence.blob
    return blob if blob is not None and blob.sha256 == evidence.sha256 else None
