"""Add a document to a visit, with a note. Rules: D1."""

from __future__ import annotations

from fieldapp.commands import evidence_row
from fieldapp.commands.form import BlobId, CommandForm, ListChoice, WholeNumber, Written
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """The file's id, hash and size, its type, and a note."""

    blob = BlobId("File")
    sha256 = Written("SHA-256", longest=64)
    size = WholeNumber("Size in bytes")
    kind = ListChoice("Type", "document-type", required="Choose its type.")
    caption = Written("Note")


def apply(
    ticket: Ticket, act: Act, *, blob: str | None, sha256: str, size: int | None, kind: str, caption: str
) -> None:
    """Record the document."""
    evidence_row.record(ticket, act, sort="document", kind=kind, blob=blob, sha256=sha256, size=size, caption=caption)
