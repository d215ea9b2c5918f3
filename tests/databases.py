"""The database of each test: a copy of a migrated SQLite file, or this process's PostgreSQL database, emptied."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from tests import postgresql

Migrate = Callable[[str], None]

# Whoever the test before has left connected goes first; then every table that holds something is emptied, and triggers
# that forbid it, or ask in which order, are told to look away. Of a few rows DELETE is ten times as quick as TRUNCATE.
EMPTY_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$
DECLARE one record; full_one boolean;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.tablename) INTO full_one;
    IF full_one THEN
      EXECUTE format('DELETE FROM %I', one.tablename);
    END IF;
  END LOOP;
  FOR one IN SELECT quote_ident(sequencename) AS name FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    PERFORM setval(one.name::regclass, 1, false);
  END LOOP;
END $$;
"""


class Databases(Protocol):
    """Where the tests of one process get their databases from."""

    def fresh(self, folder: Path) -> str:
        """The URL of a migrated database without rows, for one test."""
        ...

    def blank(self, folder: Path) -> str:
        """The URL of a database without any table, for tests of the migrations themselves."""
        ...

    def close(self) -> None:
        """Remove what is left."""
        ...


class SQLiteDatabases:
    """One template file per test process, copied for each test."""

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self.template = folder / "template.sqlite3"
        migrate(f"sqlite:///{self.template}")
        with sqlite3.connect(self.template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def fresh(self, folder: Path) -> str:
        """A copy of the template in `folder`, which has none yet."""
        path = folder / "fieldapp.sqlite3"
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"

    def blank(self, folder: Path) -> str:
        """A file that does not exist yet."""
        return f"sqlite:///{folder / secrets.token_hex(4)}.sqlite3"

    def close(self) -> None:
        """Pytest removes old temporary folders itself."""


class PostgreSQLDatabases:
    """One database per test process, truncated for each test, on the cluster that the run started."""

    def __init__(self, cluster_url: str, migrate: Migrate) -> None:
        self.cluster_url = cluster_url
        self.admin = psycopg.connect(cluster_url, autocommit=True)
        self.made: list[str] = []
        self.main = self._create()
        try:
            migrate(self._url(self.main, "postgresql+psycopg"))
        except BaseException:
            # A connection that nobody closes would be the error that one reads about, instead of this one.
            self.admin.close()
            raise
        self.emptier = psycopg.connect(self._url(self.main), autocommit=True)

    def fresh(self, folder: Path) -> str:
        """The process's own database, emptied."""
        self.emptier.execute(EMPTY_ALL)
        return self._url(self.main, "postgresql+psycopg")

    def blank(self, folder: Path) -> str:
        """A new database, dropped at the end of the run."""
        return self._url(self._create(), "postgresql+psycopg")

    def close(self) -> None:
        """Drop what this process made: the cluster may be someone's own."""
        self.emptier.close()
        for name in self.made:
            postgresql.drop(self.admin, name)
        self.admin.close()

    def _create(self) -> str:
        name = f"fieldapp_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{secrets.token_hex(4)}"
        self.admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self.made.append(name)
        return name

    def _url(self, name: str, scheme: str = "postgresql") -> str:
        place = self.cluster_url.split("://", 1)[1].rsplit("/", 1)[0]
        return f"{scheme}://{place}/{name}"
