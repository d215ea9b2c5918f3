"""Tests of dispatch/tidying.py."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import Flask

from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.dispatch.tidying import tidy
from fieldapp.extensions import db
from fieldapp.models import Upload, UserSession
from tests import factories

DAY = timedelta(days=1)


def upload(app: Flask, age: timedelta) -> str:
    """An upload with a chunk, touched so long ago."""
    moment = factories.now() - age
    row = Upload(
        id=str(uuid.uuid4()), blob_id=str(uuid.uuid4()), user_id=factories.user().id, sha256="0" * 64, length=10,
        received=5, chunks=1, started_at=moment - DAY, touched_at=moment,
    )  # fmt: skip
    app.extensions["storage"].put(f"uploads/{row.id}-000000", b"bytes")
    return str(factories.saved(row).id)


def test_an_upload_that_nobody_went_on_with_is_dropped_with_its_bytes(app: Flask) -> None:
    old, young = upload(app, 8 * DAY), upload(app, 6 * DAY)
    storage = app.extensions["storage"]
    tidy(session_for_everybody(), storage, factories.now())
    assert [row.id for row in db.session.query(Upload)] == [young]
    assert not storage.exists(f"uploads/{old}-000000")
    assert storage.exists(f"uploads/{young}-000000")


def test_sessions_that_ended_long_ago_are_forgotten(app: Flask) -> None:
    person = factories.user()
    now = factories.now()
    for token, ended_at in (("old", now - 91 * DAY), ("recent", now - 89 * DAY), ("open", None)):
        begun = {"created_at": now - 200 * DAY, "used_at": now - 100 * DAY}
        factories.saved(UserSession(token_hash=token, user_id=person.id, ended_at=ended_at, **begun))
    tidy(session_for_everybody(), app.extensions["storage"], now)
    assert {row.token_hash for row in db.session.query(UserSession)} == {"recent", "open"}
