"""Tests of api/uploads.py and api/tus.py."""

from __future__ import annotations

import errno
import os
import uuid
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.api.uploads import lanes
from fieldapp.domain.media import MOST_BYTES
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import FolderStorage
from fieldapp.models import Blob, Outgoing, Upload, User
from tests import factories, pictures
from tests.tus_phone import CHUNK, TUS, TusPhone, metadata

PHOTO = pictures.photo_with_a_past()


@pytest.fixture
def operative(app: Flask) -> User:
    return factories.user()


@pytest.fixture
def phone(app: Flask, operative: User) -> TusPhone:
    return TusPhone(app, operative)


@pytest.fixture
def storage(app: Flask) -> FolderStorage:
    made = app.extensions["storage"]
    assert isinstance(made, FolderStorage)
    return made


def begun(phone: TusPhone, data: bytes = PHOTO, blob: str | None = None) -> str:
    return phone.create(data, blob).headers["Location"]


def only_blob() -> Blob:
    db.session.rollback()
    return db.session.scalars(select(Blob)).one()


def count(table: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_photo_is_received_whole(phone: TusPhone, storage: FolderStorage, operative: User) -> None:
    blob_id = str(uuid.uuid4())
    url = begun(phone, blob=blob_id)
    answer = phone.patch(url, PHOTO, 0)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert phone.state(url) == {
        "blob": blob_id, "sha256": pictures.sha256(PHOTO), "received": True, "offset": len(PHOTO)
    }  # fmt: skip
    blob = only_blob()
    assert (blob.id, blob.size, blob.media_type, blob.state) == (blob_id, len(PHOTO), "image/jpeg", "received")
    assert (blob.contractor_id, blob.sent_by_id) == (operative.contractor_id, operative.id)
    with storage.open(original_key(blob.sha256)) as original:
        assert original.read() == PHOTO
    assert db.session.scalars(select(Outgoing)).one().facts == {"blob": blob_id}


def test_an_upload_goes_on_where_it_stopped(phone: TusPhone, app: Flask, operative: User) -> None:
    url = begun(phone)
    phone.patch(url, PHOTO[:1000], 0)
    # Another process, another day: nothing is remembered but rows and objects.
    phone = TusPhone(app, operative)
    head = phone.ask("HEAD", url)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("1000", str(len(PHOTO)))
    assert head.headers["Cache-Control"] == "no-store"
    assert phone.state(url)["received"] is False
    phone.patch(url, PHOTO[1000:1500], 1000)
    phone.patch(url, PHOTO[1500:], 1500)
    assert phone.state(url)["received"] is True
    assert only_blob().sha256 == pictures.sha256(PHOTO)


def test_no_chunk_is_left_when_the_file_is_whole(phone: TusPhone, storage: FolderStorage) -> None:
    url = begun(phone)
    phone.patch(url, PHOTO[:1000], 0)
    assert len(files_in(storage, "uploads")) == 1
    phone.patch(url, PHOTO[1000:], 1000)
    assert files_in(storage, "uploads") == []
    assert files_in(storage, ".partial") == []


def files_in(storage: FolderStorage, folder: str) -> list[str]:
    return [path.name for path in (storage.root / folder).rglob("*") if path.is_file()]


def test_creating_again_after_a_lost_answer_finds_the_same_upload(phone: TusPhone) -> None:
    blob_id = str(uuid.uuid4())
    first = begun(phone, blob=blob_id)
    phone.patch(first, PHOTO[:1000], 0)
    again = phone.create(PHOTO, blob_id)
    assert (again.status_code, again.headers["Location"], again.headers["Upload-Offset"]) == (201, first, "1000")
    assert count(Upload) == 1


def test_a_lost_answer_to_the_last_piece_makes_no_second_file(phone: TusPhone) -> None:
    blob_id = phone.send(PHOTO)
    again = phone.create(PHOTO, blob_id)
    assert again.status_code == 201
    assert again.get_json()["received"] is True
    assert phone.state(again.headers["Location"])["received"] is True
    assert (count(Blob), count(Upload), count(Outgoing)) == (1, 1, 1)


def test_a_piece_sent_twice_is_told_where_to_go_on(phone: TusPhone) -> None:
    url = begun(phone)
    phone.patch(url, PHOTO[:1000], 0)
    again = phone.patch(url, PHOTO[:1000], 0)
    assert (again.status_code, again.get_json()["code"], again.headers["Upload-Offset"]) == (
        409,
        "wrong-offset",
        "1000",
    )
    assert phone.patch(url, PHOTO[2000:], 2000).status_code == 409
    phone.patch(url, PHOTO[1000:], 1000)
    assert only_blob().sha256 == pictures.sha256(PHOTO)


def test_two_phones_of_one_person_sending_the_same_piece_at_once_make_one_file(
    app: Flask, phone: TusPhone, operative: User
) -> None:
    url = begun(phone)
    other = TusPhone(app, operative)
    answers: list[int] = []

    def send(one: TusPhone) -> None:
        with app.app_context():
            answers.append(one.patch(url, PHOTO, 0).status_code)

    senders = [Thread(target=send, args=(one,)) for one in (phone, other)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(answers) == [204, 409]
    assert only_blob().sha256 == pictures.sha256(PHOTO)


def test_a_body_emptied_by_a_proxy_changes_nothing(phone: TusPhone) -> None:
    url = begun(phone)
    answer = phone.patch(url, b"", 0)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "0")
    phone.patch(url, PHOTO, 0)
    assert only_blob().sha256 == pictures.sha256(PHOTO)


def test_what_came_before_the_connection_broke_is_kept(phone: TusPhone) -> None:
    url = begun(phone)
    answer = phone.patch(url, PHOTO[:700], 0, environ_overrides={"CONTENT_LENGTH": str(len(PHOTO))})
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "700")
    phone.patch(url, PHOTO[700:], 700)
    assert only_blob().sha256 == pictures.sha256(PHOTO)


