"""What comes too late: about which refused commands the landlord is asked, and where an ended visit would go on."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.domain.lifecycle import ACCEPTED, AT_WORK, BOOKED, COMPLETED, ON_SITE

FILES = ("add-photo", "add-document", "add-certificate")
EVIDENCE = (*FILES, "record-certificate")
# What was done on site or about the visit, and would still change something. Accepting, rejecting and giving out are
# not among it: a visit that somebody worked on counts as accepted, and who was meant to go no longer matters.
WORK = (
    "book", "rebook", "no-appointment-needed", "break-appointment", "cancel-appointment", "no-longer-required",
    "did-not-attend", "arrive", "correct-arrival", "no-access", "follow-on", "needs-landlord", "asbestos-alert",
    "complete", "add-note", "record-certificate", *FILES,
)  # fmt: skip


def may_be_late(code: str, command: str, state: str) -> bool:
    """Whether a refusal is about work that came too late, if it was not the sender who had ended the visit. Rules: O2.

    What the visit's own people have completed is done, whoever taps it again; only its evidence could be missing.
    """
    if command not in WORK:
        return False
    return code == "moved-on" or (code == "too-late" and (state != COMPLETED or command in EVIDENCE))


def in_the_way(status: str, open_visits: Sequence[int]) -> str:
    """Why what leads somewhere is kept as evidence only: the order's status, its other open visits. Rules: O2."""
    if open_visits:
        return f"visit {open_visits[0]} of this order is open"
    return "this order is closed and paid" if status == "CLO" else ""


def standing(before: str, *, arrived: bool, appointed: bool) -> str:
    """The state in which an ended visit goes on: the one `before` its end, where that was one of work.

    With its whole order cancelled nothing says so, and an arrival is one of before; rejected or taken back before
    anybody accepted it, it counts as accepted.
    """
    if before in AT_WORK:
        return before
    return ON_SITE if arrived and not before else BOOKED if appointed else ACCEPTED
