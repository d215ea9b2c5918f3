"""Why an order is back with its landlord, and what is to be done there before it can go on; words only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fieldapp.domain.lifecycle import AWAY, OPEN
from fieldapp.models import WorksOrder
from fieldapp.queries.visit_parts import label, why_rejected

# By the command that sent it back: what happened, what the landlord does about it, whose list its reason is of.
KINDS = {
    "reject": (
        "Rejected",
        "Answer the reason in a note and issue it again, or cancel it.",
        "rejection-reason",
    ),
    "no-longer-required": (
        "No longer required",
        "Ask the resident. Cancel it, or issue it again if the work is still needed.",
        "no-longer-required-reason",
    ),
    "did-not-attend": (
        "Did not attend",
        "Ask the contractor when they can come. Issue it again with a note, or cancel it.",
        "did-not-attend-reason",
    ),
    "no-access": (
        "No access again",
        "Arrange access with the resident, then issue it again with a note.",
        "",
    ),
    "needs-landlord": (
        "Landlord action needed",
        "Do what the contractor needs, then issue it again with a note.",
        "",
    ),
    "asbestos-alert": (
        "Asbestos alert",
        "Have it surveyed and decide on the caution of the home, then issue it again with a note.",
        "",
    ),
    "take-back": (
        "Taken back",
        "You took it back. Issue it again when the contractor may go on, or cancel it.",
        "",
    ),
    "reopen": (
        "Reopened",
        "Issue it again: the contractor reads first why it was reopened. Or cancel it.",
        "",
    ),
}
WORDS = {name: kind for name, (kind, _to_do, _list) in KINDS.items()}


@dataclass(frozen=True)
class Why:
    """What came back: the kind, the reason in the landlord's words, what was written, when, and what to do."""

    kind: str
    reason: str
    comments: str
    at: datetime
    to_do: str


def is_back(order: WorksOrder) -> bool:
    """Whether a visit of the order sent it back and nothing was decided since."""
    return order.status == "RAI" and order.back_with_landlord in KINDS


def why(order: WorksOrder) -> Why:
    """Why an order that is back came back, by its last visit. Rules: T7, P4, S2, S3, S6."""
    kind, to_do, list_name = KINDS[order.back_with_landlord]
    last = next((one for one in reversed(order.tickets) if one.state not in OPEN), None)
    if order.back_with_landlord == "reopen":
        return Why(kind, "", _note_of(order), order.status_at, to_do)
    if last is None:
        return Why(kind, "", "", order.status_at, to_do)
    if last.reason == AWAY:
        return Why(kind, why_rejected(last), "", last.ended_at or order.status_at, to_do)
    reason = label(order, list_name, last.reason) if list_name and last.reason else ""
    return Why(kind, reason, last.comments, last.ended_at or order.status_at, to_do)


def _note_of(order: WorksOrder) -> str:
    """What the landlord wrote when they reopened it."""
    return next((one.text for one in order.notes if one.by_landlord and one.written_at == order.status_at), "")
