"""What every answer tells the browser: the policies, no caching of what is personal; and how large a request may be."""

from __future__ import annotations

import secrets
from typing import cast

from flask import Flask, Response, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from fieldapp.config import Settings
from fieldapp.web import sessions
from fieldapp.web.access import REGISTRY

MOST_BODY = 2 * 1024 * 1024
MOST_TEXT = 512 * 1024
MOST_FIELDS = 1000
PERMISSIONS = (
    "camera=(self), geolocation=(self), accelerometer=(), autoplay=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), serial=(), usb=(), xr-spatial-tracking=()"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Flask-WTF refuses https posts without a Referer; strangers get none.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
# 'self' is for the modules that a page's script imports, and for the worker's: our static files only, never a user's
# file, which answers with a type that no browser runs.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: what no row can have as its number is not found, and never reaches the database."""

    def __init__(self, map: Map, **options: int) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map, **{"max": 2**31 - 1, **options})  # type: ignore[arg-type]


def init_app(app: Flask) -> None:
    """Set limits and trusted hosts, and put the headers on every answer."""
    settings = cast(Settings, app.extensions["settings"])
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BODY,
        MAX_FORM_MEMORY_SIZE=MOST_TEXT,
        MAX_FORM_PARTS=MOST_FIELDS,
        TRUSTED_HOSTS=settings.trusted_hosts,
    )
    if settings.is_https:
        # gunicorn listens on the loopback only, so these come from the proxy that ends TLS.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.before_request(limit_fields)
    app.after_request(add)
    # Registered after the compressor, and so run before it.
    app.after_request(close_what_is_streamed)
    app.after_request(add_strict_transport if settings.is_https else _as_it_is)


def close_what_is_streamed(response: Response) -> Response:
    """The compressor reads a file and leaves it open in what it replaces: have it closed with the answer."""
    close = getattr(response.response, "close", None)
    if close:
        response.call_on_close(close)
    return response


def csp_nonce() -> str:
    """This answer's nonce, for the page's own scripts and styles."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return cast(str, g.csp_nonce)


def limit_fields() -> None:
    """Refuse a form of thousands of fields; Werkzeug counts the parts of multipart ones only."""
    if request.mimetype == "application/x-www-form-urlencoded":
        if (request.content_length or 0) > MOST_TEXT:
            abort(413)
        if request.get_data(cache=True).count(b"&") >= MOST_FIELDS:
            abort(413)


def add(answer: Response) -> Response:
    """Put the headers on an answer; a stricter policy that a view has set (a user's file) stays."""
    for name, value in ALWAYS.items():
        answer.headers[name] = value
    answer.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    access = REGISTRY.get(request.endpoint or "")
    if access is None or not access.asset or answer.status_code >= 400:
        # Also over what a view has set: a browser's own cache outlives signing out.
        answer.headers["Cache-Control"] = "no-store"
        sessions.add_user_header(answer)
    return answer


def add_strict_transport(answer: Response) -> Response:
    """Never by http again, for two years."""
    answer.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return answer


def _as_it_is(answer: Response) -> Response:
    return answer
