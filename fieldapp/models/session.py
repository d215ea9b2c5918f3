"""Who is signed in, on what: sessions as rows, failed sign-ins, and the phones and what they last said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.models.party import User
from fieldapp.models.schema import Model, Moment, one_of

SESSION_KINDS = ("desk", "board", "phone")


class UserSession(Model):
    """One signed-in browser; the cookie holds the token, this row only its SHA-256."""

    __tablename__ = "user_session"
    __table_args__ = (one_of("kind", SESSION_KINDS, "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="desk")
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    browser: Mapped[str] = mapped_column(String(200), default="")
    csrf_secret: Mapped[str] = mapped_column(String(64), default="")

    user: Mapped[User] = relationship()


class SignInFailure(Model):
    """A failed sign-in, kept to slow the next ones down: per username and per address (hashed)."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "subject", "failed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(80))
    failed_at: Mapped[datetime] = mapped_column(Moment)


class Device(Model):
    """A phone as it last described itself: what it holds unsent, since when, and which release it runs."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    contact_at: Mapped[datetime] = mapped_column(Moment)
    unsent: Mapped[int] = mapped_column(default=0)
    oldest_at: Mapped[datetime | None] = mapped_column(Moment)
    persisted: Mapped[bool | None] = mapped_column()
    room_bytes: Mapped[int | None] = mapped_column(BigInteger)
    build: Mapped[str] = mapped_column(String(40), default="")
    skew_seconds: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship()
