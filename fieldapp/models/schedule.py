"""Schedules of rates: the price books that a contract's work is ordered and claimed in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.domain.money import is_price
from fieldapp.models.fence import Fenced
from fieldapp.models.party import Contract, contract_schedule
from fieldapp.models.schema import Model


class Schedule(Fenced, Model):
    """One price book of one landlord."""

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("landlord_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))

    rates: Mapped[list[Rate]] = relationship(back_populates="schedule", order_by="Rate.code")

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return cls.id.in_(_schedules_of(contractor_id))


class Rate(Fenced, Model):
    """One coded task: what it is, its unit, and its rate in pence."""

    __tablename__ = "rate"
    __table_args__ = (UniqueConstraint("schedule_id", "code"), Index(None, "schedule_id", "trade", "code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"))
    code: Mapped[str] = mapped_column(String(20))
    short: Mapped[str] = mapped_column(String(120))
    long: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(8))
    rate_pence: Mapped[int] = mapped_column(default=0)
    trade: Mapped[str] = mapped_column(String(12), default="")
    category: Mapped[str] = mapped_column(String(80), default="")
    keywords: Mapped[str] = mapped_column(Text, default="")
    certificate: Mapped[str] = mapped_column(String(60), default="")

    schedule: Mapped[Schedule] = relationship(back_populates="rates")

    @property
    def is_price(self) -> bool:
        """Whether a line of it has pounds for a quantity (C5)."""
        return is_price(self.unit, self.rate_pence)

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return cls.schedule_id.in_(_schedules_of(contractor_id))


def _schedules_of(contractor_id: int) -> Any:
    return (
        select(contract_schedule.c.schedule_id)
        .join(Contract, Contract.id == contract_schedule.c.contract_id)
        .where(Contract.contractor_id == contractor_id)
        .scalar_subquery()
    )
