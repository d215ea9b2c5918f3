"""Makes the copies of a received file that people see; the bytes are read by a process of their own, never here."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import select

from fieldapp.commands.receiving import to_read_back
from fieldapp.dispatch.claims import Claim
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.gateways.confined import Died
from fieldapp.gateways.decoder import Copies, copies_of
from fieldapp.gateways.originals import original_key, shown_key
from fieldapp.gateways.storage import Storage
from fieldapp.models import Blob, Certificate
from fieldapp.models.connection import writing

ATTEMPTS = 3
UNREADABLE = "This file takes too long or too much to be opened. Take the photo, or make the PDF, again."


def derive(one: Claim) -> None:
    """`{"blob": id}`: the blob is `shown` afterwards, or `refused` with the reason. Twice does no harm."""
    session = session_for_everybody()
    blob = session.get(Blob, one.facts["blob"])
    if blob is None or blob.state != "received":
        return
    sha256 = blob.sha256
    session.rollback()
    storage: Storage = current_app.extensions["storage"]
    copies = _copies(storage, sha256, one.attempt)
    for name, data in copies.files.items():
        storage.put(shown_key(sha256, name), data)
    with writing(session):
        blob = session.get_one(Blob, one.facts["blob"], populate_existing=True)
        if copies.fault:
            blob.state, blob.fault = "refused", copies.fault
            return
        blob.state, blob.shown_key, blob.shown_type = "shown", shown_key(sha256, "large"), "image/jpeg"
        blob.pages, blob.copies, blob.warning = copies.pages, [list(one) for one in copies.sizes], copies.warning
        # What the program drew itself says what was recorded.
        of_file = select(Certificate).where(Certificate.blob_id == blob.id, Certificate.removed_at.is_(None))
        certificate = session.scalar(of_file)
        if certificate is not None and not certificate.data:
            session.add(to_read_back(blob.id, datetime.now(UTC)))


def _copies(storage: Storage, sha256: str, attempt: int) -> Copies:
    """A decoder that dies met a full disk, or a picture that kills it; the last attempt says it was the picture."""
    with storage.open(original_key(sha256)) as original:
        try:
            return copies_of(original)
        except Died:
            if attempt < ATTEMPTS:
                raise
            return Copies(fault=UNREADABLE)
