"""The dispatcher's loop: one row after the other, the hourly things in between, a clean stop; no deed of its own."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from threading import Event

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from fieldapp.commands.journalling import key
from fieldapp.dispatch.archiving import archive_ended
from fieldapp.dispatch.claims import claim, finish, give_back
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.dispatch.handlers import HANDLERS
from fieldapp.dispatch.sealing import seal_if_due
from fieldapp.dispatch.tidying import tidy
from fieldapp.extensions import db
from fieldapp.gateways.storage import StorageDown

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
KEEP_HOUSE_SECONDS = 60.0
TIDY_SECONDS = 3600.0


def run(stop: Event, *, once: bool = False) -> None:
    """Work until `stop` is set, or with `once` until nothing is due. A row that was begun is finished."""
    house = Housekeeping()
    while not stop.is_set():
        try:
            house.keep()
            busy = work_one()
        except (SQLAlchemyError, OSError):
            # The database or the disk is away: they come back, and nothing that was claimed is lost.
            if once:
                raise
            log.exception("the dispatcher waits")
            db.session.remove()
            stop.wait(TROUBLE_SECONDS)
            continue
        if not busy:
            if once:
                return
            stop.wait(IDLE_SECONDS)


def work_one() -> bool:
    """Do the oldest row that is due; False when there is none."""
    session = session_for_everybody()
    one = claim(session, HANDLERS, _now())
    if one is None:
        return False
    try:
        HANDLERS[one.kind](one)
    except Exception as error:
        log.exception("outgoing %s (%s), attempt %s failed", one.id, one.kind, one.attempt)
        db.session.rollback()
        give_back(session_for_everybody(), one, _now(), f"{type(error).__name__}: {error}")
    else:
        finish(session_for_everybody(), one, _now())
    return True


class Housekeeping:
    """What is due by the clock: the seal is asked for each minute (the database knows its hour).

    Tidying and archiving come each hour.
    """

    def __init__(self) -> None:
        self.look_at = self.tidy_at = time.monotonic()

    def keep(self) -> None:
        """Do what is due now."""
        if time.monotonic() < self.look_at:
            return
        session = session_for_everybody()
        seal_if_due(session, key(), _now())
        session.rollback()
        if time.monotonic() >= self.tidy_at:
            try:
                tidy(session, current_app.extensions["storage"], _now())
            except StorageDown:
                # Letters do not wait for files: what was to be tidied is tidied next time.
                log.warning("tidying waits for the file store", exc_info=True)
                session.rollback()
            archive_ended(session, _now())
            self.tidy_at = time.monotonic() + TIDY_SECONDS
        self.look_at = time.monotonic() + KEEP_HOUSE_SECONDS


def _now() -> datetime:
    return datetime.now(UTC)
