"""What a contractor has invoiced for an order: number, date and amount; the invoice itself is never kept here."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.domain.invoices import LONGEST_NUMBER
from fieldapp.models.fence import Fenced
from fieldapp.models.party import User
from fieldapp.models.schema import Model, Moment, where
from fieldapp.models.works_order import WorksOrder


class Invoice(Fenced, Model):
    """An invoice, as far as it is for one order (L1, D3): one number may stand on many orders, on each once.

    Withdrawn, it stands nowhere any more and its number may be recorded anew; the journal keeps who and why.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("amount_pence > 0 AND amount_pence <= 100000000", name="amount_range"),
        Index(
            "uq_invoice_once_an_order", "order_id", "contractor_id", "number_key", unique=True,
            **where("withdrawn_at IS NULL"),
        ),
        # A firm's list begins with the firm; the last columns are for counting.
        Index(
            "ix_invoice_standing", "contractor_id", "recorded_at", "id", "landlord_id", "withdrawn_at",
            **where("withdrawn_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("works_order.id"), index=True)
    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER))
    number_key: Mapped[str] = mapped_column(String(3 * LONGEST_NUMBER))
    invoiced_on: Mapped[date] = mapped_column(Date)
    amount_pence: Mapped[int] = mapped_column()
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    order: Mapped[WorksOrder] = relationship()
    recorded_by: Mapped[User] = relationship()
