"""What is typed to do each command that a phone may send, and in which state: shared by the tests that try them all."""

from __future__ import annotations

from datetime import timedelta

from fieldapp.models import Ticket
from tests import factories as make
from tests.commands.lateness import NO_ACCESS, PHOTO, Typed, completion

SAID: Typed = (("comments", "Wall must be made safe"),)
BACK: Typed = (("why", "Part missing"), ("needed", "A tap"), ("booked", "no"), ("prevented", "No stock"))
FILE: Typed = tuple(pair for pair in PHOTO if pair[0] != "kind")

CERTIFICATE: Typed = (
    ("kind", "other"), ("form", "plain"), ("engineer", "Jo Kestrel"), ("found", "Tap safe"),
    ("outcome", "satisfactory"), ("signed", "Jo Kestrel"),
)  # fmt: skip


def bodies() -> dict[str, tuple[str, Typed]]:
    """By command: the visit's state, and what is typed there, for today."""
    day = make.today()
    earlier = (("arrived", f"{day - timedelta(days=1)}"), ("arrived", "09:30"), ("reason", "Wrong tap"))
    return {
        "accept": ("issued", (("own_reference", "BM-88120"),)),
        "book": ("accepted", (("date", day.isoformat()), ("slot", "am"))),
        "cannot-book": ("accepted", (("outcome", "try-again"), ("called", "no"), ("reason", "no-answer"))),
        "rebook": ("booked", (("date", day.isoformat()), ("slot", "pm"), ("reason", "tenant"))),
        "no-appointment-needed": ("accepted", (("why", "communal"),)),
        "break-appointment": ("booked", (("reason", "tenant-cancelled"),)),
        "cancel-appointment": ("booked", (("reason", "tenant-rearranged"),)),
        "no-longer-required": ("booked", (("reason", "fixed"),)),
        "did-not-attend": ("booked", (("reason", "staff"),)),
        "on-my-way": ("booked", ()),
        "arrive": ("booked", ()),
        "correct-arrival": ("on-site", earlier),
        "no-access": ("booked", NO_ACCESS),
        "follow-on": ("booked", BACK),
        "needs-landlord": ("on-site", SAID),
        "asbestos-alert": ("on-site", SAID),
        "complete": ("booked", ()),
        "vary": ("booked", (("reason", "addition"), ("code-1", "310911"), ("quantity-1", "2"), ("comments", "Seized"))),
        "add-note": ("booked", (("text", "Key at number 4"), ("needs_reply", "y"))),
        "read-notes": ("booked", ()),
        "add-photo": ("on-site", PHOTO),
        "add-document": ("on-site", (*FILE, ("kind", "quote"))),
        "add-certificate": ("on-site", (*FILE, ("kind", "electrical-inspection"))),
        "record-certificate": ("on-site", CERTIFICATE),
        "caption-photo": ("on-site", (*FILE[:1], ("caption", "The new valve"))),
        "remove-section": ("on-site", FILE[:1]),
        "confirm-certificate": ("on-site", (*FILE[:1], ("reason", "The block’s own postcode"))),
    }


def state_for(command: str) -> str:
    """The state of the visit on which a command is tried."""
    return bodies()[command][0]


def typed_for(visit: Ticket, command: str) -> Typed:
    """What is typed; a completion names the visit's own lines."""
    return tuple(completion(visit)) if command == "complete" else bodies()[command][1]
