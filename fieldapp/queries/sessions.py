"""Sessions, accounts and failed sign-ins, as the door asks for them; what still counts is decided there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fieldapp.extensions import db
from fieldapp.models import SignInFailure, User, UserSession


def session_by_token(token_sha256: str) -> UserSession | None:
    """The session whose token has this SHA-256 (64 hex digits), with its user."""
    return db.session.scalar(
        select(UserSession).where(UserSession.token_hash == token_sha256).options(joinedload(UserSession.user))
    )


def sessions_of(user_id: int) -> Sequence[UserSession]:
    """A person's sessions that nobody has ended, the last used first; some may have gone unused for too long (A7)."""
    return db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .order_by(UserSession.used_at.desc(), UserSession.id)
    ).all()


def is_session_of(user_id: int, csrf_secret: str) -> bool:
    """Whether a session of this person, ended or not, has this secret of its forms."""
    query = select(UserSession.id).where(UserSession.user_id == user_id, UserSession.csrf_secret == csrf_secret)
    return bool(csrf_secret) and db.session.scalar(query.limit(1)) is not None


def account(name: str) -> User | None:
    """The active account that has `name` as its username or its email, in any case. Rules: A1."""
    lowered = name.strip().lower()
    by_username = func.lower(User.username) == lowered
    query = select(User).where(by_username | (func.lower(User.email) == lowered), User.active)
    return db.session.scalars(query.order_by(by_username.desc(), User.id).limit(1)).first()


def failures(subject: str, since: datetime) -> tuple[int, datetime | None]:
    """How often signing in has failed for `subject` since then, and when last."""
    count, last = db.session.execute(
        select(func.count(), func.max(SignInFailure.failed_at)).where(
            SignInFailure.subject == subject, SignInFailure.failed_at > since
        )
    ).one()
    return count, last


def failure_rows(subject: str) -> Sequence[SignInFailure]:
    """All that is kept for `subject`, to be forgotten after a good sign-in."""
    return db.session.scalars(select(SignInFailure).where(SignInFailure.subject == subject)).all()
