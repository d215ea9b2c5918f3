"""Say that a certificate's file is the right one, although it reads otherwise than was recorded. Rules: D2."""

from __future__ import annotations

from fieldapp.commands import certificate_row
from fieldapp.commands.form import BlobId, CommandForm, Written
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """Which file, and why it is right."""

    blob = BlobId("File")
    reason = Written("Why it is right (optional)")


def apply(ticket: Ticket, act: Act, *, blob: str | None, reason: str) -> None:
    """Its doubts are settled; they stay with it."""
    certificate_row.settle(ticket, blob, act)
