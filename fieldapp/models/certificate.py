"""The certificates of homes, whether filled in here or sent as a file: what the register of them needs."""

from __future__ import annotations

import builtins
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.domain.certificate_forms import form_of
from fieldapp.domain.certificates import OUTCOMES, TO_PUT_RIGHT, remedy_by
from fieldapp.models.fence import Fenced
from fieldapp.models.home import Property, visited
from fieldapp.models.party import User
from fieldapp.models.schema import Model, Moment, one_of, where
from fieldapp.models.works_order import WorksOrder


class Certificate(Fenced, Model):
    """A certificate of one kind for one home, from a visit (C8, D2).

    `form` is the shipped form of its kind; `data` what was filled in, empty where a file was sent instead. `blob_id` is
    that file's, or the PDF's that the dispatcher makes of the data. `expires_on` is when the next one is due, None
    where it does not end. Of those of a home and kind that nobody took off the newest is `current`: it alone is due, on
    `due_on`, and `faulty_since` it was done while what it found is to be put right. `remedy_id` is the order raised
    for that; cancelled, what was found waits again. `doubts` are what its file says otherwise than was recorded, open
    until somebody says that it is the right file: pages show the `sentence`; `what`, `read` and `expected` are the
    record of what was found.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        one_of("outcome", OUTCOMES, "outcome"),
        Index("ix_certificate_due", "landlord_id", "due_on", "id", **where("due_on IS NOT NULL")),
        Index("ix_certificate_faulty", "landlord_id", "faulty_since", "id", **where("faulty_since IS NOT NULL")),
        Index(None, "landlord_id", "done_on", "id"),
        Index(None, "property_id", "kind", "done_on", "id"),
        Index(None, "recorded_by_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    op_id: Mapped[str] = mapped_column(String(36), unique=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    property_id: Mapped[int] = mapped_column(ForeignKey("property.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("works_order.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(60), default="")
    done_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(16), default="")
    engineer: Mapped[str] = mapped_column(String(120), default="")
    registration: Mapped[str] = mapped_column(String(60), default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    blob_id: Mapped[str] = mapped_column(String(36), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    current: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None] = mapped_column(Date)
    faulty_since: Mapped[date | None] = mapped_column(Date)
    remedy_id: Mapped[int | None] = mapped_column(ForeignKey("works_order.id"))
    doubts: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    doubts_settled_at: Mapped[datetime | None] = mapped_column(Moment)
    doubts_settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    property: Mapped[Property] = relationship()
    order: Mapped[WorksOrder] = relationship(foreign_keys=order_id)
    remedy: Mapped[WorksOrder | None] = relationship(foreign_keys=remedy_id)
    ticket: Mapped[Any] = relationship("Ticket", back_populates="certificates")
    recorded_by: Mapped[User] = relationship(foreign_keys=recorded_by_id)

    def rank(self, *, newest: bool, remedied: bool = False) -> None:
        """Make it the current one of its home and kind, or one of before; `remedied` while an order stands for it."""
        self.current = newest
        self.due_on = self.expires_on if newest else None
        faulty = newest and self.outcome in TO_PUT_RIGHT and not remedied
        self.faulty_since = self.done_on if faulty else None

    # In this class `property` is the home.
    @builtins.property
    def faulty(self) -> bool:
        """Whether there is anything to say of putting right what it found: a newer one settles it without an order."""
        return self.faulty_since is not None or self.remedy_id is not None

    @builtins.property
    def put_right_by(self) -> date | None:
        """The last day for putting right what it found, where the law says one (D2)."""
        return remedy_by(form_of(self.form), self.outcome, self.done_on)

    @builtins.property
    def open_doubts(self) -> list[str]:
        """What its file says otherwise than was recorded, in sentences, while nobody has said that it is right (D2)."""
        if self.doubts_settled_at or self.removed_at:
            return []
        return [one["sentence"] for one in self.doubts]

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        """Of every home that it was sent to: whoever goes has to know what is due there, and by when it was."""
        return visited(cls.property_id, contractor_id)
