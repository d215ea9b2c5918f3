"""Works orders and their lines."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.domain.invoiceable import placeholder_left
from fieldapp.domain.lifecycle import ORDER_STATUSES
from fieldapp.domain.money import is_price
from fieldapp.domain.schedules import KINDS, PLACEHOLDER
from fieldapp.models.fence import Fenced
from fieldapp.models.home import Property
from fieldapp.models.party import Contract, Landlord
from fieldapp.models.schema import QUANTITY, Model, Moment, one_of, unsought


class WorksOrder(Fenced, Model):
    """One piece of ordered work at one property; `version` moves with every command, so kept pages follow.

    `details` holds what `domain/order_details.py` asks and has been said, by name; sums are pence.
    """

    __tablename__ = "works_order"
    __table_args__ = (
        UniqueConstraint("landlord_id", "reference"),
        one_of("status", ORDER_STATUSES, "status"),
        CheckConstraint("status <> 'COM' OR completed_at IS NOT NULL", name="completed_when"),
        CheckConstraint("status <> 'CLO' OR paid_at IS NOT NULL", name="closed_when_paid"),
        Index(None, "landlord_id", "status", "due_at", "id"),
        Index(None, "landlord_id", "raised_at", "id"),
        Index(None, "contract_id", "id"),
        # By which orders are searched, and listed where many are found.
        Index(None, "landlord_id", "due_at", "id"),
        Index(None, "landlord_id", "status_at", "id"),
        Index(None, "landlord_id", "completed_at", "id"),
        Index(None, "landlord_id", "purchase_order", "id"),
        Index(None, "landlord_id", "trade", "id"),
        Index(None, "landlord_id", "priority", "id"),
        Index("ix_works_order_extra_review", "landlord_id", "extra_review", "due_at", "id"),
        Index("ix_works_order_came_back", "landlord_id", "status", "back_with_landlord", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    property_id: Mapped[int] = mapped_column(ForeignKey("property.id"), index=True)
    reference: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(3), default="RAI")
    status_at: Mapped[datetime] = mapped_column(Moment)
    priority: Mapped[str] = mapped_column(String(60))
    emergency: Mapped[bool] = mapped_column(default=False)
    description: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(120), default="")
    purchase_order: Mapped[str] = mapped_column(String(60), default="")
    trade: Mapped[str] = mapped_column(String(12), default="")
    raised_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_telephone: Mapped[str] = mapped_column(String(30), default="")
    home_telephone: Mapped[str] = mapped_column(String(30), default="")
    two_to_attend: Mapped[bool] = mapped_column(default=False)
    warning: Mapped[bool] = mapped_column(default=False)
    no_access_count: Mapped[int] = mapped_column(default=0)
    back_with_landlord: Mapped[str] = mapped_column(String(400), default="")
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    paid_at: Mapped[datetime | None] = mapped_column(Moment)
    legal_hold: Mapped[bool] = mapped_column(default=False)
    extra_agreed_by: Mapped[str] = mapped_column(String(120), default="")
    extra_agreed_at: Mapped[datetime | None] = mapped_column(Moment)
    extra_review: Mapped[str] = mapped_column(String(8), default="")
    version: Mapped[int] = mapped_column(default=1)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    landlord: Mapped[Landlord] = relationship()
    contract: Mapped[Contract] = relationship()
    property: Mapped[Property] = relationship()
    lines: Mapped[list[Line]] = relationship(back_populates="order", order_by="Line.sequence")
    tickets: Mapped[list[Any]] = relationship("Ticket", back_populates="order", order_by="Ticket.visit")
    notes: Mapped[list[Any]] = relationship("Note", order_by="Note.id")
    # Those that stand; a withdrawn one is in the journal.
    invoices: Mapped[list[Any]] = relationship(
        "Invoice",
        primaryjoin="and_(WorksOrder.id == Invoice.order_id, Invoice.withdrawn_at.is_(None))",
        order_by="Invoice.id",
        viewonly=True,
    )

    variations: Mapped[list[Any]] = relationship("Variation", back_populates="order", order_by="Variation.number")

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return _issued_to(cls.id, contractor_id)


class Line(Fenced, Model):
    """One code on an order: what was ordered, what was completed; a price line's quantity is pounds (C5)."""

    __tablename__ = "line"
    __table_args__ = (
        UniqueConstraint("order_id", "sequence"),
        Index(None, "landlord_id", "code", "order_id"),
        one_of("kind", KINDS, "kind"),
        CheckConstraint("ordered >= 0 AND ordered <= 1000000", name="ordered_range"),
        CheckConstraint("completed IS NULL OR (completed >= 0 AND completed <= 1000000)", name="completed_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("works_order.id"))
    sequence: Mapped[int] = mapped_column()
    code: Mapped[str] = mapped_column(String(20))
    short: Mapped[str] = mapped_column(String(120))
    long: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(8))
    rate_pence: Mapped[int] = mapped_column(default=0)
    ordered: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(0))
    completed: Mapped[Decimal | None] = mapped_column(QUANTITY)
    place: Mapped[str] = mapped_column(String(120), default="")
    certificate: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(12), default="")
    extra: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    order: Mapped[WorksOrder] = relationship(back_populates="lines")

    @property
    def is_price(self) -> bool:
        """Whether the quantity is pounds (C5)."""
        return is_price(self.unit, self.rate_pence, self.kind)

    @property
    def counted(self) -> Decimal:
        """What counts of it: what was completed where that is recorded, else what is ordered (C10)."""
        return self.ordered if self.completed is None else self.completed

    @property
    def basis(self) -> str:
        """What `counted` is, as it is said: `ordered`, or `completed`."""
        return "ordered" if self.completed is None else "completed"

    @property
    def is_placeholder(self) -> bool:
        """Whether it stands for work whose code is still to be found (V4)."""
        return self.kind == PLACEHOLDER

    @property
    def placeholder_left(self) -> bool:
        """Whether it is one that nobody has replaced or set to 0: then nothing is claimed yet (V4)."""
        return placeholder_left(self.kind, self.ordered, self.completed)

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return _issued_to(cls.order_id, contractor_id)


def _issued_to(order_id: Any, contractor_id: int) -> ColumnElement[bool]:
    """A contractor reads the orders that were ever issued to it (A8)."""
    ticket = Model.metadata.tables["ticket"].alias()
    return (
        select(1)
        .select_from(ticket)
        .where(ticket.c.order_id == order_id, unsought(ticket.c.contractor_id) == contractor_id)
        .exists()
    )
