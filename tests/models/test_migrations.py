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
    "evidence": "number, blob_id, landlord_id, contractor_id, ticket_id, sort, kind, caption, sha256, size, added_at,"
    f" added_by_id, by_landlord VALUES 1, 'paper', 1, 1, 1, 'certificate', 'gas', '', 'a', 9, {MOMENT}, 1, false",
    "schedule": "id, landlord_id, code, name VALUES 1, 1, 'SOR', 'S'",
    "rate": "id, landlord_id, schedule_id, code, short, long, unit, rate_pence, trade, category, keywords, certificate"
    " VALUES 1, 1, 1, 'SQW', 'Quoted', '', 'PRICE', 0, '', '', '', ''",
    "line": "id, landlord_id, order_id, sequence, code, short, long, unit, rate_pence, ordered, place, certificate,"
    " extra VALUES 1, 1, 1, 1, 'PEA-1', 'Priced', '', 'IT', 100, 1, '', '', false",
}
# What came later: file by file its number, kind, time, and when it was taken off.
LATER = (
    ("newer", "gas", "'2026-01-06 09:30:00'", "NULL"),
    ("removed", "gas", "'2026-01-07 09:30:00'", MOMENT),
    ("known", "eicr", "'2026-01-06 09:30:00'", "NULL"),
    ("unread", "eicr", "'2026-01-08 09:30:00'", "NULL"),
)
REGISTERED = (
    "INSERT INTO certificate (op_id, landlord_id, contractor_id, property_id, order_id, ticket_id, kind, form, number,"
    " done_on, due_on, outcome, engineer, registration, data, blob_id, recorded_at, recorded_by_id, current) VALUES"
    f" ('op', 1, 1, 1, 1, 1, 'eicr', 'eicr', '', '2026-01-02', '2031-01-02', '', '', '', '{{}}', 'known', {MOMENT}, 1,"
    " true)"
)


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
                    assert connection.scalar(text("SELECT address FROM landlord")) == ""
                    assert connection.scalar(text("SELECT count(*) FROM ticket WHERE two_to_attend")) == 1
                    assert connection.scalar(text("SELECT details FROM works_order")) in ("{}", {})
                    for table in ("rate", "line"):
                        assert connection.scalar(text(f"SELECT kind FROM {table}")) == "price"
                    offered = "SELECT position FROM list_item WHERE list_name = 'no-signature-reason' ORDER BY 1"
                    assert list(connection.scalars(text(offered))) == [0, 1, 2, 3, 4, 5]
        names, values = ROWS["ticket"].split(" VALUES 1, 1, 1, 1, 1,")
        second = text(f"INSERT INTO ticket ({names}) VALUES (2, 1, 1, 1, 2,{values})")
        with db.engine.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(second)
        db.engine.dispose()


def test_a_certificate_of_before_the_register_comes_into_it(databases: Databases, tmp_path: Path) -> None:
    """What was taken off does not, what is there stays as it is, and going back takes out what came in. Rules: C8."""
    app = create_app(settings_on(databases.blank(tmp_path), tmp_path))
    found = text("SELECT blob_id, property_id, done_on, current, due_on FROM certificate ORDER BY id")
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0001")
        with db.engine.begin() as connection:
            fill(connection)
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0012")
        with db.engine.begin() as connection:
            connection.execute(text(REGISTERED))
            names, values = ROWS["evidence"].split(" VALUES ")
            for number, (blob, kind, at, removed) in enumerate(LATER, start=2):
                row = values.replace("1, 'paper'", f"{number}, '{blob}'").replace("'gas'", f"'{kind}'")
                row = row.replace(MOMENT, at)
                connection.execute(text(f"INSERT INTO evidence ({names}, removed_at) VALUES ({row}, {removed})"))
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0013")
        with db.engine.connect() as connection:
            rows = [(*row[:2], str(row[2]), bool(row[3]), str(row[4])) for row in connection.execute(found)]
        assert rows == [
            ("known", 1, "2026-01-02", True, "2031-01-02"),
            ("paper", 1, "2026-01-05", False, "None"),
            ("newer", 1, "2026-01-06", True, "None"),
            ("unread", 1, "2026-01-08", False, "None"),
        ]
        newer = text("SELECT form, outcome, data, recorded_by_id FROM certificate WHERE blob_id = 'newer'")
        with db.engine.connect() as connection:
            form, outcome, data, by = connection.execute(newer).one()
        assert (form, outcome, by) == ("plain", "", 1)
        assert data in ("{}", {})
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0012")
        with db.engine.connect() as connection:
            assert [row[0] for row in connection.execute(found)] == ["known"]
        db.engine.dispose()


def test_of_a_codes_versions_the_newest_stays_on_the_way_back(databases: Databases, tmp_path: Path) -> None:
    """Before there were versions, a code stood in a schedule once; one that is there was good from ever."""
    app = create_app(settings_on(databases.blank(tmp_path), tmp_path))
    kept = "SELECT code, rate_pence FROM rate ORDER BY code, rate_pence"
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0001")
        with db.engine.begin() as connection:
            fill(connection)
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0018")
        names, values = ROWS["rate"].split(" VALUES 1,")
        with db.engine.begin() as connection:
            spell = connection.execute(text("SELECT valid_from, valid_to FROM rate")).one()
            assert [str(day) for day in spell] == ["1900-01-01", "9999-12-31"]
            newer = values.replace("'PRICE', 0", "'PRICE', 100")
            connection.execute(text(f"INSERT INTO rate ({names}, valid_from) VALUES (2,{newer}, '2026-04-01')"))
        for wrong in ("kind = 'other'", "valid_to = '1899-12-31'", "valid_from = '1900-01-01'"):
            with db.engine.connect() as connection, pytest.raises(IntegrityError):
                connection.execute(text(f"UPDATE rate SET {wrong}"))
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0017")
        with db.engine.connect() as connection:
            assert [tuple(row) for row in connection.execute(text(kept))] == [("SQW", 100)]
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
