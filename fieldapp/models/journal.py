"""The journal: every command received, applied or not, chained; and the seals over the chains' heads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Select, String, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from fieldapp.models.fence import Fenced
from fieldapp.models.party import User
from fieldapp.models.schema import Model, Moment, one_of, where

DECISIONS = ("", "honoured", "declined")
OUTCOMES = ("applied", "refused", "invalid", "waiting")
# What moves an order's version once: its pages show it.
MOVING = ("applied", "waiting")


class JournalRow(Fenced, Model):
    """One command as it was received, and what came of it; a later decision is a new row that `answers` the first."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("chain", "position"),
        one_of("outcome", OUTCOMES, "outcome"),
        Index(None, "order_id", "number"),
        Index(None, "actor_id", "number"),
        Index(None, "contractor_id", "number"),
        Index(None, "contractor_id", "outcome", "received_at"),
        Index("ix_journal_decided", "actor_id", "number", **where("answers IS NOT NULL")),
        Index("ix_journal_of_no_order", "landlord_id", "number", **where("order_id IS NULL")),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    op_id: Mapped[str] = mapped_column(String(36), unique=True)
    answers: Mapped[str | None] = mapped_column(String(36), index=True)
    replaces: Mapped[str | None] = mapped_column(String(36))
    chain: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column()
    landlord_id: Mapped[int | None] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int | None] = mapped_column(ForeignKey("contractor.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("works_order.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str] = mapped_column(String(20))
    door: Mapped[str] = mapped_column(String(10))
    command: Mapped[str] = mapped_column(String(40))
    typed: Mapped[list[list[str]] | None] = mapped_column(JSON)
    typed_sha256: Mapped[str] = mapped_column(String(64))
    body_sha256: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state_before: Mapped[str] = mapped_column(String(10), default="")
    state_after: Mapped[str] = mapped_column(String(10), default="")
    done_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    tz: Mapped[str] = mapped_column(String(60), default="")
    device: Mapped[str] = mapped_column(String(36), default="")
    build: Mapped[str] = mapped_column(String(40), default="")
    skew_seconds: Mapped[int] = mapped_column(default=0)
    previous_mac: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))

    actor: Mapped[User] = relationship()


class LateCommand(Fenced, Model):
    """A command that came after the world had moved on, until the landlord honours or declines it (O2).

    What was sent is the journal row with `op_id`; this is the list of those that wait, and what was decided.
    """

    __tablename__ = "late_command"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decision = '')", name="decided_when"),
        one_of("decision", DECISIONS, "decision"),
        Index("ix_late_command_undecided", "landlord_id", "received_at", "id", **where("decided_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    op_id: Mapped[str] = mapped_column(String(36), unique=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("works_order.id"), index=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    received_at: Mapped[datetime] = mapped_column(Moment)
    decision: Mapped[str] = mapped_column(String(10), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class ChainHead(Model):
    """Where a chain ends now: its length and its last code."""

    __tablename__ = "chain_head"

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    length: Mapped[int] = mapped_column(default=0)
    mac: Mapped[str] = mapped_column(String(64), default="")


class Seal(Model):
    """All heads at one hour under one code, itself chained: a cut tail shows."""

    __tablename__ = "seal"

    number: Mapped[int] = mapped_column(primary_key=True)
    sealed_at: Mapped[datetime] = mapped_column(Moment)
    heads: Mapped[int] = mapped_column()
    heads_sha256: Mapped[str] = mapped_column(String(64))
    last_journal_number: Mapped[int] = mapped_column(default=0)
    previous_mac: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))


def moved_since(order_id: int, versions: int) -> Select[Any]:
    """Number, command, ticket_id and outcome of the rows that moved an order's version last, the newest first.

    Past the fence: each moved the version once, also those that whoever asks may not read.
    """
    row = JournalRow.__table__.c
    moved = select(row.number, row.command, row.ticket_id, row.outcome).where(
        row.order_id == order_id, row.outcome.in_(MOVING)
    )
    return moved.order_by(row.number.desc()).limit(versions)


def still_waiting(session: Session, order_id: int) -> list[JournalRow]:
    """The commands of an order that wait for the landlord, in their order: what was answered since waits no more.

    One that was judged and had to wait once more, since another came before it, stands with its newest row (V2).
    """
    waited = or_(JournalRow.outcome == "waiting", JournalRow.answers.is_not(None))
    query = select(JournalRow).where(JournalRow.order_id == order_id, waited).order_by(JournalRow.number)
    newest = {row.answers or row.op_id: row for row in session.scalars(query)}
    return [row for row in newest.values() if row.outcome == "waiting"]
