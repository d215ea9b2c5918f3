"""Say in words what a photo of a visit shows, once it is taken; the journal keeps what was said before. Rules: D1.

A photo is saved the moment it is taken, so the words come after it: one that waited for them would be lost when the
phone ends the page, and its own op can no longer be changed.
"""

from __future__ import annotations

from fieldapp.commands.form import BlobId, CommandForm, Written
from fieldapp.commands.op import Act
from fieldapp.domain.lists import SIGNATURES
from fieldapp.domain.refusals import Refused
from fieldapp.models import Ticket


class Form(CommandForm):
    """Which photo, and the words; none take those away that it had."""

    blob = BlobId("Photo")
    caption = Written("What it shows")


def apply(ticket: Ticket, act: Act, *, blob: str | None, caption: str) -> None:
    """Put the words to the photo; a signature keeps the name that was typed when it was given."""
    found = [one for one in ticket.evidence if (one.blob_id, one.sort, one.removed_at) == (blob, "photo", None)]
    if not found or found[0].by_landlord:
        raise Refused("no-such-file", "That photo is not on this visit. Open the visit again.")
    if found[0].kind in SIGNATURES:
        raise Refused("signed", "A signature keeps its name. Take it off and sign again.")
    found[0].caption = caption
