"""Migrations: an empty database brought to head is what the models say, and a full one loses nothing on the way."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from fieldapp import create_app
from fieldapp.extensions import db
from tests.conftest import MIGRATIONS
from tests.databases import Databases
from tests.deployment import settings_on

MOMENT = "'2026-01-05 09:30:00'"
# One row of each table that later migrations touch, as the first ones knew it.
ROWS = {
    "landlord": "id, code, name, telephone, emergency_telephone, policy, version VALUES 1, 'l', 'L', '', '', '{}', 1",
    "contractor": "id, name, telephone, away_reason VALUES 1, 'C', '', ''",
    "contract": "id, landlord_id, contractor_id, site_code, site_contact, variation_limit_pence, version"
    " VALUES 1, 1, 1, 'S1', '', 0, 1",
    "property": "id, landlord_id, reference, line_1, line_2, town, postcode, communal, void, version"
    " VALUES 1, 1, 'P1', '1 Kiln Lane', '', 'Brackwater', 'XB4 7QT', false, false, 1",
    '"user"': "id, username, email, name, telephone, trade, role, landlord_id, password_hash, must_change_password,"
    f" active, created_at VALUES 1, 'o', 'o@example.test', 'O', '', '', 'landlord', 1, '', false, true, {MOMENT}",
    "works_order": "id, landlord_id, contract_id, property_id, reference, status, status_at, priority, emergency,"
    " description, place, purchase_order, trade, raised_at, due_at, contact_name, contact_telephone, home_telephone,"
    " two_to_attend, warning, no_access_count, back_with_landlord, extra_agreed_by, version"
    f" VALUES 1, 1, 1, 1, 'A1', 'ISS', {MOMENT}, 'routine', false, 'Tap', '', '', '', {MOMENT}, {MOMENT}, '', '', '',"
    " true, false, 0, '', '', 1",
    "ticket": "id, landlord_id, contractor_id, order_id, visit, state, state_at, due_at, own_reference, slot,"
    " slot_starts, issued_at, outcome, reason, comments, clock_doubted"
    f" VALUES 1, 1, 1, 1, 1, 'issued', {MOMENT}, {MOMENT}, '', '', '', {MOMENT}, '', '', '', false",
    "note": "id, landlord_id, contractor_id, order_id, ticket_id, author_id, text, type, telephone, by_landlord,"
    " highlighted, current, needs_reply, written_at, received_at"
    f" VALUES 1, 1, 1, 1, 1, 1, 'Gate code 12', '', '', true, true, true, false, {MOMENT}, {MOMENT}",
}


def test_the_migrations_make_exactly_the_models_tables(app: Flask) -> None:
    """Nothing is missing, nothing is left over."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_a_full_database_loses_nothing_on_the_way_to_head_and_back(databases: Databases, tmp_path: Path) -> None:
    """Every row stays, each CHECK stays, and the index that allows one open visit stays."""
    app = create_app(settings_on(databases.blank(tmp_path), tmp_path))
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0001")
        with db.engine.begin() as connection:
            fill(connection)
            first = checks(connection)
        for revision, way in (("head", flask_migrate.upgrade), ("0001", flask_migrate.downgrade)):
            way(directory=str(MIGRATIONS), revision=revision)
            with db.engine.connect() as connection:
                for table in ROWS:
                    assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, (revision, table)
                assert first <= checks(connection), revision
                assert connection.scalar(text("SELECT text FROM note")) == "Gate code 12"
                if revision == "head":
                    assert connection.scalar(text("SELECT count(*) FROM ticket WHERE two_to_attend")) == 1
                    assert connection.scalar(text("SELECT details FROM works_order")) in ("{}", {})
        names, values = ROWS["ticket"].split(" VALUES 1, 1, 1, 1, 1,")
        second = text(f"INSERT INTO ticket ({names}) VALUES (2, 1, 1, 1, 2,{values})")
        with db.engine.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(second)
        db.engine.dispose()


def fill(connection: Connection) -> None:
    """A row in each table."""
    for table, row in ROWS.items():
        names, values = row.split(" VALUES ")
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"))


def checks(connection: Connection) -> set[tuple[str, str]]:
    """The CHECKs of every table that has rows, by name."""
    found = inspect(connection)
    tables = [table.strip('"') for table in ROWS]
    return {(table, str(one["name"])) for table in tables for one in found.get_check_constraints(table)}
