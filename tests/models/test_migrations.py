"""An empty database brought to head is what the models say."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from fieldapp.extensions import db


def test_the_migrations_make_exactly_the_models_tables(app: Flask) -> None:
    """Nothing is missing, nothing is left over."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
