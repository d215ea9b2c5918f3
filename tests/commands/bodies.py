"""What is typed to do each command that a phone may send, and in which state: shared by the tests that try them all."""

from __future__ import annotations

from datetime import timedelta

from fieldapp.models import Ticket
from tests import factories as make
from tests.commands.lateness import NO_ACCESS, PHOTO, Typed, completion

DAY = make.today().isoformat()
SAID: Typed = (("comments", "Wall must be made safe"),)
BACK: Typed = (("why", "Part missing"), ("needed", "A tap"), ("booked", "no"), ("prevented", "No stock"))
EARLIER: Typed = (("arrived", f"{make.today() - timedelta(days=1)}"), ("arrived", "09:30"), ("reason", "Wrong tap"))
FILE: Typed = tuple(pair for pair in PHOTO if pair[0] != "kind")

CERTIFICATE: Typed = (
    ("kind", "other"), ("form", "plain"), ("engineer", "Jo Kestrel"), ("found", "Tap safe"),
    ("outcome", "satisfactory"), ("signed", "Jo Kestrel"),
)  # fmt: skip

# command: the visit's state, and what is typed there.
BODIES: dict[str, tuple[str, Typed]] = {
    "accept": ("issued", (("own_reference", "BM-88120"),)),
    "book": ("accepted", (("date", DAY), ("slot", "am"))),
    "cannot-book": ("accepted", (("outcome", "try-again"), ("called", "no"), ("reason", "no-answer"))),
    "rebook": ("booked", (("date", DAY), ("slot", "pm"), ("reason", "tenant"))),
    "no-appointment-needed": ("accepted", (("why", "communal"),)),
    "break-appointment": ("booked", (("reason", "tenant-cancelled"),)),
    "cancel-appointment": ("booked", (("reason", "tenant-rearranged"),)),
    "no-longer-required": ("booked", (("reason", "fixed"),)),
    "did-not-attend": ("booked", (("reason", "staff"),)),
    "on-my-way": ("booked", ()),
    "arrive": ("booked", ()),
    "correct-arrival": ("on-site", EARLIER),
    "no-access": ("booked", NO_ACCESS),
    "follow-on": ("booked", BACK),
    "needs-landlord": ("on-site", SAID),
    "asbestos-alert": ("on-site", SAID),
    "complete": ("booked", ()),
    "add-note": ("booked", (("text", "Key at number 4"), ("needs_reply", "y"))),
    "read-notes": ("booked", ()),
    "add-photo": ("on-site", PHOTO),
    "add-document": ("on-site", (*FILE, ("kind", "quote"))),
    "add-certificate": ("on-site", (*FILE, ("kind", "electrical-inspection"))),
    "record-certificate": ("on-site", CERTIFICATE),
    "caption-photo": ("on-site", (*FILE[:1], ("caption", "The new valve"))),
    "remove-section": ("on-site", FILE[:1]),
}


def typed_for(visit: Ticket, command: str) -> Typed:
    """What is typed; a completion names the visit's own lines."""
    return tuple(completion(visit)) if command == "complete" else BODIES[command][1]
