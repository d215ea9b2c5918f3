"""Who is asking: sessions as rows, found by the cookie's token. Signing in is `auth`, what one may is `access`."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as Answer

from fieldapp.config import Settings
from fieldapp.domain.lifecycle import OPERATIVE, SUPERVISOR
from fieldapp.extensions import csrf, db, login
from fieldapp.models import Fence, User, UserSession
from fieldapp.models.connection import begin_writing
from fieldapp.models.fence import KEY
from fieldapp.queries.sessions import session_by_token, sessions_of

# How long a session may go unused (A7), by what it is used on.
IDLE = {"desk": timedelta(minutes=30), "board": timedelta(hours=12), "phone": timedelta(days=14)}
NOTED_EVERY = timedelta(minutes=1)
# The row decides when a phone's session ends; its cookie only has to outlive it (browsers cut at 400 days).
PHONE_COOKIE = timedelta(days=400)
POLL = "X-Fieldapp-Poll"
CSRF_KEY = "csrf_token"


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The asking person as this request began: plain values, which no rollback expires."""

    session_id: int
    kind: str
    user_id: int
    role: str
    landlord_id: int | None
    contractor_id: int | None
    must_change_password: bool


def init_app(app: Flask) -> None:
    """Let Flask-Login ask us; Flask's own signed cookie carries the form token and flashed words, never who one is.

    So a new SECRET_KEY signs nobody out: it costs a form token, which `/api/whoami` and the next page give anew. The
    token's secret is the session row's, or pages fetched side by side after a new key would each make another one.
    """
    login.session_protection = None
    # What templates ask of `current_user`, as Flask-Login's anonymous one answers it; no business of the table's.
    User.is_authenticated = True
    login.request_loader(lambda _request: _user())
    secure = _settings(app).is_https
    app.config.update(
        REMEMBER_COOKIE_NAME="fieldapp-has-none",
        SESSION_COOKIE_NAME="__Host-page" if secure else "page",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,
        # `access` asks for it, once it knows who asks: an ended session is signed out, not a wrong token.
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.teardown_request(_take_fence_down)


def signed_in() -> SignedIn | None:
    """Who is asking, or None; looked up once a request. Puts up the fence around what may be read."""
    if "signed_in" not in g:
        g.signed_in = _find()
    return cast("SignedIn | None", g.signed_in)


def alive(row: UserSession, now: datetime) -> bool:
    """Whether a session still counts: not ended, its user active, used within its time. Rules: A7."""
    return row.ended_at is None and row.user.active and now - row.used_at <= IDLE[row.kind]


def kind_for(role: str, trusted: bool) -> str:
    """What a session is for: only those who work out of doors can trust a phone, an office stays a desk. Rules: A7."""
    if trusted and role in (OPERATIVE, SUPERVISOR):
        return "phone"
    return "board" if role == SUPERVISOR else "desk"


def begin(user: User, kind: str, now: datetime) -> str:
    """Add a session for `user` and end the one it replaces; gives the cookie's token. The caller commits."""
    if before := signed_in():
        end(before.session_id, now)
    token = secrets.token_urlsafe(32)
    row = UserSession(
        token_hash=_sha256(token),
        user_id=user.id,
        kind=kind,
        created_at=now,
        used_at=now,
        browser=request.headers.get("User-Agent", "")[:200].replace("\x00", ""),
        csrf_secret=secrets.token_hex(32),
    )
    db.session.add(row)
    session.clear()
    session[CSRF_KEY] = row.csrf_secret
    # The token that this request has made is the ended session's.
    g.pop(CSRF_KEY, None)
    return token


def end(session_id: int, now: datetime) -> None:
    """End a session: its next request is nobody's. The caller commits."""
    row = db.session.get(UserSession, session_id)
    if row and row.ended_at is None:
        row.ended_at = now


def end_all(user_id: int, now: datetime) -> None:
    """End every session of a person, as after a new password. The caller commits."""
    for row in sessions_of(user_id):
        row.ended_at = now


def hand_over(answer: Answer, token: str, kind: str) -> None:
    """Put the token into the answer's cookie."""
    settings = _settings(current_app)
    answer.set_cookie(
        cookie_name(settings),
        token,
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
        max_age=PHONE_COOKIE if kind == "phone" else None,
    )


def take_away(answer: Answer) -> None:
    """Remove the cookie, and forget the form token and what was flashed."""
    settings = _settings(current_app)
    answer.delete_cookie(cookie_name(settings), path="/", secure=settings.is_https, httponly=True, samesite="Lax")
    session.clear()


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds it to this host and to https; without https (this machine only) browsers refuse such a name."""
    return "__Host-session" if settings.is_https else "session"


def note_use() -> None:
    """Write down that the session is used, at most once a minute: a person's asking, not a machine's. Rules: A7."""
    who = signed_in()
    row = db.session.get(UserSession, who.session_id) if who else None
    now = datetime.now(UTC)
    if row is None or now - row.used_at < NOTED_EVERY or not _by_a_person():
        return
    try:
        begin_writing(db.session)
        row.used_at = now
        db.session.commit()
    except OperationalError:
        # A busy database must not turn a page away for the sake of this note.
        db.session.rollback()


def check_csrf() -> None:
    """Refuse a change that does not come from a form, or a script, of ours."""
    if current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect(apply_exemptions=True)


def add_user_header(answer: Response) -> Response:
    """Say whose answer this is, so that a phone never keeps one user's page for another."""
    # Not looked up again: after a fault the database may be what is missing.
    if who := g.get("signed_in"):
        answer.headers["X-Fieldapp-User"] = str(who.user_id)
    return answer


def _by_a_person() -> bool:
    """Polling is not use; nor is what a phone's worker asks by itself. Ops are: somebody wrote them."""
    if POLL in request.headers:
        return False
    if not request.path.startswith("/api/"):
        return True
    body = request.get_json(silent=True) if request.is_json else None
    return isinstance(body, dict) and bool(body.get("ops"))


def _find() -> SignedIn | None:
    token = request.cookies.get(cookie_name(_settings(current_app)), "")
    row = session_by_token(_sha256(token)) if token else None
    if row is None or not alive(row, datetime.now(UTC)):
        return None
    user = row.user
    # Held, for the identity map forgets what nobody holds.
    g.session_row = row
    db.session.info[KEY] = Fence(landlord_id=user.landlord_id, contractor_id=user.contractor_id)
    if session.get(CSRF_KEY) != row.csrf_secret:
        session[CSRF_KEY] = row.csrf_secret
    return SignedIn(
        session_id=row.id,
        kind=row.kind,
        user_id=user.id,
        role=user.role,
        landlord_id=user.landlord_id,
        contractor_id=user.contractor_id,
        must_change_password=user.must_change_password,
    )


def _user() -> User | None:
    who = signed_in()
    return db.session.get(User, who.user_id) if who else None


def _take_fence_down(_error: BaseException | None) -> None:
    db.session.info.pop(KEY, None)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _settings(app: Flask) -> Settings:
    return cast(Settings, app.extensions["settings"])
