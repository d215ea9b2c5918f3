"""Evidence (photos, documents, certificates), notes, and the bytes that arrive before or after their record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, Index, String, Text, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.models.fence import Fenced
from fieldapp.models.party import User
from fieldapp.models.schema import Model, Moment, one_of, unsought, where
from fieldapp.models.ticket import Ticket
from fieldapp.models.works_order import WorksOrder

EVIDENCE_SORTS = ("photo", "document", "certificate")
BLOB_STATES = ("received", "shown", "refused")


def sent_to(ticket_id: Any, contractor_id: int) -> ColumnElement[bool]:
    """Whether the order of a visit was ever given to a contractor, on this visit or another."""
    of, own = Ticket.__table__.alias(), Ticket.__table__.alias()
    visits = of.join(own, own.c.order_id == of.c.order_id)
    whose = unsought(own.c.contractor_id) == contractor_id
    return select(1).select_from(visits).where(of.c.id == ticket_id, whose).exists()


class Evidence(Fenced, Model):
    """The record of a file on a visit: its manifest (id, hash, size, kind); the bytes may still be on their way.

    What the landlord adds belongs to the order: whoever is sent there later reads it too (D2).
    """

    __tablename__ = "evidence"
    __table_args__ = (one_of("sort", EVIDENCE_SORTS, "sort"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    blob_id: Mapped[str] = mapped_column(String(36), unique=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    sort: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(60), default="")
    caption: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by_landlord: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    ticket: Mapped[Ticket] = relationship(back_populates="evidence")
    added_by: Mapped[User] = relationship()
    blob: Mapped[Blob | None] = relationship(
        primaryjoin="foreign(Evidence.blob_id) == Blob.id", viewonly=True, uselist=False, lazy="selectin"
    )

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        own = super().of_contractor(contractor_id)
        return or_(own, and_(cls.by_landlord, sent_to(cls.ticket_id, contractor_id)))


class Blob(Fenced, Model):
    """Bytes that we hold: the sealed original and, once made, the copies that people are shown.

    `copies` is width, height and bytes of each page that is shown, a photo being one; of what was shown before they
    were written down it is empty. `pages` is how many a PDF has, `warning` what it carries beside them.
    """

    __tablename__ = "blob"
    __table_args__ = (one_of("state", BLOB_STATES, "state"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    landlord_id: Mapped[int | None] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int | None] = mapped_column(ForeignKey("contractor.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="received")
    fault: Mapped[str] = mapped_column(String(200), default="")
    received_at: Mapped[datetime] = mapped_column(Moment)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    shown_key: Mapped[str] = mapped_column(String(200), default="")
    shown_type: Mapped[str] = mapped_column(String(60), default="")
    pages: Mapped[int] = mapped_column(default=0)
    copies: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    warning: Mapped[str] = mapped_column(String(200), default="")

    @classmethod
    def of_landlord(cls, landlord_id: int) -> ColumnElement[bool]:
        return (cls.landlord_id == landlord_id) | cls.id.in_(
            select(Evidence.blob_id)
            .where(Evidence.landlord_id == landlord_id, Evidence.blob_id == cls.id)
            .scalar_subquery()
        )

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return (cls.contractor_id == contractor_id) | cls.id.in_(
            select(Evidence.blob_id)
            .where(Evidence.of_contractor(contractor_id), Evidence.blob_id == cls.id)
            .scalar_subquery()
        )


class Upload(Model):
    """A file on its way in, resumable: how much has arrived. Its chunks lie in storage, never in a process."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    blob_id: Mapped[str] = mapped_column(String(36), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    chunks: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Moment)
    touched_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Note(Fenced, Model):
    """What one side tells the other about an order (T5); contractors read the landlord's and their own.

    `read_by` is who of the other side said that they have read it, `read_at` when: for a note that needs a reply not
    before it has one, so that what waits for somebody is what has no `read_at`.
    """

    __tablename__ = "note"
    __table_args__ = (
        Index(
            "ix_note_unread_contractor", "contractor_id", "by_landlord", "received_at", "id", **where("read_at IS NULL")
        ),
        Index("ix_note_unread_landlord", "landlord_id", "by_landlord", "received_at", "id", **where("read_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int | None] = mapped_column(ForeignKey("contractor.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("works_order.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(60), default="")
    telephone: Mapped[str] = mapped_column(String(30), default="")
    by_landlord: Mapped[bool] = mapped_column(default=False)
    highlighted: Mapped[bool] = mapped_column(default=False)
    current: Mapped[bool] = mapped_column(default=True)
    needs_reply: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    author: Mapped[User] = relationship(foreign_keys=author_id)
    read_by: Mapped[User | None] = relationship(foreign_keys=read_by_id)
    order: Mapped[WorksOrder] = relationship(viewonly=True)

    @property
    def awaits_reply(self) -> bool:
        """Whether the other side was asked to reply and has not (T5)."""
        return self.needs_reply and self.read_at is None

    def new_to(self, side: User) -> bool:
        """Whether nobody of this person's side has said that they have read it (T5)."""
        return self.by_landlord != (side.landlord_id is not None) and self.read_at is None and self.read_by_id is None
