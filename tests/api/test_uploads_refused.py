"""Tests of api/uploads.py and api/tus.py: what is not taken, and whose a file is."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.domain.media import MOST_BYTES
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import FolderStorage
from fieldapp.models import Blob, Outgoing, Ticket, Upload, User
from tests import factories, pictures
from tests.api.uploading import PHOTO, begun, count, files_in, only_blob, operative, phone, recorded, storage, visit
from tests.tus_phone import CHUNK, TUS, TusPhone, metadata

__all__ = ["operative", "phone", "storage", "visit"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pictures.HTML, "This is not a photo or a PDF."),
        (b"PK\x03\x04" + b"\0" * 500, "This is not a photo or a PDF."),
        (pictures.bomb(), "This picture has 900 megapixels; at most 50 are taken."),
        (PHOTO[:100], "This picture is damaged."),
        (b"", "This file is empty."),
    ],
    ids=["page", "archive", "bomb", "damaged", "empty"],
)
def test_a_file_that_is_not_taken_says_why_and_is_kept(
    phone: TusPhone, storage: FolderStorage, data: bytes, words: str
) -> None:
    blob_id = phone.send(data)
    state = phone.create(data, blob_id).get_json()
    assert state["received"] is True
    assert state["refused"].startswith(words)
    blob = only_blob()
    assert (blob.state, blob.fault) == ("refused", state["refused"])
    assert storage.exists(original_key(blob.sha256))
    assert count(Outgoing) == 0


def test_a_pdf_and_a_heic_are_received_and_drawn_afterwards(phone: TusPhone) -> None:
    phone.send(pictures.PDF)
    phone.send(pictures.HEIC)
    db.session.rollback()
    assert {blob.media_type for blob in db.session.scalars(select(Blob))} == {"application/pdf", "image/heic"}
    assert [one.kind for one in db.session.scalars(select(Outgoing))] == ["derive", "derive"]


def test_the_same_bytes_twice_are_two_photos(phone: TusPhone, storage: FolderStorage) -> None:
    assert phone.send(PHOTO) != phone.send(PHOTO)
    assert count(Blob) == 2
    assert len(files_in(storage, "originals")) == 1


def test_one_id_is_one_file(phone: TusPhone) -> None:
    blob_id = phone.send(PHOTO)
    answer = phone.create(pictures.photo(), blob_id)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "key-reuse")


def test_an_id_that_the_record_announced_for_other_bytes_is_refused(
    phone: TusPhone, operative: User, visit: Ticket
) -> None:
    blob_id = recorded(operative, visit, PHOTO)
    assert phone.create(pictures.photo(), blob_id).get_json()["code"] == "key-reuse"
    assert phone.send(PHOTO, blob_id) == blob_id


def test_a_file_belongs_to_the_visit_that_announced_it(phone: TusPhone, operative: User, visit: Ticket) -> None:
    organisations = (visit.landlord_id, visit.contractor_id)
    blob_id = recorded(operative, visit, PHOTO)
    phone.send(PHOTO, blob_id)
    assert (only_blob().landlord_id, only_blob().contractor_id) == organisations


def test_the_clients_name_for_a_file_is_not_looked_at(phone: TusPhone, storage: FolderStorage) -> None:
    answer = phone.create(PHOTO, filename="../../etc/passwd", filetype="text/html")
    assert answer.status_code == 201
    phone.patch(answer.headers["Location"], PHOTO, 0)
    assert only_blob().media_type == "image/jpeg"
    assert files_in(storage, "originals") == [pictures.sha256(PHOTO)]


def test_someone_elses_upload_is_not_there(app: Flask, phone: TusPhone, operative: User) -> None:
    url = begun(phone)
    phone.patch(url, PHOTO[:1000], 0)
    colleague = TusPhone(app, factories.user(of=operative.contractor))
    nobodys = f"/api/uploads/{uuid.uuid4()}"
    for method in ("GET", "HEAD"):
        assert colleague.ask(method, url).status_code == 404
        assert colleague.ask(method, url).data == colleague.ask(method, nobodys).data
    foreign, missing = colleague.patch(url, PHOTO[1000:], 1000), colleague.patch(nobodys, PHOTO[1000:], 1000)
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    assert phone.state(url)["offset"] == 1000


def test_nobody_signed_in_uploads_nothing(app: Flask, phone: TusPhone) -> None:
    url = begun(phone)
    stranger = app.test_client()
    for method, path in (("POST", "/api/uploads"), ("PATCH", url), ("GET", url), ("HEAD", url)):
        answer = stranger.open(path, method=method, headers={**TUS, "X-CSRFToken": phone.csrf})
        assert answer.status_code in (401, 403), (method, answer.status)
    assert count(Upload) == 1


def test_a_request_forged_by_another_site_changes_nothing(phone: TusPhone) -> None:
    url = begun(phone)
    answer = phone.client.patch(url, data=PHOTO, content_type=CHUNK, headers={**TUS, "Upload-Offset": "0"})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf")
    assert phone.state(url)["offset"] == 0


def test_the_server_says_what_it_speaks(phone: TusPhone) -> None:
    answer = phone.ask("OPTIONS", "/api/uploads")
    extensions = "creation,creation-with-upload,checksum,termination,expiration"
    assert (answer.headers["Tus-Version"], answer.headers["Tus-Extension"]) == ("1.0.0", extensions)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert answer.headers["Tus-Max-Size"] == str(MOST_BYTES)


@pytest.mark.parametrize("version", ["0.2.2", "2.0.0", ""])
def test_another_version_of_the_protocol_is_refused(phone: TusPhone, version: str) -> None:
    answer = phone.ask("POST", "/api/uploads", {"Tus-Resumable": version})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


# Fixed: a test that runs in several processes must be called the same in each.
A_BLOB = "7b5f9c1e-2d48-4a6f-9a51-0c8e3d6b4f27"


@pytest.mark.parametrize(
    ("length", "announcement"),
    [
        ("", metadata(blob=A_BLOB, sha256="a" * 64)),
        ("-1", metadata(blob=A_BLOB, sha256="a" * 64)),
        ("10", ""),
        ("10", metadata(blob="../x", sha256="a" * 64)),
        ("10", metadata(blob=A_BLOB, sha256="xyz")),
        ("10", "blob !!!,sha256 ???"),
    ],
)
def test_what_cannot_be_read_is_called_malformed(phone: TusPhone, length: str, announcement: str) -> None:
    answer = phone.ask("POST", "/api/uploads", {"Upload-Length": length, "Upload-Metadata": announcement})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed")


def test_a_piece_is_a_piece_and_says_where_it_goes(phone: TusPhone) -> None:
    url = begun(phone)
    assert phone.ask("PATCH", url, {"Upload-Offset": "0"}, data=b"x", content_type="image/jpeg").status_code == 415
    assert phone.ask("PATCH", url, data=b"x", content_type=CHUNK).status_code == 400


def test_a_file_of_more_than_25_megabytes_is_too_large(phone: TusPhone) -> None:
    answer = phone.create(PHOTO, length=str(MOST_BYTES + 1))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too-large")
    assert phone.create(PHOTO, length=str(MOST_BYTES)).status_code == 201
