"""Files that a landlord adds to an order: kept, recorded and, if asked for, made showable."""

from __future__ import annotations

from io import BytesIO
from threading import Event

from flask import current_app

from fieldapp.dispatch.loop import run
from fieldapp.extensions import db
from fieldapp.models import Ticket, User
from fieldapp.web.keep_file import keep_file
from tests import factories


def add_document(visit: Ticket, data: bytes, caption: str, by: User | None = None, *, drawn: bool = True) -> str:
    """A document on a visit, by its landlord or by somebody else; gives the file's id."""
    by = by or factories.user("landlord", visit.order.landlord)
    blob_id, sha256, size = keep_file(current_app.extensions["storage"], BytesIO(data), by)
    factories.unfenced()
    factories.do(
        by, "add-document", visit,
        ("blob", blob_id), ("sha256", sha256), ("size", str(size)), ("kind", "quote"), ("caption", caption),
    )  # fmt: skip
    if drawn:
        draw()
    return blob_id


def draw() -> None:
    """Have everything that was received made showable."""
    run(Event(), once=True)
    db.session.rollback()
