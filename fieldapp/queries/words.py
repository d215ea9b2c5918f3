"""The words for states and next steps that every page and phone shows alike (look: state tags, bottom bar)."""

from __future__ import annotations

STATE_WORDS = {
    "issued": "New",
    "accepted": "To appoint",
    "booked": "Booked",
    "on-site": "On site",
    "completed": "Completed",
    "no-access": "No access",
    "incomplete": "Coming back",
    "returned": "Back with the landlord",
    "rejected": "Rejected",
    "cancelled": "Cancelled by the landlord",
}

STATE_ICONS = {
    "issued": "new",
    "accepted": "calendar",
    "booked": "calendar",
    "on-site": "pin",
    "completed": "tick",
    "no-access": "door",
    "incomplete": "return",
    "returned": "pause",
    "rejected": "cross",
    "cancelled": "cross",
}

NEXT_WORDS = {
    "issued": "Next: accept this visit",
    "accepted": "Next: book a slot",
    "booked": "Next: record your arrival",
    "on-site": "Next: finish this job",
}

ORDER_WORDS = {
    "RAI": "Raised",
    "ISS": "Issued",
    "HLD": "On hold",
    "IVR": "Variation asked while issued",
    "CVR": "Variation asked while completed",
    "COM": "Completed",
    "CLO": "Closed, invoiced and paid",
    "CAN": "Cancelled",
}

# Why nothing is to be done at an order for now, and what to do instead: (before, after) the work has begun.
FROZEN_WORDS = {
    "HLD": "On hold",
    "IVR": "Waiting for the landlord",
    "CVR": "Waiting for the landlord",
}
HELD_ADVICE = ("Do not start. Call the office.", "Do not carry on. Call the office.")
