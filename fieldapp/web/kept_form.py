"""A form posted after its page's session had ended: the sign-in page carries it, and whoever wrote it gets it back.

Nothing of it is stored here, and nothing is done by it: its page is shown again with what was typed. Whose it is, its
form token says: that carries, signed, the secret of the session that its page was made in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer

from fieldapp.queries.sessions import is_session_of
from fieldapp.web.sessions import CSRF_KEY

# The field that says: show this form again, do not carry it out.
AGAIN = "again"
LIFE = timedelta(days=1)
MOST_LETTERS = 100_000
SIGNED_OUT = "You were signed out. Sign in again: what you wrote is kept."
WITH_A_FILE = "You were signed out. Sign in again: what you wrote is kept. The file has to be chosen again."
SHOWN_AGAIN = "You were signed out, so nothing was sent. Check what you wrote, then send it again."


@dataclass(frozen=True)
class Kept:
    """The address that a form was posted to, its names and values, and the secret of its page's session.

    `had_file` is whether a file came along, which is not kept.
    """

    address: str
    pairs: tuple[tuple[str, str], ...]
    secret: str
    had_file: bool

    @property
    def told(self) -> str:
        """What is said above the question who it is."""
        return WITH_A_FILE if self.had_file else SIGNED_OUT

    def is_of(self, user_id: int) -> bool:
        """Whether it was written in a session of this person."""
        return is_session_of(user_id, self.secret)

    def sealed(self) -> str:
        """It as one signed text, for a hidden field."""
        return _seal().dumps([self.address, self.pairs, self.secret, self.had_file])

    def page(self) -> str:
        """A page that posts it again by itself, or by a button: to be shown, not to be carried out."""
        return render_template("auth/kept.html", kept=self, again=AGAIN)


def posted() -> Kept | None:
    """The form of this request; None where it is not of a page of ours, or too large to keep."""
    # A longer body is a file: whoever is not signed in cannot have one read.
    if request.content_length is None or request.content_length > current_app.config["MAX_CONTENT_LENGTH"]:
        return None
    secret = _secret_of(request.form.get(CSRF_KEY, ""))
    pairs = tuple(pair for pair in request.form.items(multi=True) if pair[0] not in (CSRF_KEY, AGAIN))
    if not secret or sum(len(name) + len(value) for name, value in pairs) > MOST_LETTERS:
        return None
    return Kept(request.full_path.rstrip("?"), pairs, secret, any(file.filename for file in request.files.values()))


def unsealed(text: str | None) -> Kept | None:
    """What `sealed` gave, within a day; None for any other text."""
    try:
        address, pairs, secret, had_file = _seal().loads(text or "", max_age=int(LIFE.total_seconds()))
    except (BadData, ValueError):
        # Also one of a release that kept other things.
        return None
    return Kept(address, tuple((name, value) for name, value in pairs), secret, had_file)


def shown_again() -> bool:
    """Whether this request is a kept form coming back."""
    return AGAIN in request.form


def _secret_of(token: str) -> str:
    """The secret in a form token of ours, however old; nothing for any other text."""
    try:
        return str(URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token").loads(token))
    except BadData:
        return ""


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="kept-form")
