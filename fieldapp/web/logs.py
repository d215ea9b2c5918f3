"""What the program says of its work: one JSON line a request, with ids and never names."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import cast

from flask import Flask, Response, current_app, g, has_request_context, request

from fieldapp.extensions import db
from fieldapp.web.request_counts import RequestCounts

log = logging.getLogger("fieldapp.requests")
# What every record carries anyway; anything else came by `extra`.
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line: when, how bad, which request, what."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id() if has_request_context() else None,
            "message": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in USUAL},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value is not None}, default=str)


def init_app(app: Flask) -> None:
    """Write JSON lines to the standard error, and one line a request."""
    ours = logging.getLogger("fieldapp")
    if not any(isinstance(handler.formatter, JsonLines) for handler in ours.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    # A failed statement is logged without its values: they are people's names and telephone numbers.
    with app.app_context():
        db.engine.hide_parameters = True
    app.extensions["request_counts"] = RequestCounts()
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """This request's id: on its log lines, in its answer, and on the page that says something went wrong."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return cast(str, g.request_id)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(answer: Response) -> Response:
    answer.headers["X-Request-Id"] = request_id()
    cast(RequestCounts, current_app.extensions["request_counts"]).add(answer.status_code)
    who = g.get("signed_in")
    # The rule, not the address: what was searched for is somebody's name.
    log.info(
        "answered",
        extra={
            "method": request.method,
            "rule": request.url_rule.rule if request.url_rule else None,
            "of": request.view_args or None,
            "status": answer.status_code,
            "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            "user": who.user_id if who else None,
        },
    )
    return answer
