"""The way in for bytes, by tus 1.0; unfinished uploads are objects in storage and rows, never a process's state."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask_login import current_user
from werkzeug.http import http_date

from fieldapp.api.tus import (
    ABILITIES,
    CHECKSUM_MISMATCH,
    CHUNK_TYPE,
    Body,
    Checksum,
    NotTaken,
    announced,
    not_taken,
    number_in,
    sign_tus,
    speak_tus,
)
from fieldapp.commands.receiving import known_blob, own_upload, receive, start, start_over
from fieldapp.domain.media import MOST_BYTES, UNFINISHED
from fieldapp.domain.refusals import Refused
from fieldapp.extensions import db
from fieldapp.gateways.originals import Mismatch, draft_key, drop_parts, part_key, seal_parts
from fieldapp.gateways.storage import Storage, StorageDown, StorageFull, Stored
from fieldapp.models import Upload, User
from fieldapp.models.connection import begin_writing

RETRY_AFTER = "5"
STORAGE_RETRY_AFTER = "30"
log = logging.getLogger(__name__)

# A slow phone holds its thread while it sends; the other half of a process's four threads stays free for the records.
lanes = BoundedSemaphore(2)

blueprint = Blueprint("uploads", __name__, url_prefix="/api/uploads")
blueprint.before_request(speak_tus)
blueprint.after_request(sign_tus)
blueprint.register_error_handler(NotTaken, not_taken)


@blueprint.url_value_preprocessor
def allow_chunks(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A chunk may be as long as a file; set before anything looks at the body."""
    request.max_content_length = MOST_BYTES + 1


@blueprint.route("", methods=["OPTIONS"], provide_automatic_options=False)
def describe() -> Response:
    """What this server speaks."""
    return Response(status=204, headers=ABILITIES)


@blueprint.post("")
def create() -> Response:
    """Begin an upload, or find the one that was begun; a lost answer makes no second one. Its bytes may come along."""
    length = number_in("Upload-Length")
    blob_id, sha256 = announced(request.headers.get("Upload-Metadata", ""))
    if length > MOST_BYTES:
        raise NotTaken(413, "too-large", f"This file is too large: at most {MOST_BYTES // 1024 // 1024} MB are taken.")
    sender_id = current_user.id
    begin_writing(db.session)
    upload = start(db.session(), _sender(sender_id), blob_id, sha256, length, _now())
    upload = _committed(upload)
    # Of one that was begun before the answer says where it stopped; what came along is not its next bytes.
    if length and not upload.received and request.mimetype == CHUNK_TYPE:
        with _lane():
            upload = _keep_chunk(sender_id, upload, 0)
    answer = _state(_finished_if_whole(sender_id, upload))
    answer.status_code = 201
    answer.headers["Location"] = url_for("uploads.show", upload_id=upload.id)
    return answer


@blueprint.get("/<uuid:upload_id>")
def show(upload_id: UUID) -> Response:
    """How much has arrived (HEAD: in tus's headers), and whether the whole file is received."""
    return _state(_own(current_user.id, str(upload_id)))


@blueprint.patch("/<uuid:upload_id>")
def append(upload_id: UUID) -> Response:
    """Take the next bytes. What came before a connection broke is kept: the phone goes on from there."""
    if request.mimetype != CHUNK_TYPE:
        raise NotTaken(415, "malformed", f"A chunk is sent as {CHUNK_TYPE}.")
    offset = number_in("Upload-Offset")
    sender_id = current_user.id
    upload = _own(sender_id, str(upload_id))
    _expect(upload, offset)
    # A phone may take a minute for its bytes; no transaction, and so no connection, waits with it.
    upload = _committed(upload)
    with _lane():
        upload = _keep_chunk(sender_id, upload, offset)
    return Response(status=204, headers=_progress(_finished_if_whole(sender_id, upload)))


@blueprint.delete("/<uuid:upload_id>")
def terminate(upload_id: UUID) -> Response:
    """Give an upload up: what has come of it goes, then its row.

    Of one that is finished only the upload goes. The file was acknowledged, and no phone can take that back.
    """
    sender_id = current_user.id
    _own(sender_id, str(upload_id))
    db.session.rollback()
    drop_parts(_storage(), str(upload_id))
    begin_writing(db.session)
    db.session.delete(_own(sender_id, str(upload_id), lock=True))
    db.session.commit()
    # What another request has brought meanwhile.
    drop_parts(_storage(), str(upload_id))
    return Response(status=204)


@blueprint.errorhandler(Refused)
def refused(refusal: Refused) -> tuple[Response, int]:
    """A rule said no; nothing was stored."""
    return jsonify(code=refusal.code, reason=refusal.sentence), 400


@blueprint.errorhandler(StorageFull)
def full(fault: StorageFull) -> tuple[Response, int, dict[str, str]]:
    """Nothing was kept of this request; the phone keeps the file and comes again."""
    return jsonify(code="storage-full", reason=str(fault)), 507, {"Retry-After": "60"}


