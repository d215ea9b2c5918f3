"""Tests of api/uploads.py and api/tus.py: bytes with the announcement, sums, giving up, and running out."""

from __future__ import annotations

import hashlib
import uuid
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.http import parse_date
from werkzeug.test import TestResponse

from fieldapp.api.uploads import lanes
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.dispatch.tidying import tidy
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import FolderStorage
from fieldapp.models import Blob, Upload, User
from tests import factories, pictures
from tests.api.uploading import PHOTO, begun, count, files_in, only_blob, operative, phone, storage
from tests.tus_phone import CHUNK, TusPhone, metadata

__all__ = ["operative", "phone", "storage"]


def create_with(phone: TusPhone, part: bytes, blob_id: str, checksum: str = "") -> TestResponse:
    """Announce the photo, its first bytes along with it."""
    headers = {
        "Upload-Length": str(len(PHOTO)), "Upload-Metadata": metadata(blob=blob_id, sha256=pictures.sha256(PHOTO)),
        **({"Upload-Checksum": checksum} if checksum else {}),
    }  # fmt: skip
    return phone.ask("POST", "/api/uploads", headers, data=part, content_type=CHUNK)


def patch_with(phone: TusPhone, url: str, part: bytes, checksum: str, **more: Any) -> TestResponse:
    """Send the first piece with its sum."""
    headers = {"Upload-Offset": "0", "Upload-Checksum": checksum}
    return phone.ask("PATCH", url, headers, data=part, content_type=CHUNK, **more)


def summed(name: str, data: bytes) -> str:
    """Upload-Checksum of some bytes."""
    return f"{name} {b64encode(hashlib.new(name, data).digest()).decode()}"


def test_a_whole_file_comes_with_its_announcement(phone: TusPhone, storage: FolderStorage) -> None:
    answer = create_with(phone, PHOTO, str(uuid.uuid4()))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert answer.get_json()["received"] is True
    assert only_blob().sha256 == pictures.sha256(PHOTO)
    assert files_in(storage, "uploads") == []


def test_the_rest_follows_what_came_with_the_announcement(phone: TusPhone) -> None:
    answer = create_with(phone, PHOTO[:1000], str(uuid.uuid4()))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "1000")
    assert phone.patch(answer.headers["Location"], PHOTO[1000:], 1000).status_code == 204
    assert only_blob().sha256 == pictures.sha256(PHOTO)


def test_a_second_announcement_with_bytes_adds_none(phone: TusPhone) -> None:
    """The answer to the first was lost: what comes along again is not what follows."""
    blob_id = str(uuid.uuid4())
    first = create_with(phone, PHOTO[:1000], blob_id)
    again = create_with(phone, PHOTO[:1000], blob_id)
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (first.headers["Location"], "1000")
    whole = create_with(phone, PHOTO, str(uuid.uuid4()))
    assert whole.get_json()["received"] is True
    assert count(Upload) == 2


def test_bytes_with_an_announcement_need_a_lane_as_well(phone: TusPhone) -> None:
    blob_id = str(uuid.uuid4())
    with lanes, lanes:
        answer = create_with(phone, PHOTO, blob_id)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert create_with(phone, PHOTO, blob_id).get_json()["received"] is True
    assert count(Upload) == 1


@pytest.mark.parametrize("name", ["sha256", "sha1"])
def test_a_part_is_held_to_its_sum(phone: TusPhone, storage: FolderStorage, name: str) -> None:
    url = begun(phone)
    refused = patch_with(phone, url, b"?" * 1000, summed(name, PHOTO[:1000]))
    assert (refused.status_code, refused.get_json()["code"]) == (460, "body-mismatch")
    assert phone.state(url)["offset"] == 0
    assert files_in(storage, "uploads") == []
    taken = patch_with(phone, url, PHOTO[:1000], summed(name, PHOTO[:1000]))
    assert (taken.status_code, taken.headers["Upload-Offset"]) == (204, "1000")


def test_a_part_that_was_cut_off_does_not_meet_its_sum(phone: TusPhone) -> None:
    url = begun(phone)
    length = {"CONTENT_LENGTH": str(len(PHOTO))}
    answer = patch_with(phone, url, PHOTO[:700], summed("sha256", PHOTO), environ_overrides=length)
    assert answer.status_code == 460
    assert phone.state(url)["offset"] == 0


