"""For whoever runs it: is it alive, is it ready, and numbers. Nothing of any tenant is in an answer."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, abort, current_app, jsonify, request

from fieldapp.extensions import db
from fieldapp.gateways.storage import Storage
from fieldapp.models import Fence
from fieldapp.models.fence import KEY
from fieldapp.queries.operation import is_migrated, ops_by_outcome, outgoing_waiting
from fieldapp.web.request_counts import RequestCounts

blueprint = Blueprint("health", __name__)
log = logging.getLogger(__name__)
LOOPBACK = ("127.0.0.1", "::1")
# Anybody may ask whether we are ready; the disk is tried once in a while all the same.
STORAGE_TRIED_EVERY = 10.0


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers; it asks nobody else."""
    return _fresh(Response("alive\n", mimetype="text/plain"))


@blueprint.get("/readyz")
def ready() -> Response:
    """Whether it can do its work: the database, its migrations, the storage. 503 where one of them is missing."""
    checks = {
        "database": _works(lambda: bool(db.session.connection())),
        "migrations": _works(lambda: is_migrated(current_app.extensions["migrate"].directory)),
        "storage": _storage_works(),
    }
    answer = jsonify({name: "ok" if fine else "failed" for name, fine in checks.items()})
    answer.status_code = 200 if all(checks.values()) else 503
    return _fresh(answer)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Numbers as Prometheus reads them, for a scraper on this machine; requests are this process's own."""
    # A proxy on this machine comes from the loopback as well, and says for whom.
    if request.remote_addr not in LOOPBACK or "X-Forwarded-For" in request.headers:
        abort(404)
    db.session.info[KEY] = Fence.system()
    counts = cast(RequestCounts, current_app.extensions["request_counts"]).by_status()
    process = os.getpid()
    requests = [
        f'fieldapp_requests_total{{process="{process}",status="{one}"}} {count}' for one, count in counts.items()
    ]
    lines = [
        "# HELP fieldapp_requests_total Requests answered by this process, by status.",
        "# TYPE fieldapp_requests_total counter",
        *requests,
        "# HELP fieldapp_ops Commands in the journal, by outcome.",
        "# TYPE fieldapp_ops gauge",
        *(f'fieldapp_ops{{outcome="{outcome}"}} {count}' for outcome, count in sorted(ops_by_outcome().items())),
        "# HELP fieldapp_outgoing_waiting Things written down to be done and not done yet.",
        "# TYPE fieldapp_outgoing_waiting gauge",
        f"fieldapp_outgoing_waiting {outgoing_waiting()}",
    ]
    return _fresh(Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8"))


def _works(check: Callable[[], bool]) -> bool:
    """Whether `check` says yes; whatever it raises is a no, and is logged."""
    try:
        return check()
    except Exception:
        log.exception("not ready")
        db.session.rollback()
        return False


def _storage_works() -> bool:
    tried_at, worked = current_app.extensions.get("storage_tried", (-STORAGE_TRIED_EVERY, False))
    if time.monotonic() - tried_at >= STORAGE_TRIED_EVERY:
        worked = _works(_try_storage)
        current_app.extensions["storage_tried"] = (time.monotonic(), worked)
    return bool(worked)


def _try_storage() -> bool:
    storage = cast(Storage, current_app.extensions["storage"])
    key = f"ready/{os.getpid()}"
    storage.put(key, b"ready")
    storage.delete(key)
    return True


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
