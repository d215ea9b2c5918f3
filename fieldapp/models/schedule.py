"""Schedules of rates: the price books that a contract's work is ordered and claimed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.domain.money import is_price
from fieldapp.domain.schedules import FIRST_DAY, KINDS, LAST_DAY
from fieldapp.models.fence import Fenced
from fieldapp.models.party import Contract, contract_schedule
from fieldapp.models.schema import Model, one_of


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
    """One version of a coded task: what it is, its unit and rate in pence, and its first and last day."""

    __tablename__ = "rate"
    __table_args__ = (
        UniqueConstraint("schedule_id", "code", "valid_from"),
        one_of("kind", KINDS, "kind"),
        CheckConstraint("valid_from <= valid_to", name="spell"),
        Index(None, "schedule_id", "trade", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"))
    code: Mapped[str] = mapped_column(String(20))
    short: Mapped[str] = mapped_column(String(120))
    medium: Mapped[str] = mapped_column(String(400), default="")
    long: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(8))
    rate_pence: Mapped[int] = mapped_column(default=0)
    trade: Mapped[str] = mapped_column(String(12), default="")
    category: Mapped[str] = mapped_column(String(80), default="")
    keywords: Mapped[str] = mapped_column(Text, default="")
    certificate: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(12), default="")
    valid_from: Mapped[date] = mapped_column(Date, default=FIRST_DAY)
    valid_to: Mapped[date] = mapped_column(Date, default=LAST_DAY)

    schedule: Mapped[Schedule] = relationship(back_populates="rates")

    @property
    def is_price(self) -> bool:
        """Whether a line of it has pounds for a quantity (C5)."""
        return is_price(self.unit, self.rate_pence, self.kind)

    @classmethod
    def valid_on(cls, day: date) -> ColumnElement[bool]:
        """The versions that are good on a day; of one code in one schedule there is at most one."""
        return and_(cls.valid_from <= day, cls.valid_to >= day)

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
