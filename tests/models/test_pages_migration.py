"""The migration to drawn pages: what was received before and never shown is drawn, and nothing else is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import flask_migrate
from sqlalchemy import text

from fieldapp import create_app
from fieldapp.extensions import db
from tests.conftest import MIGRATIONS
from tests.databases import Databases
from tests.deployment import settings_on
from tests.models.test_migrations import MOMENT, fill

BLOB = (
    "INSERT INTO blob (id, landlord_id, sha256, size, media_type, state, fault, received_at, sent_by_id, shown_key,"
    f" shown_type) VALUES (:id, 1, 'a', 9, :media_type, :state, '', {MOMENT}, 1, '', '')"
)
BEFORE = {
    "pdf": ("application/pdf", "received"),
    "heic": ("image/heic", "received"),
    "jpeg": ("image/jpeg", "shown"),
    "page": ("application/octet-stream", "refused"),
}


def test_what_was_only_kept_is_drawn_once(databases: Databases, tmp_path: Path) -> None:
    app = create_app(settings_on(databases.blank(tmp_path), tmp_path))
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0012")
        with db.engine.begin() as connection:
            fill(connection)
            for name, (media_type, state) in BEFORE.items():
                connection.execute(text(BLOB), {"id": name, "media_type": media_type, "state": state})
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="head")
        with db.engine.connect() as connection:
            asked = connection.execute(text("SELECT kind, facts FROM outgoing")).all()
            kept = connection.execute(text("SELECT pages, copies, warning FROM blob")).all()
        db.engine.dispose()
    facts = [one.facts if isinstance(one.facts, dict) else json.loads(one.facts) for one in asked]
    assert {one.kind for one in asked} == {"derive"}
    assert sorted(one["blob"] for one in facts) == ["heic", "pdf"]
    assert {(one.pages, str(one.copies), one.warning) for one in kept} == {(0, "[]", "")}
