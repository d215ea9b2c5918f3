"""Files that are not what they say, through the real door and the dispatcher: each is answered in words.

None ends the dispatcher, none harms the visit, and what people are shown of one is pixels.
"""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable
from io import BytesIO
from threading import Event

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update

from fieldapp.dispatch.loop import run
from fieldapp.domain.lifecycle import ON_SITE
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import FolderStorage
from fieldapp.models import Blob, Evidence, Outgoing, Ticket, User
from tests import factories, papers, pictures
from tests.api.uploading import count, files_in, operative, storage
from tests.tus_phone import CHUNK, TusPhone

__all__ = ["operative", "storage"]

NOT_TAKEN = "This is not a photo or a PDF. Send a JPEG, PNG, HEIF, WebP or PDF file."
TOO_LARGE = "This picture has 900 megapixels; at most 50 are taken. Send a smaller one."


@pytest.fixture
def visit(operative: User) -> Ticket:
    return factories.ticket("on-site", operative=operative, under=factories.contract(to=operative.contractor))


def sent(app: Flask, operative: User, visit: Ticket, data: bytes, **named: str) -> Blob:
    """A file recorded on the visit, sent as a phone sends it, and looked at by the dispatcher."""
    blob_id = recorded(operative, visit, pictures.sha256(data), len(data))
    phone = TusPhone(app, operative)
    answer = phone.create(data, blob_id, **named)
    assert answer.status_code == 201, answer.text
    if data:
        assert phone.patch(answer.headers["Location"], data, 0).status_code == 204
    run(Event(), once=True)
    db.session.rollback()
    return db.session.get_one(Blob, blob_id)


def recorded(operative: User, visit: Ticket, sha256: str, size: int) -> str:
    blob_id = str(uuid.uuid4())
    factories.do(
        operative, "add-photo", visit,
        ("blob", blob_id), ("sha256", sha256), ("size", str(max(1, size))), ("kind", "after"),
    )  # fmt: skip
    return blob_id


def expect_unharmed(app: Flask, operative: User, visit: Ticket) -> None:
    """The visit is as it was, the dispatcher works on, and the visit is finished as any other."""
    run(Event(), once=True)
    db.session.rollback()
    assert db.session.query(Outgoing).filter(Outgoing.done_at.is_(None)).count() == 0
    assert db.session.get_one(Ticket, visit.id).state == ON_SITE
    assert sent(app, operative, visit, pictures.photo(33, 22)).state == "shown"
    page = TusPhone(app, operative).client.get(f"/field/tickets/{visit.id}")
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: pictures.HTML, NOT_TAKEN),
        (papers.gif_and_page, NOT_TAKEN),
        (lambda: b"MZ" + bytes(500), NOT_TAKEN),
        (lambda: papers.bombs()["jpeg"], TOO_LARGE),
        (lambda: papers.bombs()["png"], TOO_LARGE),
        (lambda: papers.bombs()["webp"], TOO_LARGE),
        (lambda: papers.heic()[:200], "This picture is damaged"),
        (lambda: pictures.photo(800, 600)[:9000], "This picture is damaged and cannot be opened. Take it again."),
        (lambda: papers.document(lock="secret"), "This PDF asks for a password, so its pages cannot be shown."),
        (lambda: papers.document()[:500], "This PDF is damaged and its pages cannot be shown."),
    ],
    ids=["page", "gif+page", "program", "jpeg", "png", "webp", "heic cut", "jpeg cut", "pdf locked", "pdf cut"],
)
def test_what_cannot_be_shown_says_why_and_is_kept_sealed(
    app: Flask, operative: User, visit: Ticket, storage: FolderStorage, make: Callable[[], bytes], words: str
) -> None:
    data = make()
    blob = sent(app, operative, visit, data, filename="photo.jpg", filetype="image/jpeg")
    assert blob.state == "refused"
    assert blob.fault.startswith(words)
    assert storage.exists(original_key(blob.sha256))
    assert files_in(storage, "shown") == []
    client = TusPhone(app, operative).client
    assert blob.fault.split(".")[0] in client.get(f"/files/{blob.id}/view").text
    expect_unharmed(app, operative, visit)


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (papers.jpeg_and_pdf, "image/jpeg"),
        (papers.pdf_and_jpeg, "application/pdf"),
        (pictures.polyglot, "image/jpeg"),
        (papers.with_script, "application/pdf"),
        (papers.that_starts_a_program, "application/pdf"),
        (papers.with_a_file_inside, "application/pdf"),
    ],
    ids=["jpeg+pdf", "pdf+jpeg", "jpeg+page", "script", "launch", "file inside"],
)
def test_what_is_two_things_or_carries_something_is_shown_as_pixels_only(
    app: Flask, operative: User, visit: Ticket, make: Callable[[], bytes], media_type: str
) -> None:
    blob = sent(app, operative, visit, make())
    assert (blob.state, blob.media_type, blob.fault) == ("shown", media_type, "")
    client = TusPhone(app, operative).client
    for address in ("", "/small"):
        answer = client.get(f"/files/{blob.id}{address}")
        assert answer.mimetype == "image/jpeg"
        assert Image.open(BytesIO(answer.data)).format == "JPEG"
        assert not any(word in answer.data for word in (b"script", b"%PDF", b"JavaScript", b"Launch", b"MZ\n"))
    answer = client.get(f"/files/{blob.id}/original")
    assert answer.mimetype == media_type
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_bomb_inside_a_pdf_ends_no_dispatcher(app: Flask, operative: User, visit: Ticket) -> None:
    blob = sent(app, operative, visit, papers.with_a_bomb())
    # Whichever way it ends: its page without the picture, or the reason why there is none.
    assert blob.state == "shown" or blob.fault
    expect_unharmed(app, operative, visit)