def test_wrong_bytes_are_not_received_and_the_upload_starts_over(phone: TusPhone, storage: FolderStorage) -> None:
    url = begun(phone)
    answer = phone.patch(url, b"?" * len(PHOTO), 0)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "body-mismatch")
    assert phone.state(url)["offset"] == 0
    assert count(Blob) == 0
    assert files_in(storage, ".") == []
    phone.patch(url, PHOTO, 0)
    assert phone.state(url)["received"] is True


def test_more_than_announced_is_not_taken(phone: TusPhone, storage: FolderStorage) -> None:
    url = begun(phone)
    answer = phone.patch(url, PHOTO + b"!", 0)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "body-mismatch")
    assert phone.state(url)["offset"] == 0
    assert files_in(storage, ".") == []


def test_a_length_that_does_not_fit_the_hash_is_a_mismatch(phone: TusPhone) -> None:
    url = phone.create(PHOTO, length=str(len(PHOTO) - 1)).headers["Location"]
    assert phone.patch(url, PHOTO[:-1], 0).get_json()["code"] == "body-mismatch"


def test_bytes_that_went_missing_before_they_were_put_together_are_sent_again(
    phone: TusPhone, storage: FolderStorage
) -> None:
    url = begun(phone)
    phone.patch(url, PHOTO[:1000], 0)
    for key in list(storage.keys(f"uploads/{url.rsplit('/', 1)[1]}")):
        storage.delete(key)
    assert phone.patch(url, PHOTO[1000:], 1000).get_json()["code"] == "body-mismatch"
    phone.patch(url, PHOTO, 0)
    assert phone.state(url)["received"] is True


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


def test_a_pdf_and_a_heic_are_received_and_not_decoded(phone: TusPhone) -> None:
    phone.send(pictures.PDF)
    phone.send(pictures.HEIC)
    db.session.rollback()
    assert {blob.media_type for blob in db.session.scalars(select(Blob))} == {"application/pdf", "image/heic"}
    assert count(Outgoing) == 0


