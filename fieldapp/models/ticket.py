"""Tickets (one visit each of an order), who is allocated to them, and their appointments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.domain.lifecycle import OPEN, TICKET_STATES
from fieldapp.domain.references import visit_reference
from fieldapp.models.fence import Fenced
from fieldapp.models.party import Contractor, User
from fieldapp.models.schema import Model, Moment, one_of, where
from fieldapp.models.works_order import WorksOrder

APPOINTMENT_STATES = ("booked", "not-needed", "kept", "rearranged", "broken", "cancelled")


def _listed(name: str, *columns: str) -> Index:
    """An index of a firm's visits that are not archived."""
    return Index(f"ix_ticket_listed_{name}", "contractor_id", *columns, **where("archived_at IS NULL"))


class Ticket(Fenced, Model):
    """One visit. So that a list is one index away, `visit_on` and `slot` repeat the standing appointment, `due_at` and
    `two_to_attend` the order.

    Archived, only its landlord opens it, and may give it back (L3).
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("order_id", "visit"),
        one_of("state", TICKET_STATES, "state"),
        CheckConstraint("state <> 'completed' OR completed_at IS NOT NULL", name="completed_when"),
        CheckConstraint("completed_at IS NULL OR comments <> ''", name="completed_with_note"),
        CheckConstraint(
            "completed_at IS NULL OR (arrived_at IS NOT NULL AND arrived_at <= completed_at)", name="arrived_first"
        ),
        CheckConstraint("visit >= 1", name="visit"),
        Index(
            "uq_ticket_one_open",
            "order_id",
            unique=True,
            **where(f"state IN {OPEN!r}"),
        ),
        # Every select of a firm's people names their firm, so the day of an operative begins with it.
        Index(None, "contractor_id", "operative_id", "visit_on", "slot_starts", "id"),
        Index(None, "contractor_id", "second_operative_id", "visit_on", "id"),
        Index(None, "contractor_id", "visit_on", "id"),
        Index(None, "contractor_id", "own_reference", "order_id"),
        # A firm's lists do not hold what is archived, however much that is; the last columns are for counting.
        _listed("due", "state", "due_at", "id", "visit", "archived_at"),
        _listed("changed", "state", "state_at", "id", "landlord_id", "acknowledged_at", "archived_at"),
        _listed("two", "two_to_attend", "state", "due_at", "id", "archived_at"),
        Index(None, "landlord_id", "state", "due_at", "id"),
        Index("ix_ticket_archived", "landlord_id", "state", "due_at", "id", **where("archived_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("works_order.id"))
    visit: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(10))
    state_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    two_to_attend: Mapped[bool] = mapped_column(default=False)
    own_reference: Mapped[str] = mapped_column(String(60), default="")
    operative_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    second_operative_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_operative_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    visit_on: Mapped[date | None] = mapped_column(Date)
    slot: Mapped[str] = mapped_column(String(60), default="")
    slot_starts: Mapped[str] = mapped_column(String(5), default="")
    proposed_on: Mapped[date | None] = mapped_column(Date)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    on_my_way_at: Mapped[datetime | None] = mapped_column(Moment)
    arrived_at: Mapped[datetime | None] = mapped_column(Moment)
    arrival_received_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_received_at: Mapped[datetime | None] = mapped_column(Moment)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    archived_at: Mapped[datetime | None] = mapped_column(Moment)
    given_back_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(String(60), default="")
    comments: Mapped[str] = mapped_column(Text, default="")
    operative_details: Mapped[str] = mapped_column(String(200), default="")
    no_signature: Mapped[str] = mapped_column(String(60), default="")
    clock_doubted: Mapped[bool] = mapped_column(default=False)

    order: Mapped[WorksOrder] = relationship(back_populates="tickets")
    contractor: Mapped[Contractor] = relationship()
    operative: Mapped[User | None] = relationship(foreign_keys=operative_id)
    second_operative: Mapped[User | None] = relationship(foreign_keys=second_operative_id)
    appointments: Mapped[list[Appointment]] = relationship(back_populates="ticket", order_by="Appointment.id")
    evidence: Mapped[list[Any]] = relationship("Evidence", back_populates="ticket", order_by="Evidence.number")
    certificates: Mapped[list[Any]] = relationship("Certificate", back_populates="ticket", order_by="Certificate.id")

    @classmethod
    def not_archived(cls) -> ColumnElement[bool]:
        return cls.archived_at.is_(None)

    @property
    def reference(self) -> str:
        """`C123456/1 · visit 2`."""
        return visit_reference(self.order.reference, self.visit)

    @property
    def certificates_held(self) -> frozenset[str]:
        """The kinds of certificate recorded on this visit, as data or as a file that may be on its way (C8)."""
        sent = (one.kind for one in self.evidence if one.sort == "certificate" and not one.removed_at)
        return frozenset(sent) | {one.kind for one in self.certificates if not one.removed_at}

    def allocated_to(self, user_id: int) -> bool:
        """Whether the person is the operative of this visit, or the second of two."""
        return user_id in (self.operative_id, self.second_operative_id)

    @property
    def standing_appointment(self) -> Appointment | None:
        """The appointment that holds now, if any."""
        return next((one for one in reversed(self.appointments) if one.state in ("booked", "not-needed")), None)


class Allocation(Fenced, Model):
    """That a visit was once given to an operative: what such a phone sends late is kept, not called unknown."""

    __tablename__ = "allocation"
    __table_args__ = (UniqueConstraint("ticket_id", "operative_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    operative_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment)


class Appointment(Fenced, Model):
    """A date and slot agreed for a visit, and how it ended; none is ever overwritten (P5)."""

    __tablename__ = "appointment"
    __table_args__ = (one_of("state", APPOINTMENT_STATES, "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="booked")
    day: Mapped[date | None] = mapped_column(Date)
    slot: Mapped[str] = mapped_column(String(60), default="")
    starts: Mapped[str] = mapped_column(String(5), default="")
    units: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(String(60), default="")
    ended_reason: Mapped[str] = mapped_column(String(60), default="")
    comment: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    ticket: Mapped[Ticket] = relationship(back_populates="appointments")