def test_a_file_of_no_bytes_is_called_empty(app: Flask, operative: User, visit: Ticket) -> None:
    phone = TusPhone(app, operative)
    state = phone.create(b"", str(uuid.uuid4())).get_json()
    assert state["refused"] == "This file is empty. Take the photo again."
    expect_unharmed(app, operative, visit)


@pytest.mark.parametrize("wrong", [pictures.photo(31, 21), bytes(len(pictures.photo(30, 20)))])
def test_other_bytes_than_announced_are_sent_again_and_never_kept(
    app: Flask, operative: User, visit: Ticket, storage: FolderStorage, wrong: bytes
) -> None:
    """Of another length or of another hash; the right ones are taken under the same id afterwards."""
    right = pictures.photo(30, 20)
    blob_id = recorded(operative, visit, pictures.sha256(right), len(right))
    phone = TusPhone(app, operative)
    url = phone.create(right, blob_id).headers["Location"]
    answer = phone.patch(url, wrong, 0)
    # What is shorter may go on; nothing of it is a file yet.
    assert answer.status_code == (204 if len(wrong) < len(right) else 400)
    assert count(Blob) == 0
    assert files_in(storage, "originals") == []
    if answer.status_code == 204:
        phone.patch(url, right[len(wrong) :], len(wrong))
        assert count(Blob) == 0
    assert phone.send(right, blob_id) == blob_id
    assert count(Blob) == 1


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".jpg", "../../../etc/passwd", "..\\..\\web.config", "a\0b.jpg", "<b>.jpg"]
)
def test_a_name_is_never_used(app: Flask, operative: User, visit: Ticket, storage: FolderStorage, name: str) -> None:
    """Neither by the door for phones nor by the form without script; not even kept."""
    data = pictures.photo(40, 30)
    blob = sent(app, operative, visit, data, filename=name)
    phone = TusPhone(app, operative)
    form = {"op": str(uuid.uuid4()), "kind": "after", "file": (BytesIO(pictures.photo(41, 31)), name, "text/html")}
    csrf = phone.client.get("/api/whoami").get_json()["csrf"]
    answer = phone.client.post(
        f"/field/tickets/{visit.id}/add-photo", data={**form, "csrf_token": csrf}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.text
    db.session.rollback()
    assert db.session.query(Evidence).count() == 2
    stored = files_in(storage, "")
    assert all(set(one) <= set("0123456789abcdef-largesm") for one in stored), stored
    for one in db.session.query(Evidence):
        assert name not in str(vars(one))
        given = phone.client.get(f"/files/{one.blob_id}/original").headers["Content-Disposition"]
        assert name not in given
        assert ".." not in given
        assert len(given) < 120
    assert blob.media_type == "image/jpeg"
    assert CHUNK


def test_a_disk_that_fills_up_while_copies_are_written_is_waited_for(
    app: Flask, operative: User, visit: Ticket, storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is not blamed, nothing half is shown, and it is done once there is room."""

    def no_room(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    data = pictures.photo(34, 22)
    blob_id = TusPhone(app, operative).send(data, recorded(operative, visit, pictures.sha256(data), len(data)))
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        run(Event(), once=True)
    db.session.rollback()
    blob = db.session.get_one(Blob, blob_id)
    assert (blob.state, blob.fault, files_in(storage, "shown")) == ("received", "", [])
    assert "Being prepared" in TusPhone(app, operative).client.get(f"/files/{blob_id}").text
    db.session.execute(update(Outgoing).where(Outgoing.done_at.is_(None)).values(due_at=factories.now()))
    db.session.commit()
    run(Event(), once=True)
    db.session.rollback()
    assert db.session.get_one(Blob, blob_id, populate_existing=True).state == "shown"
    expect_unharmed(app, operative, visit)


FIVE_HUNDRED = 500


@pytest.mark.slow
def test_five_hundred_files_on_one_visit_are_a_page_that_opens(app: Flask, operative: User, visit: Ticket) -> None:
    add_photos(visit, operative, FIVE_HUNDRED)
    people = {
        f"/field/tickets/{visit.id}": operative,
        f"/desk/tickets/{visit.id}": factories.user("office", operative.contractor),
        f"/landlord/orders/{visit.order_id}": factories.user("landlord", visit.order.landlord),
    }
    for address, person in people.items():
        client = TusPhone(app, person).client
        page = client.get(address)
        assert page.status_code == 200
        assert page.text.count('/small"') <= 3 * 24, address
        assert len(page.data) < 250_000, address
        if person is not operative:
            assert "Show all 500" in page.text
            assert client.get(f"{address}?files=all").text.count('/small"') == FIVE_HUNDRED


def add_photos(visit: Ticket, by: User, number: int) -> None:
    """As many photos as one likes, shown, written straight into the tables."""
    facts = {"landlord_id": visit.landlord_id, "contractor_id": visit.contractor_id, "sha256": "a" * 64, "size": 9}
    for _ in range(number):
        blob_id = str(uuid.uuid4())
        row = Evidence(
            **facts, blob_id=blob_id, ticket_id=visit.id, sort="photo", kind="after", added_at=factories.now(),
            taken_at=factories.now(), added_by_id=by.id,
        )  # fmt: skip
        blob = Blob(
            **facts, id=blob_id, media_type="image/jpeg", state="shown", received_at=factories.now(), sent_by_id=by.id,
            shown_key="x", shown_type="image/jpeg", copies=[[1600, 1200, 90_000]],
        )  # fmt: skip
        db.session.add_all([row, blob])
    db.session.commit()
