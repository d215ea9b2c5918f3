"""Liveness, readiness, numbers and log lines: what an operator sees, and that it holds nobody's name."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from fieldapp.extensions import db
from fieldapp.web.logs import JsonLines
from tests import factories
from tests.checking_client import CheckingClient
from tests.signing_in import sign_in


def test_it_is_alive_and_ready(client: CheckingClient) -> None:
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "migrations": "ok", "storage": "ok"}


def test_it_is_not_ready_before_the_newest_migration(app: Flask, client: CheckingClient) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    db.session.commit()
    try:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json["migrations"] == "failed"
        assert client.get("/healthz").status_code == 200
    finally:
        _restore_version(app)


def _restore_version(app: Flask) -> None:
    """PostgreSQL's database serves the next test as well."""
    names = [path.name.split("_")[0] for path in Path(app.extensions["migrate"].directory).glob("versions/0*.py")]
    db.session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": max(names)})
    db.session.commit()


def test_it_is_not_ready_without_its_storage(
    app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "storage", None)
    assert client.get("/readyz").json["storage"] == "failed"


def test_numbers_are_for_this_machine(client: CheckingClient) -> None:
    factories.ticket("accepted")
    client.get("/healthz")
    page = client.get("/metrics").text
    assert 'status="200"} ' in page
    assert 'fieldapp_ops{outcome="applied"} 2' in page
    assert "fieldapp_outgoing_waiting " in page
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404


@pytest.fixture
def lines(app: Flask) -> Iterator[Callable[[], str]]:
    """What is written while the test runs."""
    written: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(JsonLines())
    handler.emit = lambda record: written.append(handler.format(record))  # type: ignore[method-assign]
    logging.getLogger("fieldapp").addHandler(handler)
    yield lambda: "\n".join(written)
    logging.getLogger("fieldapp").removeHandler(handler)


def test_a_failed_statement_is_told_without_its_values(app: Flask) -> None:
    with pytest.raises(SQLAlchemyError) as told:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Mrs Larkspur"})
    db.session.rollback()
    assert "Larkspur" not in str(told.value)


def test_a_log_line_has_ids_and_no_names(client: CheckingClient, lines: Callable[[], str]) -> None:
    user = factories.user(name="Wilhelmina Oakapple", username="w.oakapple")
    sign_in(client, user)
    answer = client.get("/devices?search=Larkspur")
    last = json.loads(lines().splitlines()[-1])
    assert last["user"] == user.id
    assert last["rule"] == "/devices"
    assert last["status"] == 200
    assert last["request"] == answer.headers["X-Request-Id"]
    for name in ("Oakapple", "oakapple", "Larkspur", factories.PASSWORD):
        assert name not in lines()
