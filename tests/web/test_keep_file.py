"""Tests of web/keep_file.py."""

from __future__ import annotations

import errno
import os
import uuid
from io import BytesIO

import pytest
from flask import Flask

from fieldapp.domain.media import MOST_BYTES
from fieldapp.domain.refusals import Refused
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.models import Blob
from fieldapp.web.keep_file import keep_file
from tests import factories, pictures

PHOTO = pictures.photo()


def test_a_posted_file_is_kept_before_its_record(app: Flask) -> None:
    person = factories.user()
    storage = app.extensions["storage"]
    blob_id, sha256, size = keep_file(storage, BytesIO(PHOTO), person)
    assert (sha256, size) == (pictures.sha256(PHOTO), len(PHOTO))
    assert storage.exists(original_key(sha256))
    blob = db.session.get_one(Blob, blob_id)
    assert (blob.state, blob.contractor_id, blob.sent_by_id) == ("received", person.contractor_id, person.id)


def test_the_same_form_posted_twice_keeps_one_file(app: Flask) -> None:
    person, op_id = factories.user(), str(uuid.uuid4())
    storage = app.extensions["storage"]
    first = keep_file(storage, BytesIO(PHOTO), person, op_id)
    assert keep_file(storage, BytesIO(PHOTO), person, op_id) == first
    assert keep_file(storage, BytesIO(PHOTO), person, str(uuid.uuid4())) != first
    assert keep_file(storage, BytesIO(pictures.PDF), person, op_id) != first


@pytest.mark.parametrize(
    ("data", "code"), [(pictures.HTML, "not-taken"), (b"", "not-taken"), (b"x" * (MOST_BYTES + 1), "too-large")]
)
def test_what_is_not_evidence_is_refused_while_the_person_is_there(app: Flask, data: bytes, code: str) -> None:
    person = factories.user()
    with pytest.raises(Refused) as refusal:
        keep_file(app.extensions["storage"], BytesIO(data), person)
    assert refusal.value.code == code
    assert db.session.query(Blob).count() == 0


def test_a_full_disk_is_said_in_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    person = factories.user()
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(Refused, match="nothing was saved by this") as refusal:
        keep_file(app.extensions["storage"], BytesIO(PHOTO), person)
    assert refusal.value.code == "storage-full"
