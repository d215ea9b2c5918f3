"""Add a photo to a visit: its manifest now, its bytes when they arrive. Rules: D1."""

from __future__ import annotations

from datetime import datetime

from fieldapp.commands import evidence_row
from fieldapp.commands.form import InstantField, ListChoice
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(evidence_row.FileForm):
    """The file, what it shows, and when it was taken."""

    kind = ListChoice("What does it show?", "photo-kind", required="Choose what the photo shows.")
    taken = InstantField("Taken at")


def apply(
    ticket: Ticket,
    act: Act,
    *,
    blob: str | None,
    sha256: str,
    size: int | None,
    kind: str,
    caption: str,
    taken: datetime | None,
) -> None:
    """Record the photo."""
    evidence_row.record(
        ticket,
        act,
        sort="photo",
        kind=kind,
        blob=blob,
        sha256=sha256,
        size=size,
        caption=caption,
        taken=taken or act.done_at,
    )
