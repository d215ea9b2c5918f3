"""The migration that lets a certificate have doubts: the table is built anew, and nothing of it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from fieldapp import create_app
from fieldapp.extensions import db
from tests.conftest import MIGRATIONS
from tests.databases import Databases
from tests.deployment import settings_on
from tests.models.test_migrations import REGISTERED, fill


def drawn() -> dict[str, Any]:
    """What the database says of the table: its rows, CHECKs, keys and indexes, and which of these are partial."""
    found = inspect(db.engine)
    indexes = found.get_indexes("certificate")
    with db.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text("SELECT op_id, kind, due_on, data FROM certificate"))]
    return {
        "rows": rows,
        "checks": {one["name"] for one in found.get_check_constraints("certificate")},
        "keys": {tuple(one["constrained_columns"]) for one in found.get_foreign_keys("certificate")},
        "indexes": {(one["name"], tuple(one["column_names"])) for one in indexes},
        "partial": {one["name"] for one in indexes if any("where" in key for key in one.get("dialect_options", {}))},
        "unique": {tuple(one["column_names"]) for one in found.get_unique_constraints("certificate")},
    }


def test_certificates_have_no_doubts_at_first_and_lose_nothing(databases: Databases, tmp_path: Path) -> None:
    """There and back. Rules: D2."""
    app = create_app(settings_on(databases.blank(tmp_path), tmp_path))
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0013")
        with db.engine.begin() as connection:
            fill(connection)
            connection.execute(text(REGISTERED))
        before = drawn()
        assert before["partial"] == {"ix_certificate_due", "ix_certificate_faulty"}
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0016")
        after = drawn()
        assert after.pop("keys") == before["keys"] | {("doubts_settled_by_id",)}
        assert after == {name: value for name, value in before.items() if name != "keys"}
        with db.engine.connect() as connection:
            row = connection.execute(
                text("SELECT doubts, doubts_settled_at, doubts_settled_by_id FROM certificate")
            ).one()
            assert tuple(row) in (("[]", None, None), ([], None, None))
            with pytest.raises(IntegrityError):
                connection.execute(text("UPDATE certificate SET outcome = 'fine'"))
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0013")
        assert drawn() == before
        db.engine.dispose()
