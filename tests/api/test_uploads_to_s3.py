"""Files end to end with a bucket for a store: sent, drawn, shown, fetched as one ZIP; and the store away."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from threading import Event
from zipfile import ZipFile

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, update

from fieldapp.config import Settings
from fieldapp.dispatch.loop import run
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import Storage
from fieldapp.gateways.storage_url import storage_from
from fieldapp.models import JournalRow, Outgoing, Ticket, Upload, User
from tests import factories, pictures
from tests.api.uploading import PHOTO, begun, count, only_blob, operative, phone, recorded, visit
from tests.databases import Databases
from tests.deployment import settings_on
from tests.gateways.buckets import keys_in, new_bucket
from tests.seaweedfs import KEYS, SeaweedFS
from tests.tus_phone import TusPhone
from tests.web.world import browser

__all__ = ["operative", "phone", "visit"]


@pytest.fixture
def settings(databases: Databases, tmp_path: object, seaweedfs: SeaweedFS) -> Settings:
    """A deployment that keeps its files in a bucket."""
    bucket = new_bucket(seaweedfs)
    return settings_on(databases.fresh(tmp_path), tmp_path, storage_url=bucket, s3_keys=KEYS)


@pytest.fixture
def nobody() -> Iterator[Storage]:
    """A bucket at an address where nobody answers."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield storage_from(f"s3://evidence?endpoint=http://127.0.0.1:{bound.getsockname()[1]}", KEYS)


@pytest.fixture
def away(app: Flask, phone: TusPhone, nobody: Storage, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The program's file store is that one, until it is undone."""
    monkeypatch.setitem(app.extensions, "storage", nobody)
    return monkeypatch


def in_bucket(app: Flask) -> list[str]:
    return [key.split("/")[0] for key in keys_in(app.extensions["storage"])]


def test_a_photo_goes_all_the_way(app: Flask, phone: TusPhone, operative: User, visit: Ticket) -> None:
    blob_id = recorded(operative, visit, PHOTO)
    url = begun(phone, blob=blob_id)
    assert phone.patch(url, PHOTO[:1000], 0).status_code == 204
    assert phone.patch(url, PHOTO[1000:], 1000).status_code == 204
    assert phone.state(url)["received"] is True
    run(Event(), once=True)
    db.session.rollback()
    assert in_bucket(app) == ["originals", "shown", "shown"]
    with Image.open(BytesIO(phone.client.get(f"/files/{blob_id}").data)) as picture:
        assert picture.size == (160, 120)
    assert phone.client.get(f"/files/{blob_id}/original").data == PHOTO
    office = browser(app, factories.user("office", operative.contractor))
    archive = ZipFile(BytesIO(office.get(f"/orders/{visit.order_id}/files.zip").data))
    assert archive.read(archive.namelist()[0]) == PHOTO


def test_wrong_bytes_start_over_and_leave_nothing(app: Flask, phone: TusPhone) -> None:
    url = begun(phone)
    assert phone.patch(url, b"?" * len(PHOTO), 0).get_json()["code"] == "body-mismatch"
    assert in_bucket(app) == []
    assert phone.patch(url, PHOTO[:1000], 0).status_code == 204
    assert phone.ask("DELETE", url).status_code == 204
    assert in_bucket(app) == []


def test_a_store_that_is_away_is_said_and_the_phone_comes_again(phone: TusPhone, away: pytest.MonkeyPatch) -> None:
    """503, with when to come again; what was acknowledged before is where it was."""
    blob_id = str(uuid.uuid4())
    url = begun(phone, blob=blob_id)
    answer = phone.patch(url, PHOTO[:1000], 0)
    assert (answer.status_code, answer.get_json()["code"], answer.headers["Retry-After"]) == (503, "storage-down", "30")
    assert answer.get_json()["reason"].startswith("The office's file store cannot be reached.")
    assert phone.state(url)["offset"] == 0
    away.undo()
    phone.patch(url, PHOTO[:1000], 0)
    assert phone.patch(url, PHOTO[1000:], 1000).status_code == 204
    assert only_blob().id == blob_id


def test_a_visit_goes_on_without_the_store(
    app: Flask, phone: TusPhone, operative: User, visit: Ticket, away: pytest.MonkeyPatch
) -> None:
    """A photo that came with a form is refused in words, nothing of it is written down, and the form is done again."""
    before = count(JournalRow)
    form = {"csrf_token": phone.csrf, "op": str(uuid.uuid4()), "kind": "after", "text": "Tap"}
    answer = phone.client.post(
        f"/field/tickets/{visit.id}/add-photo", data={**form, "blob": (BytesIO(PHOTO), "photo.jpg")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "file store cannot be reached, and nothing was saved by this" in answer.text
    assert count(JournalRow) == before
    assert phone.client.get(f"/field/tickets/{visit.id}").status_code == 200
    factories.do(operative, "add-note", visit, ("text", "The isolator is behind the bath panel."))
    assert count(JournalRow) == before + 1


def test_a_file_that_cannot_be_fetched_now_is_said_in_words(
    app: Flask, phone: TusPhone, operative: User, visit: Ticket, nobody: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob_id = phone.send(PHOTO, recorded(operative, visit, PHOTO))
    assert app.extensions["storage"].exists(original_key(pictures.sha256(PHOTO)))
    monkeypatch.setitem(app.extensions, "storage", nobody)
    answer = phone.client.get(f"/files/{blob_id}/original")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Files cannot be reached" in answer.text
    # The dispatcher waits for the store and comes back to the picture.
    run(Event(), once=True)
    db.session.rollback()
    assert only_blob().state == "received"
    monkeypatch.undo()


def test_letters_do_not_wait_for_files(phone: TusPhone, away: pytest.MonkeyPatch) -> None:
    """There is something to be tidied, and the store is away: what else is due is done."""
    begun(phone)
    db.session.execute(update(Upload).values(touched_at=factories.now() - timedelta(days=8)))
    db.session.commit()
    factories.saved(Outgoing(kind="mail", facts={"told": "nothing", "ticket": 0}, due_at=factories.now()))
    run(Event(), once=True)
    db.session.rollback()
    assert db.session.scalars(select(Outgoing)).one().attempts == 1
    assert count(Upload) == 1


def test_readiness_is_asked_of_the_bucket(app: Flask, phone: TusPhone, away: pytest.MonkeyPatch) -> None:
    assert phone.client.get("/readyz").get_json()["storage"] == "failed"
    away.undo()
    app.extensions.pop("storage_tried")
    assert phone.client.get("/readyz").get_json()["storage"] == "ok"
