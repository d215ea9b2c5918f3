"""Tests of web/files.py and queries/files.py."""

from __future__ import annotations

from io import BytesIO
from threading import Event
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update

from fieldapp.dispatch.loop import run
from fieldapp.extensions import db
from fieldapp.models import Evidence, Ticket, User
from tests import factories, papers, pictures
from tests.api.uploading import PHOTO, operative, phone, recorded, visit
from tests.tus_phone import TusPhone

__all__ = ["operative", "phone", "visit"]


def dispatched() -> None:
    run(Event(), once=True)
    db.session.rollback()


@pytest.fixture
def shown(operative: User, visit: Ticket, phone: TusPhone) -> str:
    """A photo that has gone all the way."""
    blob_id = phone.send(PHOTO, recorded(operative, visit, PHOTO))
    dispatched()
    return blob_id


def test_people_see_a_copy_without_its_past(phone: TusPhone, shown: str) -> None:
    answer = phone.client.get(f"/files/{shown}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert b"SECRET" not in answer.data
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with Image.open(BytesIO(answer.data)) as picture:
        assert (picture.size, len(picture.getexif())) == ((160, 120), 0)


def test_a_copy_is_kept_by_no_browsers_cache_and_not_fetched_twice_by_the_worker(phone: TusPhone, shown: str) -> None:
    answer = phone.client.get(f"/files/{shown}")
    assert answer.headers["Cache-Control"] == "no-store"
    again = phone.client.get(f"/files/{shown}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert phone.client.get(f"/files/{shown}/small").headers["ETag"] != answer.headers["ETag"]


def test_a_list_shows_a_small_copy(phone: TusPhone, operative: User, visit: Ticket) -> None:
    data = pictures.photo(1200, 900)
    blob_id = phone.send(data, recorded(operative, visit, data))
    dispatched()
    with Image.open(BytesIO(phone.client.get(f"/files/{blob_id}/small").data)) as picture:
        assert picture.size == (400, 300)


def test_the_original_is_given_out_byte_for_byte_and_never_run(phone: TusPhone, shown: str) -> None:
    answer = phone.client.get(f"/files/{shown}/original")
    assert answer.data == PHOTO
    assert answer.content_length == len(PHOTO)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_files_name_comes_from_the_database(phone: TusPhone, visit: Ticket, shown: str) -> None:
    reference, number = visit.order.reference.replace("/", "-"), evidence(shown).number
    disposition = phone.client.get(f"/files/{shown}/original").headers["Content-Disposition"]
    assert f"{reference} visit 1 after {number}.jpg" in disposition
    assert phone.client.get(f"/files/{shown}").headers["Content-Disposition"].startswith("inline")


def evidence(blob_id: str) -> Any:
    return db.session.query(Evidence).filter_by(blob_id=blob_id).one()


@pytest.mark.parametrize("address", ["", "/small"])
def test_until_there_is_a_copy_a_placeholder_says_so(
    phone: TusPhone, operative: User, visit: Ticket, address: str
) -> None:
    blob_id = recorded(operative, visit, PHOTO)
    on_its_way = phone.client.get(f"/files/{blob_id}{address}")
    phone.send(PHOTO, blob_id)
    received = phone.client.get(f"/files/{blob_id}{address}")
    for answer, words in ((on_its_way, b"On its way"), (received, b"Being prepared")):
        assert (answer.status_code, answer.mimetype) == (202, "image/svg+xml")
        assert words in answer.data
        assert "no-store" in answer.headers["Cache-Control"]
    dispatched()
    assert phone.client.get(f"/files/{blob_id}{address}").mimetype == "image/jpeg"


def test_the_original_of_bytes_on_their_way_is_not_there(phone: TusPhone, operative: User, visit: Ticket) -> None:
    assert phone.client.get(f"/files/{recorded(operative, visit, PHOTO)}/original").status_code == 404


def test_a_file_that_was_not_taken_is_not_shown_but_can_be_saved(
    phone: TusPhone, operative: User, visit: Ticket
) -> None:
    blob_id = phone.send(pictures.HTML, recorded(operative, visit, pictures.HTML))
    assert b"Cannot be shown" in phone.client.get(f"/files/{blob_id}").data
    answer = phone.client.get(f"/files/{blob_id}/original")
    assert (answer.data, answer.mimetype) == (pictures.HTML, "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(papers.with_script(), "application/pdf"), (papers.heic(), "image/heic")],
    ids=["pdf", "heic"],
)
def test_a_document_is_shown_as_pictures_and_given_out_as_an_attachment(
    phone: TusPhone, operative: User, visit: Ticket, data: bytes, media_type: str
) -> None:
    blob_id = phone.send(data, recorded(operative, visit, data))
    dispatched()
    for address in ("", "/small", "/pages/1"):
        answer = phone.client.get(f"/files/{blob_id}{address}")
        assert (answer.status_code, answer.mimetype, answer.data[:2]) == (200, "image/jpeg", b"\xff\xd8")
    answer = phone.client.get(f"/files/{blob_id}/original")
    assert (answer.data, answer.mimetype) == (data, media_type)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_photo_that_is_also_a_page_is_a_photo_only(phone: TusPhone, operative: User, visit: Ticket) -> None:
    data = pictures.polyglot()
    blob_id = phone.send(data, recorded(operative, visit, data))
    dispatched()
    assert b"script" not in phone.client.get(f"/files/{blob_id}").data
    assert phone.client.get(f"/files/{blob_id}/original").mimetype == "image/jpeg"


def test_whoever_may_see_the_visit_sees_its_photo(app: Flask, operative: User, visit: Ticket, shown: str) -> None:
    """Rules: A8."""
    people = [
        factories.user("office", operative.contractor),
        factories.user("supervisor", operative.contractor),
        factories.user("landlord", visit.order.landlord),
    ]
    for person in people:
        assert TusPhone(app, person).client.get(f"/files/{shown}").status_code == 200, person.role


def test_nobody_else_is_told_that_it_exists(app: Flask, operative: User, shown: str) -> None:
    """Rules: A8."""
    strangers = [
        factories.user("operative", operative.contractor),
        factories.user("operative"),
        factories.user("office"),
        factories.user("landlord"),
    ]
    for person in strangers:
        client = TusPhone(app, person).client
        for address in ("", "/small", "/original"):
            answer = client.get(f"/files/{shown}{address}")
            assert answer.status_code == 404, (person.role, address)
            assert answer.data == client.get(f"/files/{shown}{address}").data


def test_an_operative_who_has_moved_on_no_longer_sees_it(
    phone: TusPhone, operative: User, visit: Ticket, shown: str
) -> None:
    other = factories.user("operative", operative.contractor)
    db.session.execute(update(Ticket).where(Ticket.id == visit.id).values(operative_id=other.id))
    db.session.commit()
    assert phone.client.get(f"/files/{shown}").status_code == 404


def test_evidence_that_was_removed_is_not_given_out(phone: TusPhone, shown: str) -> None:
    db.session.execute(update(Evidence).where(Evidence.blob_id == shown).values(removed_at=factories.now()))
    db.session.commit()
    assert phone.client.get(f"/files/{shown}").status_code == 404


def test_bytes_without_a_record_are_nobodys(phone: TusPhone) -> None:
    assert phone.client.get(f"/files/{phone.send(PHOTO)}").status_code == 404


def test_bytes_other_than_those_announced_are_not_shown(phone: TusPhone, shown: str) -> None:
    db.session.execute(update(Evidence).where(Evidence.blob_id == shown).values(sha256="0" * 64))
    db.session.commit()
    assert b"On its way" in phone.client.get(f"/files/{shown}").data
    assert phone.client.get(f"/files/{shown}/original").status_code == 404
