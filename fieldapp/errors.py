"""What a person reads, and a phone gets, when something does not go: one table from exceptions to pages and JSON."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from markupsafe import escape
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, TooManyRequests

from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.extensions import db
from fieldapp.gateways.storage import StorageDown

log = logging.getLogger(__name__)
RETRY_AFTER = "5"
# What SQLite and PostgreSQL say of themselves when another try may go well.
PASSING = ("database is locked", "database or disk is full", "connection", "the database system is")


@dataclass(frozen=True)
class Words:
    """What is said: the code for programs, a title, a sentence, and what to do (words and where they lead)."""

    code: str
    title: str
    sentence: str
    action: tuple[str, str] = ("Go to the start", "/")


BACK = ("Go back to the page and try again", "/")
SOMETHING_ELSE = Words("failed", "This did not work", "The request could not be understood.")
TABLE: Mapping[int, Words] = {
    400: Words("malformed", "This did not work", "The request could not be understood."),
    403: Words("forbidden", "This is not open to you", "Ask your office if you need it."),
    404: Words("not-found", "Page not found", "It does not exist, or it is not yours to see."),
    405: Words("not-allowed", "This did not work", "This address does not take what was sent."),
    409: Words("refused", "Not accepted", "It could not be done any more."),
    411: Words("no-length", "This did not work", "The request does not say how long it is."),
    413: Words("too-large", "This is too large", "Send less at once: one photo, or fewer lines.", BACK),
    415: Words("malformed", "This did not work", "This kind of file or message is not taken here."),
    422: Words("invalid", "Check what you wrote", "Something in it cannot be right."),
    429: Words("busy", "Too many tries", "Wait a minute, then try again.", BACK),
    500: Words("failed", "This went wrong", "The fault is ours. What was saved before is kept."),
    503: Words("busy", "Busy for a moment", "Nothing was saved by this. Try again in a few seconds.", BACK),
}
STORAGE_DOWN = Words(
    "storage-down", "Files cannot be reached", "Nothing is lost. Photos and documents can be opened again soon.", BACK
)
AGED_FORM = Words(
    "csrf", "This form has aged", "Nothing was saved by this. Go back, load the page again and send it once more.", BACK
)


def init_app(app: Flask) -> None:
    """Answer every exception by the table."""
    app.register_error_handler(CSRFError, lambda _error: _answer(403, AGED_FORM))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(StorageDown, _storage)
    app.register_error_handler(PoolTimeout, lambda _error: _busy())
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _failed)


def _refused(refusal: Refused) -> Response:
    db.session.rollback()
    return _answer(409, Words(refusal.code, "Not accepted", refusal.sentence))


def _invalid(fault: Invalid) -> Response:
    db.session.rollback()
    return _answer(422, Words("invalid", TABLE[422].title, str(fault)), fields=fault.fields)


def _http(error: HTTPException) -> Response:
    """Werkzeug's own answers; a response made by `abort(response)` and redirects stay what they are."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    if isinstance(error, TooManyRequests):
        headers.setdefault("Retry-After", "60")
    if isinstance(error, SecurityError):
        # Under a host that is not ours no address of a page can be written.
        return Response(_plain(TABLE[400]), status=400, mimetype="text/html")
    return _answer(error.code, TABLE.get(error.code, SOMETHING_ELSE), headers=headers)


def _database(error: OperationalError) -> Response:
    """A database that is busy or away is back soon; any other fault of it is ours."""
    if _passes(error):
        log.warning("the database is busy or away", exc_info=error)
        return _busy()
    return _failed(error)


def _storage(error: StorageDown) -> Response:
    """The file store is away; whoever sends a file is told so where it is taken."""
    log.warning("the file store is away", exc_info=error)
    db.session.rollback()
    return _answer(503, STORAGE_DOWN, headers={"Retry-After": RETRY_AFTER})


def _passes(error: DBAPIError) -> bool:
    text = str(error.orig)
    return error.connection_invalidated or any(words in text for words in PASSING)


def _busy() -> Response:
    db.session.rollback()
    return _answer(503, TABLE[503], headers={"Retry-After": RETRY_AFTER})


def _failed(error: Exception) -> Response:
    """A fault of ours: logged whole (Flask has done so for what reached it), shown as a reference only."""
    if not isinstance(error, InternalServerError):
        log.error("unhandled", exc_info=error)
    db.session.rollback()
    return _answer(500, TABLE[500], reference=str(g.get("request_id", "")))


def _answer(
    status: int,
    words: Words,
    *,
    fields: dict[str, list[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    reference: str = "",
) -> Response:
    if request.path.startswith("/api/"):
        body = {"code": words.code, "reason": words.sentence, "reference": reference, "fields": fields}
        answer = jsonify({name: value for name, value in body.items() if value})
    else:
        answer = Response(_page(words, reference), mimetype="text/html")
    answer.status_code = status
    answer.headers.update(headers or {})
    return answer


def _page(words: Words, reference: str) -> str:
    """The page, or, where even that cannot be drawn (no database), a plain one."""
    try:
        return render_template(
            "errors/error.html", title=words.title, sentence=words.sentence, action=words.action, reference=reference
        )
    except (TemplateError, RuntimeError, DBAPIError):
        log.exception("the error page could not be drawn")
        return _plain(words, reference)


def _plain(words: Words, reference: str = "") -> str:
    below = f"<p>Reference: {escape(reference)}</p>" if reference else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(words.title)}</title></head>'
        f"<body><h1>{escape(words.title)}</h1><p>{escape(words.sentence)}</p>{below}</body></html>"
    )
