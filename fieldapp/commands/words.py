"""The sentences with which the table refuses: what is the case, and what to do next."""

from __future__ import annotations

from fieldapp.domain.lifecycle import ENDED
from fieldapp.domain.refusals import Refused
from fieldapp.models import Ticket, WorksOrder

IS = {
    "issued": "is not accepted yet. Accept it first.",
    "accepted": "has no appointment yet. Book a slot first.",
    "booked": "is booked, and nobody has arrived yet. Record the arrival first.",
    "on-site": "has somebody on site. Finish it, or say why it cannot be finished.",
    "completed": "is already completed. Open it to see what was recorded.",
    "no-access": "already ended with no access. Open the order to see what comes next.",
    "incomplete": "already ended, and a follow-on visit was issued. Open the order to see it.",
    "returned": "went back to the landlord. What you recorded is kept. Call the office.",
    "rejected": "was rejected. What you recorded is kept. Call the office.",
    "cancelled": "was cancelled by the landlord. What you recorded is kept. Call the office before you leave.",
}
STATUS_IS = {
    "RAI": "has not been issued. Issue it first.",
    "ISS": "is with the contractor.",
    "HLD": "is on hold. Release it first.",
    "IVR": "waits for a decision on a variation. Decide that first.",
    "CVR": "waits for a decision on a variation. Decide that first.",
    "COM": "is completed.",
    "CLO": "is closed and paid. Nothing more can be done to it.",
    "CAN": "is cancelled.",
}


def out_of_turn(command: str, order: WorksOrder, ticket: Ticket | None) -> Refused:
    """Why the table has no row for this command now; `too-late` where the world moved on while a phone was away."""
    if ticket is None:
        return Refused("out-of-turn", f"{order.reference} {STATUS_IS[order.status]}")
    if ticket.state in ENDED:
        return Refused("too-late", f"{ticket.reference} {IS[ticket.state]}")
    return Refused("out-of-turn", f"{ticket.reference} {IS[ticket.state]}")


def waits(order: WorksOrder) -> str:
    """Why a contractor's command waits (V2)."""
    if order.status == "HLD":
        return f"{order.reference} is on hold. This is kept and counts as soon as the landlord releases it."
    return f"{order.reference} waits for the landlord's decision on a variation. This is kept until then."
