"""A client of other people's making (tuspy) sends a file to a live server, in pieces, and goes on after a cut."""

from __future__ import annotations

import os
import uuid
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.uploader import Uploader

from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.models import Blob, Upload
from tests import factories, pictures
from tests.live_server import DROP, LiveServer, after_commit, instead_of
from tests.tus_phone import TusPhone

DATA = pictures.PDF + os.urandom(1_000_000)
PIECE = 100_000


@pytest.fixture
def client(app: Flask, live_server: LiveServer) -> TusClient:
    """The client, with the cookie and the token of somebody signed in."""
    phone = TusPhone(app, factories.user())
    cookie = phone.client.get_cookie("session")
    assert cookie
    return TusClient(
        f"{live_server.url}/api/uploads", headers={"Cookie": f"session={cookie.value}", "X-CSRFToken": phone.csrf}
    )


def told(blob_id: str) -> dict[str, str]:
    return {"blob": blob_id, "sha256": pictures.sha256(DATA)}


def uploader_of(client: TusClient, **more: Any) -> Uploader:
    """The file, to be sent in pieces, each with its sum."""
    return client.uploader(file_stream=BytesIO(DATA), chunk_size=PIECE, upload_checksum=True, **more)


def expect_received(app: Flask, blob_id: str) -> None:
    """It is there once, whole, and what the client was told is what is there."""
    db.session.rollback()
    blob = db.session.query(Blob).one()
    assert (blob.id, blob.sha256, blob.media_type) == (blob_id, pictures.sha256(DATA), "application/pdf")
    with app.extensions["storage"].open(original_key(blob.sha256)) as file:
        assert file.read() == DATA
    assert db.session.query(Upload).count() == 1


def test_it_uploads_in_pieces_each_held_to_its_sum(app: Flask, client: TusClient) -> None:
    blob_id = str(uuid.uuid4())
    uploader = uploader_of(client, metadata=told(blob_id))
    uploader.upload()
    assert uploader.offset == len(DATA)
    expect_received(app, blob_id)


def test_it_goes_on_after_a_cut(app: Flask, client: TusClient, live_server: LiveServer) -> None:
    """The third piece never arrives; sent again, its answer is lost; another process goes on."""
    blob_id = str(uuid.uuid4())
    uploader = uploader_of(client, metadata=told(blob_id))
    uploader.upload(stop_at=2 * PIECE)
    live_server.saboteur.before = instead_of("PATCH", "/api/uploads", DROP, times=1)
    with pytest.raises((TusUploadFailed, TusCommunicationError)):
        uploader.upload()
    live_server.saboteur.reset()
    live_server.saboteur.after = after_commit("PATCH", "/api/uploads")
    with pytest.raises((TusUploadFailed, TusCommunicationError)):
        uploader.upload()
    live_server.saboteur.reset()
    again = uploader_of(client, url=uploader.url)
    assert again.offset == 3 * PIECE
    again.upload()
    expect_received(app, blob_id)
