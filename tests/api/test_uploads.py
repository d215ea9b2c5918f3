"""Tests of api/uploads.py and api/tus.py: how bytes arrive whole, whatever happens on their way."""

from __future__ import annotations

import errno
import os
import uuid
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.api.uploads import lanes
from fieldapp.domain.media import MOST_BYTES
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import FolderStorage
from fieldapp.models import Blob, Outgoing, Upload, User
from tests import pictures
from tests.api.uploading import PHOTO, begun, count, files_in, only_blob, operative, phone, storage
from tests.tus_phone import CHUNK, TusPhone

__all__ = ["operative", "phone", "storage"]


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
