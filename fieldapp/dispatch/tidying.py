"""Removes what nobody will ask for: uploads that stopped, sessions that ended, half-written files; no evidence."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, select
from sqlalchemy.orm import Session

from fieldapp.domain.media import UNFINISHED
from fieldapp.gateways.originals import drop_parts
from fieldapp.gateways.storage import Storage
from fieldapp.models import Upload, UserSession
from fieldapp.models.connection import writing

SESSIONS = timedelta(days=90)
PARTIALS = timedelta(days=1)


def tidy(session: Session, storage: Storage, now: datetime) -> None:
    """Everything that is due; what is not finished today is finished next time."""
    storage.sweep(now - PARTIALS)
    drop_uploads(session, storage, now)
    _delete(session, delete(UserSession).where(UserSession.ended_at < now - SESSIONS))


def drop_uploads(session: Session, storage: Storage, now: datetime) -> None:
    """Uploads untouched for 7 days, and their bytes first: a row without bytes starts over, bytes without a row stay.

    A finished one goes too: its file is held under its own hash, and a phone that asks again is told so.
    """
    stale = Upload.touched_at < now - UNFINISHED
    for upload_id in session.scalars(select(Upload.id).where(stale)).all():
        session.rollback()
        drop_parts(storage, upload_id)
        _delete(session, delete(Upload).where(Upload.id == upload_id, stale))


def _delete(session: Session, rows: Delete) -> None:
    with writing(session):
        session.execute(rows.execution_options(synchronize_session=False))