def test_the_sum_of_what_comes_with_the_announcement_counts_too(phone: TusPhone) -> None:
    blob_id = str(uuid.uuid4())
    answer = create_with(phone, PHOTO, blob_id, summed("sha1", PHOTO + b"!"))
    assert (answer.status_code, count(Blob)) == (460, 0)
    assert create_with(phone, PHOTO, blob_id, summed("sha1", PHOTO)).get_json()["received"] is True


@pytest.mark.parametrize("checksum", ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha256 not-base64!", "", "sha256"])
def test_a_sum_that_cannot_be_reckoned_is_refused(phone: TusPhone, checksum: str) -> None:
    url = begun(phone)
    answer = patch_with(phone, url, PHOTO, checksum)
    # A sum of nothing is well-formed, and no body has it.
    assert answer.status_code == (460 if checksum == "sha256" else 400)
    assert phone.state(url)["offset"] == 0


def test_an_unfinished_upload_is_given_up(phone: TusPhone, storage: FolderStorage) -> None:
    blob_id = str(uuid.uuid4())
    url = begun(phone, blob=blob_id)
    phone.patch(url, PHOTO[:1000], 0)
    assert phone.ask("DELETE", url).status_code == 204
    assert (count(Upload), files_in(storage, "uploads")) == (0, [])
    assert phone.ask("HEAD", url).status_code == 404
    assert phone.patch(url, PHOTO[1000:], 1000).status_code == 404
    assert phone.ask("DELETE", url).status_code == 404
    # Nothing stands in the way of the same file.
    phone.send(PHOTO, blob_id)
    assert only_blob().id == blob_id


def test_a_file_that_was_received_is_not_taken_back(phone: TusPhone, storage: FolderStorage) -> None:
    """It was acknowledged; giving up the upload gives up the upload only."""
    blob_id = str(uuid.uuid4())
    url = begun(phone, blob=blob_id)
    phone.patch(url, PHOTO, 0)
    assert phone.ask("DELETE", url).status_code == 204
    assert phone.ask("HEAD", url).status_code == 404
    assert storage.exists(original_key(only_blob().sha256))
    assert phone.create(PHOTO, blob_id).get_json()["received"] is True


def test_someone_elses_upload_cannot_be_given_up(app: Flask, phone: TusPhone, operative: User) -> None:
    url = begun(phone)
    colleague = TusPhone(app, factories.user(of=operative.contractor))
    foreign, missing = colleague.ask("DELETE", url), colleague.ask("DELETE", f"/api/uploads/{uuid.uuid4()}")
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    assert count(Upload) == 1


def test_giving_up_is_tus_and_ours(phone: TusPhone) -> None:
    url = begun(phone)
    assert phone.ask("DELETE", url, {"Tus-Resumable": "0.2.2"}).status_code == 412
    assert phone.ask("DELETE", url, {"X-CSRFToken": "forged"}).status_code == 403
    assert count(Upload) == 1


def test_an_unfinished_upload_says_until_when_it_is_kept_and_then_it_goes(app: Flask, phone: TusPhone) -> None:
    """What the header promises and what the dispatcher does are one fact."""
    answer = phone.create(PHOTO)
    url = answer.headers["Location"]
    patched = phone.patch(url, PHOTO[:1000], 0)
    assert parse_date(answer.headers["Upload-Expires"]) <= parse_date(patched.headers["Upload-Expires"])
    expires = parse_date(patched.headers["Upload-Expires"])
    assert expires
    for moment, kept in ((expires - timedelta(minutes=1), True), (expires + timedelta(minutes=1), False)):
        tidy(session_for_everybody(), app.extensions["storage"], moment)
        assert (phone.ask("HEAD", url).status_code == 200) is kept


def test_going_on_puts_the_end_off_and_a_finished_one_has_none(phone: TusPhone) -> None:
    url = begun(phone)
    db.session.execute(update(Upload).values(touched_at=factories.now() - timedelta(days=6)))
    db.session.commit()
    before = parse_date(phone.ask("HEAD", url).headers["Upload-Expires"])
    after = parse_date(phone.patch(url, PHOTO[:1000], 0).headers["Upload-Expires"])
    assert after - before > timedelta(days=5)
    assert "Upload-Expires" not in phone.patch(url, PHOTO[1000:], 1000).headers
    only_blob()
