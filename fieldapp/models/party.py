"""Landlords, contractors, the contracts between them, and their people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.domain.lifecycle import CONTRACTOR_ROLES, ROLES
from fieldapp.domain.policies import Policy
from fieldapp.models.fence import Fenced
from fieldapp.models.schema import Model, Moment, one_of


class Landlord(Fenced, Model):
    """Who owns the homes and orders the work; `version` moves with its policy and lists, so kept pages follow."""

    __tablename__ = "landlord"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    telephone: Mapped[str] = mapped_column(String(30), default="")
    emergency_telephone: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    stored_policy: Mapped[dict[str, Any]] = mapped_column("policy", JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)

    list_items: Mapped[list[ListItem]] = relationship(back_populates="landlord", order_by="ListItem.position")

    @property
    def policy(self) -> Policy:
        """The policy, typed."""
        return Policy.from_mapping(self.stored_policy)

    @classmethod
    def of_landlord(cls, landlord_id: int) -> ColumnElement[bool]:
        return cls.id == landlord_id

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return cls.id.in_(landlords_of(contractor_id))


class ListItem(Fenced, Model):
    """One entry of one of a landlord's lists: a stable code, an editable label, and facts such as a slot's times."""

    __tablename__ = "list_item"
    __table_args__ = (UniqueConstraint("landlord_id", "list_name", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    list_name: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    landlord: Mapped[Landlord] = relationship(back_populates="list_items")

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return cls.landlord_id.in_(landlords_of(contractor_id))


class Announcement(Fenced, Model):
    """What a landlord tells all its contractors, from a day on and, where it says so, until a day (L1, O1)."""

    __tablename__ = "announcement"
    __table_args__ = (Index(None, "landlord_id", "starts_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    landlord: Mapped[Landlord] = relationship()

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return cls.landlord_id.in_(landlords_of(contractor_id))


class Contractor(Fenced, Model):
    """The firm that does the work; `email` hears of new work while `alerts` is on (A9)."""

    __tablename__ = "contractor"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    telephone: Mapped[str] = mapped_column(String(30), default="")
    away_reason: Mapped[str] = mapped_column(String(400), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    alerts: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def of_landlord(cls, landlord_id: int) -> ColumnElement[bool]:
        return cls.id.in_(select(Contract.contractor_id).where(Contract.landlord_id == landlord_id).scalar_subquery())

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return cls.id == contractor_id


contract_schedule = Table(
    "contract_schedule",
    Model.metadata,
    Column("contract_id", ForeignKey("contract.id"), primary_key=True),
    Column("schedule_id", ForeignKey("schedule.id"), primary_key=True),
)


class Contract(Fenced, Model):
    """Landlord × contractor: the site with who answers its telephone, and the schedules of rates."""

    __tablename__ = "contract"
    __table_args__ = (UniqueConstraint("landlord_id", "site_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"), index=True)
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"), index=True)
    site_code: Mapped[str] = mapped_column(String(40))
    site_name: Mapped[str] = mapped_column(String(120), default="")
    site_address: Mapped[str] = mapped_column(String(200), default="")
    site_contact: Mapped[str] = mapped_column(String(120), default="")
    variation_limit_pence: Mapped[int] = mapped_column(default=0)
    appointments: Mapped[str] = mapped_column(String(12), default="policy")
    version: Mapped[int] = mapped_column(default=1)

    landlord: Mapped[Landlord] = relationship()
    contractor: Mapped[Contractor] = relationship()
    schedules: Mapped[list[Any]] = relationship("Schedule", secondary=contract_schedule)

    @property
    def appointments_compulsory(self) -> bool:
        """Whether arrival waits for an appointment: as the contract says, else as the landlord's policy does (P6)."""
        if self.appointments == "policy":
            return self.landlord.policy.appointments_compulsory
        return self.appointments == "compulsory"


class User(Model):
    """A person who signs in; belongs to one landlord or to one contractor."""

    __tablename__ = "user"
    __table_args__ = (
        one_of("role", ROLES, "role"),
        CheckConstraint("(landlord_id IS NULL) <> (contractor_id IS NULL)", name="one_organisation"),
        CheckConstraint(f"(contractor_id IS NOT NULL) = (role IN {CONTRACTOR_ROLES!r})", name="role_of_organisation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(120), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    telephone: Mapped[str] = mapped_column(String(30), default="")
    trade: Mapped[str] = mapped_column(String(60), default="")
    role: Mapped[str] = mapped_column(String(20))
    landlord_id: Mapped[int | None] = mapped_column(ForeignKey("landlord.id"), index=True)
    contractor_id: Mapped[int | None] = mapped_column(ForeignKey("contractor.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)

    landlord: Mapped[Landlord | None] = relationship()
    contractor: Mapped[Contractor | None] = relationship()

    @property
    def initials(self) -> str:
        """`J. K.`, as a shared phone and the board show a person."""
        return " ".join(f"{part[0]}." for part in self.name.split())


def landlords_of(contractor_id: int | None) -> Any:
    """The ids of the landlords that a contractor works for, to be asked in a statement."""
    return select(Contract.landlord_id).where(Contract.contractor_id == contractor_id).scalar_subquery()
