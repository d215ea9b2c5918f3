"""Take a photo, document or certificate off a visit before it ends; the journal keeps it. Rules: D2."""

from __future__ import annotations

from fieldapp.commands import certificate_row
from fieldapp.commands.form import BlobId, CommandForm
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Refused
from fieldapp.models import Ticket


class Form(CommandForm):
    """Which file."""

    blob = BlobId("File")


def apply(ticket: Ticket, act: Act, *, blob: str | None) -> None:
    """Mark the file as removed, and the certificate that it is of; the landlord's own files stay."""
    filled_in = any(one.blob_id == blob and one.data for one in ticket.certificates if one.removed_at is None)
    for one in ticket.evidence:
        if one.blob_id == blob and not one.by_landlord and one.removed_at is None:
            one.removed_at = act.done_at
            certificate_row.take_off(ticket, one.blob_id, act.done_at)
            return
    # Its PDF is not made yet.
    if filled_in and blob and certificate_row.take_off(ticket, blob, act.done_at):
        return
    # Not invalid: what a phone queued without seeing the office must not hold up what comes after it.
    raise Refused("no-such-file", "That file is not on this visit. Open the visit again.")
