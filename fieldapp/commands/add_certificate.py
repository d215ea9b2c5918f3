"""Add a certificate to a visit as a typed section. Rules: D2, C8."""

from __future__ import annotations

from fieldapp.commands import evidence_row
from fieldapp.commands.form import ListChoice
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(evidence_row.FileForm):
    """The file, its type, and a note."""

    kind = ListChoice("Type", "certificate", required="Choose its type.")


def apply(
    ticket: Ticket, act: Act, *, blob: str | None, sha256: str, size: int | None, kind: str, caption: str
) -> None:
    """Record the certificate."""
    evidence_row.record(
        ticket, act, sort="certificate", kind=kind, blob=blob, sha256=sha256, size=size, caption=caption
    )
