"""Tests of dispatch/loop.py, dispatch/derive.py and `flask dispatch`: with real processes where processes die."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from fieldapp.config import Settings
from fieldapp.dispatch import derive, loop
from fieldapp.dispatch.claims import Claim
from fieldapp.extensions import db
from fieldapp.gateways.confined import Died
from fieldapp.gateways.originals import original_key, shown_key
from fieldapp.models import Blob, Outgoing
from fieldapp.web.keep_file import keep_file
from tests import factories, pictures

ROOT = Path(__file__).resolve().parent.parent.parent
FLASK = "from flask.cli import main; main()"
# A dispatcher whose decoder never ends: it can be killed while it derives.
STUCK = f"import time; from fieldapp.dispatch import derive; derive.copies_of = lambda _: time.sleep(600); {FLASK}"
Starter = Callable[..., subprocess.Popen[bytes]]


def received(app: Flask, data: bytes | None = None) -> str:
    """A picture that waits to be derived; gives its id."""
    return keep_file(app.extensions["storage"], BytesIO(data or pictures.photo()), factories.user())[0]


def blob(blob_id: str) -> Blob:
    db.session.rollback()
    return db.session.get_one(Blob, blob_id)


def row() -> Outgoing:
    db.session.rollback()
    return db.session.query(Outgoing).one()


def test_a_received_picture_gets_its_copies(app: Flask) -> None:
    blob_id = received(app)
    loop.run(Event(), once=True)
    one = blob(blob_id)
    assert (one.state, one.shown_type) == ("shown", "image/jpeg")
    storage = app.extensions["storage"]
    assert storage.exists(one.shown_key)
    assert storage.exists(shown_key(one.sha256, "small"))
    assert storage.exists(original_key(one.sha256))
    assert row().done_at is not None


def test_doing_it_twice_does_no_harm(app: Flask) -> None:
    blob_id = received(app)
    for attempt in (1, 2):
        derive.derive(Claim(1, "derive", {"blob": blob_id}, attempt, factories.now()))
    assert blob(blob_id).state == "shown"
    derive.derive(Claim(1, "derive", {"blob": str(uuid.uuid4())}, 1, factories.now()))


def test_a_picture_that_cannot_be_opened_says_so(app: Flask) -> None:
    whole = pictures.photo(800, 600)
    blob_id = received(app, whole[: len(whole) // 2])
    loop.run(Event(), once=True)
    assert (blob(blob_id).state, blob(blob_id).fault) == (
        "refused",
        "This picture is damaged and cannot be opened. Take it again.",
    )
    assert row().done_at is not None


def test_a_decoder_that_dies_is_tried_again_and_in_the_end_it_was_the_picture(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob_id = received(app)
    monkeypatch.setattr(derive, "copies_of", _dies)
    for attempt in (1, 2):
        loop.run(Event(), once=True)
        assert (blob(blob_id).state, row().done_at, row().attempts) == ("received", None, attempt)
        assert "Died" in row().last_error
        _make_due()
    loop.run(Event(), once=True)
    assert blob(blob_id).state == "refused"
    assert row().done_at is not None


def _dies(*_: Any) -> None:
    raise Died


def _make_due() -> None:
    past = factories.now() - timedelta(seconds=1)
    db.session.execute(update(Outgoing).values(due_at=past))
    db.session.execute(update(Outgoing).where(Outgoing.leased_until.is_not(None)).values(leased_until=past))
    db.session.commit()


def test_a_row_that_fails_does_not_hold_up_the_others(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, well = received(app, pictures.photo(30, 30)), received(app)
    app.extensions["storage"].delete(original_key(blob(gone).sha256))
    loop.run(Event(), once=True)
    assert (blob(gone).state, blob(well).state) == ("received", "shown")


@pytest.fixture
def start(settings: Settings) -> Iterator[Starter]:
    """Starts `flask dispatch` on the test's database, as a deployment does."""
    started: list[subprocess.Popen[bytes]] = []
    environ = {
        "DATABASE_URL": settings.database_url, "STORAGE_URL": settings.storage_url, "PUBLIC_URL": settings.public_url,
        "SECRET_KEY": settings.secret_key, "AUDIT_KEY": settings.audit_key, "FIELDAPP_ENV": "testing",
    }  # fmt: skip

    def starter(
        *words: str, program: str = "import sys; from flask.cli import main; main()"
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", program, "--app", "app", "dispatch", *words]
        one = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        started.append(one)
        return one

    yield starter
    for one in started:
        if one.poll() is None:
            one.kill()
        one.communicate()


def until(happened: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_dispatcher_killed_while_deriving_is_replaced_by_another(app: Flask, start: Starter) -> None:
    blob_id = received(app)
    stuck = start(program=STUCK)
    until(lambda: row().attempts == 1)
    stuck.kill()
    stuck.wait()
    assert start("--once").wait(120) == 0
    assert blob(blob_id).state == "received", "its lease still runs"
    _make_due()
    assert start("--once").wait(120) == 0
    assert (blob(blob_id).state, row().attempts) == ("shown", 2)


@pytest.mark.slow
def test_two_dispatchers_do_each_row_once(app: Flask, start: Starter) -> None:
    blobs = [received(app, pictures.photo(30 + number, 30)) for number in range(6)]
    both = [start("--once"), start("--once")]
    assert [one.wait(60) for one in both] == [0, 0]
    assert {blob(one).state for one in blobs} == {"shown"}
    assert {one.attempts for one in db.session.query(Outgoing)} == {1}


@pytest.mark.slow
def test_a_dispatcher_that_is_told_to_stop_stops(app: Flask, start: Starter) -> None:
    one = start()
    blob_id = received(app)
    until(lambda: blob(blob_id).state == "shown")
    one.send_signal(signal.SIGTERM)
    assert one.wait(10) == 0