def test_the_same_bytes_twice_are_two_photos(phone: TusPhone, storage: FolderStorage) -> None:
    assert phone.send(PHOTO) != phone.send(PHOTO)
    assert count(Blob) == 2
    assert len(files_in(storage, "originals")) == 1


def test_one_id_is_one_file(phone: TusPhone) -> None:
    blob_id = phone.send(PHOTO)
    answer = phone.create(pictures.photo(), blob_id)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "key-reuse")


def test_an_id_that_the_record_announced_for_other_bytes_is_refused(app: Flask) -> None:
    operative = factories.user()
    visit = factories.ticket("on-site", operative=operative, under=factories.contract(to=operative.contractor))
    blob_id = announce(operative, visit, PHOTO)
    phone = TusPhone(app, operative)
    assert phone.create(pictures.photo(), blob_id).get_json()["code"] == "key-reuse"
    assert phone.send(PHOTO, blob_id) == blob_id


def announce(operative: User, visit: Any, data: bytes) -> str:
    blob_id = str(uuid.uuid4())
    factories.do(
        operative, "add-photo", visit,
        ("blob", blob_id), ("sha256", pictures.sha256(data)), ("size", str(len(data))), ("kind", "after"),
    )  # fmt: skip
    return blob_id


def test_a_file_belongs_to_the_visit_that_announced_it(app: Flask) -> None:
    operative = factories.user()
    visit = factories.ticket("on-site", operative=operative, under=factories.contract(to=operative.contractor))
    organisations = (visit.landlord_id, visit.contractor_id)
    blob_id = announce(operative, visit, PHOTO)
    TusPhone(app, operative).send(PHOTO, blob_id)
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
    assert (answer.headers["Tus-Version"], answer.headers["Tus-Extension"]) == ("1.0.0", "creation")
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


def test_a_piece_as_long_as_a_file_is_taken(phone: TusPhone) -> None:
    data = pictures.PDF + os.urandom(MOST_BYTES - len(pictures.PDF))
    phone.send(data)
    assert only_blob().size == MOST_BYTES


def test_half_of_the_threads_stay_free_for_the_records(phone: TusPhone) -> None:
    url = begun(phone)
    with lanes, lanes:
        answer = phone.patch(url, PHOTO, 0)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert phone.state(url)["offset"] == 0
    assert phone.patch(url, PHOTO, 0).status_code == 204


def test_a_full_disk_is_said_and_leaves_nothing(
    phone: TusPhone, storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = begun(phone)

    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        answer = phone.patch(url, PHOTO, 0)
    assert (answer.status_code, answer.get_json()["code"], answer.headers["Retry-After"]) == (507, "storage-full", "60")
    assert files_in(storage, ".") == []
    assert phone.patch(url, PHOTO, 0).status_code == 204


def test_a_process_killed_after_the_last_piece_is_made_up_for(phone: TusPhone, monkeypatch: pytest.MonkeyPatch) -> None:
    """All bytes were written down, the check had not begun: the phone's next announcement carries it out."""
    blob_id = str(uuid.uuid4())
    url = begun(phone, blob=blob_id)
    with monkeypatch.context() as killed:
        killed.setattr("fieldapp.api.uploads.seal_parts", _killed)
        with pytest.raises(KeyboardInterrupt):
            phone.patch(url, PHOTO, 0)
    assert (phone.state(url)["offset"], phone.state(url)["received"]) == (len(PHOTO), False)
    assert phone.create(PHOTO, blob_id).get_json()["received"] is True


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_body_of_unknown_length_is_read_to_its_end(phone: TusPhone) -> None:
    url = begun(phone)
    answer = phone.ask(
        "PATCH", url, {"Upload-Offset": "0"}, input_stream=BytesIO(PHOTO), content_type=CHUNK,
        environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip
    assert answer.headers["Upload-Offset"] == str(len(PHOTO))
