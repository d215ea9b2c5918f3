"""Everything that was photographed and written about an order, as one ZIP: who may, its name, and when it is begun."""

from __future__ import annotations

import re
from threading import BoundedSemaphore, Lock
from typing import cast

from flask import Blueprint, Response, abort, current_app
from flask_login import current_user
from werkzeug.exceptions import ServiceUnavailable

from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import Storage
from fieldapp.queries.order_files import files_of_order
from fieldapp.web.files import HARMLESS
from fieldapp.web.zipped import zipped

# Half of a process's four threads: whoever fetches a large one by a slow line holds a thread for minutes.
MOST_AT_ONCE = 2
RETRY_AFTER = 15
turns = BoundedSemaphore(MOST_AT_ONCE)

blueprint = Blueprint("files_of_order", __name__)


class Turn:
    """One of the few that may be fetching; given back once, however often the answer is closed."""

    def __init__(self) -> None:
        if not turns.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=RETRY_AFTER)
        self._lock, self._is_held = Lock(), True

    def give_back(self) -> None:
        """Let the next one in."""
        with self._lock:
            if self._is_held:
                self._is_held = False
                turns.release()


@blueprint.get("/orders/<int:order_id>/files.zip")
def archive(order_id: int) -> Response:
    """The originals, as whoever may save them one by one gets them, and a list with their hashes. Rules: A8."""
    found = files_of_order(current_user, order_id) or abort(404)
    storage = cast(Storage, current_app.extensions["storage"])
    # A store that is away is said here, while an answer can still say so.
    if first := next((one for one in found.files if one.received_at), None):
        storage.exists(original_key(first.sha256))
    turn = Turn()
    answer = Response(zipped(storage, found.files), mimetype="application/zip")
    answer.call_on_close(turn.give_back)
    name = re.sub(r"[^A-Za-z0-9]+", "-", found.reference)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name} files.zip")
    answer.headers.update(HARMLESS)
    return answer