@blueprint.errorhandler(StorageDown)
def away(fault: StorageDown) -> tuple[Response, int, dict[str, str]]:
    """As above; what was acknowledged before is kept, and the phone goes on from there."""
    log.warning("the file store is away", exc_info=fault)
    db.session.rollback()
    return jsonify(code="storage-down", reason=str(fault)), 503, {"Retry-After": STORAGE_RETRY_AFTER}


def _keep_chunk(sender_id: int, upload: Upload, offset: int) -> Upload:
    """Store the body as an object, then make it the upload's next chunk under the row's lock; gives the row since."""
    incoming, is_part = draft_key(upload.id, "incoming"), False
    checksum = Checksum(request.headers.get("Upload-Checksum"))
    body = Body(cast(BinaryIO, request.stream), upload.length - offset, checksum)
    size = _storage().put(incoming, cast(BinaryIO, body)).size
    try:
        if body.more:
            raise NotTaken(400, "body-mismatch", "More came than was announced. It will be sent again.")
        if not checksum.fits():
            raise NotTaken(CHECKSUM_MISMATCH, "body-mismatch", "This part did not arrive whole. Send it again.")
        begin_writing(db.session)
        upload = _own(sender_id, upload.id, lock=True)
        _expect(upload, offset)
        if size:
            _storage().move(incoming, part_key(upload.id, upload.chunks))
            is_part = True
            upload.received, upload.chunks, upload.touched_at = offset + size, upload.chunks + 1, _now()
        return _committed(upload)
    finally:
        if not is_part:
            _storage().delete(incoming)


def _finished_if_whole(sender_id: int, upload: Upload) -> Upload:
    """The upload; if all its bytes are here they are checked, sealed and written down as received.

    Putting 25 MB together takes a while; no transaction is open, and other people's commands do not wait for it.
    """
    if upload.finished_at or upload.received < upload.length:
        return upload
    parts = [part_key(upload.id, number) for number in range(upload.chunks)]
    try:
        original = seal_parts(_storage(), parts, draft_key(upload.id, "whole"), Stored(upload.length, upload.sha256))
    except Mismatch as fault:
        _start_over(sender_id, upload.id)
        raise NotTaken(400, "body-mismatch", str(fault)) from fault
    begin_writing(db.session)
    upload = _own(sender_id, upload.id, lock=True)
    receive(db.session(), _sender(sender_id), upload.blob_id, original, _now())
    upload.finished_at = upload.touched_at = _now()
    upload = _committed(upload)
    for part in parts:
        _storage().delete(part)
    return upload


def _committed(upload: Upload) -> Upload:
    """Commit; gives the row as it is now, which can be read and costs no further question."""
    db.session.flush()
    db.session.expunge(upload)
    db.session.commit()
    return upload


def _start_over(sender_id: int, upload_id: str) -> None:
    begin_writing(db.session)
    upload = _own(sender_id, upload_id, lock=True)
    # Another request may have finished it, or begun again, meanwhile.
    if not upload.finished_at and upload.received == upload.length:
        for number in range(upload.chunks):
            _storage().delete(part_key(upload_id, number))
        start_over(upload, _now())
    db.session.commit()


def _own(sender_id: int, upload_id: str, *, lock: bool = False) -> Upload:
    upload = own_upload(db.session(), sender_id, upload_id, lock=lock)
    if upload is None:
        raise NotTaken(404, "unknown", "There is no such upload. Begin it again.")
    return upload


def _expect(upload: Upload, offset: int) -> None:
    if upload.received != offset:
        raise NotTaken(
            409, "wrong-offset", "This part does not follow on what came before.", Upload_Offset=str(upload.received)
        )


def _state(upload: Upload) -> Response:
    state: dict[str, Any] = {
        "blob": upload.blob_id,
        "sha256": upload.sha256,
        "received": upload.finished_at is not None,
        "offset": upload.received,
    }
    if upload.finished_at and (blob := known_blob(db.session(), upload.blob_id)) and blob.fault:
        state["refused"] = blob.fault
    answer = jsonify(state)
    answer.headers.update(_progress(upload))
    answer.headers["Upload-Length"] = str(upload.length)
    return answer


def _progress(upload: Upload) -> dict[str, str]:
    """How far it has come, and until when it can be gone on with."""
    progress = {"Upload-Offset": str(upload.received)}
    if upload.finished_at is None:
        progress["Upload-Expires"] = http_date(upload.touched_at + UNFINISHED)
    return progress


@contextmanager
def _lane() -> Iterator[None]:
    if not lanes.acquire(blocking=False):
        raise NotTaken(503, "busy", "Other files are being received.", Retry_After=RETRY_AFTER)
    try:
        yield
    finally:
        lanes.release()


def _storage() -> Storage:
    return cast(Storage, current_app.extensions["storage"])


def _sender(sender_id: int) -> User:
    return db.session.get_one(User, sender_id)


def _now() -> datetime:
    return datetime.now(UTC)
