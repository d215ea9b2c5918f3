"""The sentences with which the table refuses: what is the case, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.commands import variation_words
from fieldapp.domain import lifecycle
from fieldapp.domain.dates import short_day
from fieldapp.domain.invoiceable import refusal
from fieldapp.domain.lifecycle import ACCEPTED, BOOKED, ENDED, ON_SITE, OPEN, OPERATIVE, ORDER_STATUSES, TICKET_STATES
from fieldapp.domain.refusals import Refused
from fieldapp.models import Ticket, WorksOrder
from fieldapp.models.conditions import conditions
from fieldapp.models.standing import claim_of

# What is the case, whatever was asked; `{booked}` says for when the visit is booked.
IS = {
    "issued": "is not accepted yet. Accept it first.",
    "accepted": "has no appointment yet. Book a slot first.",
    "booked": "is already {booked}, and nobody has arrived yet. Record the arrival first.",
    "on-site": "has somebody on site. Finish it, or say why it cannot be finished.",
    "completed": "is already completed. Open it to see what was recorded.",
    "no-access": "already ended with no access. Open the order to see what comes next.",
    "incomplete": "already ended, and a follow-on visit was issued. Open the order to see it.",
    "returned": "went back to the landlord. What you recorded is kept. Call the office.",
    "rejected": "was rejected. What you recorded is kept. Call the office.",
    "cancelled": "was cancelled by the landlord. What you recorded is kept. Call the office before you leave.",
}
# Said to whoever is out there: the office need not call itself.
CALLS = (" Call the office before you leave.", " Call the office.")
_ANSWERED = "is already accepted, so it can no longer be rejected. To send it back use Work no longer required."
_NOTHING_TO_CHANGE = "has no appointment that could be changed. Book a slot first."
_IS_BOOKED = "is already {booked}. To change it use Change the appointment."
_ARRIVED = "has somebody on site, so its appointment is settled. Finish it, or say why it cannot be finished."
_NOBODY = "has no arrival to correct. Record the arrival first."
_NOT_CANCELLED = "is not cancelled, so there is nothing to read. Open it to see what comes next."
_NO_FILES = "has ended and takes no more files. Add a note instead."
# The same where one command meets a state: what is the case, and what to do instead.
_BOOKING: Mapping[str, str] = {BOOKED: _IS_BOOKED, ON_SITE: _ARRIVED}
_CHANGING: Mapping[str, str] = {ACCEPTED: _NOTHING_TO_CHANGE, ON_SITE: _ARRIVED}
_FILING: Mapping[str, str] = dict.fromkeys(ENDED, _NO_FILES)
INSTEAD: Mapping[str, Mapping[str, str]] = {
    "accept": {
        ACCEPTED: "is already accepted. Book a slot next.",
        BOOKED: "is already accepted and {booked}. To change that use Change the appointment.",
        ON_SITE: "is already accepted, and somebody is on site. Finish it, or say why it cannot be finished.",
    },
    "reject": {
        ACCEPTED: _ANSWERED,
        BOOKED: _ANSWERED,
        ON_SITE: "has somebody on site, so it can no longer be rejected. Say why it cannot be finished.",
        "rejected": "is already rejected. It is back with the landlord.",
    },
    **dict.fromkeys(("book", "cannot-book", "no-appointment-needed"), _BOOKING),
    **dict.fromkeys(("rebook", "break-appointment", "cancel-appointment"), _CHANGING),
    "no-longer-required": {ON_SITE: "has somebody on site. Say why it cannot be finished instead."},
    "did-not-attend": {ON_SITE: "has somebody on site, so somebody did attend. Say why it cannot be finished."},
    "allocate": {ON_SITE: "has somebody on site, so it can no longer be given to another. Add a note instead."},
    "on-my-way": {ON_SITE: "has somebody on site already. Finish it, or say why it cannot be finished."},
    "arrive": {ON_SITE: "has its arrival recorded already. To change the time use Correct the arrival."},
    "correct-arrival": dict.fromkeys((ACCEPTED, BOOKED), _NOBODY) | dict.fromkeys(ENDED, "has no arrival to correct."),
    "acknowledge": dict.fromkeys((one for one in TICKET_STATES if one != "cancelled"), _NOT_CANCELLED),
    "take-back": {ON_SITE: "has somebody on site, so it can no longer be taken back. Call the contractor."},
    "give-back": dict.fromkeys(TICKET_STATES, "is not archived, so there is nothing to give back."),
    **dict.fromkeys(("add-photo", "add-document", "add-certificate", "record-certificate"), _FILING),
    "caption-photo": dict.fromkeys(ENDED, "has ended, so its photos stay as they are. Add a note instead."),
    "confirm-certificate": dict.fromkeys(ENDED, "has ended, so its files stay as they are. Add a note instead."),
    "remove-section": dict.fromkeys(ENDED, "has ended, so its files stay as they are. Add a note instead."),
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
_NOT_YET = "is not completed, so it cannot be {done} yet."
_UNFINISHED = ("RAI", "ISS", "HLD", "IVR")
_IS_ISSUED = "is already issued and with the contractor. To take it away use Cancel this visit only."
STATUS_INSTEAD: Mapping[str, Mapping[str, str]] = {
    "issue": {"ISS": _IS_ISSUED, "RAI": "was issued before. Use Issue again."},
    "re-issue": {"ISS": _IS_ISSUED, "RAI": "was never issued. Use Issue to the contractor."},
    "hold": {"HLD": "is already on hold. To end that use Release from hold."},
    "release": {
        "RAI": "is not on hold. It waits to be issued.",
        "ISS": "is not on hold. It is with the contractor.",
    },
    "cancel": {
        "CAN": "is already cancelled.",
        "COM": "is completed, so it can no longer be cancelled.",
    },
    "reopen": {
        "RAI": "is not completed or cancelled. It waits to be issued.",
        "ISS": "is with the contractor, so there is nothing to reopen.",
        "HLD": "is on hold. To end that use Release from hold.",
    },
    "record-invoice": {
        **dict.fromkeys(_UNFINISHED, _NOT_YET.format(done="invoiced")),
        "CVR": "waits for the landlord’s decision on a variation. Record the invoice after that.",
    },
    "withdraw-invoice": {
        **dict.fromkeys(ORDER_STATUSES, "has no invoice that could be withdrawn."),
        "CLO": "is paid, so its invoices stay as they are. Call the landlord.",
    },
    "mark-paid": {
        **dict.fromkeys(_UNFINISHED, _NOT_YET.format(done="paid")),
        "CLO": "is already marked as paid.",
    },
    "correct-completion": {
        **dict.fromkeys(_UNFINISHED, _NOT_YET.format(done="corrected")),
        "COM": "is invoiced already. The contractor withdraws the invoice first.",
    },
    "review-additional-work": {"COM": "came without additional work, so there is nothing to review."},
    "legal-hold": dict.fromkeys(ORDER_STATUSES, "is on legal hold already. To end that use End the legal hold."),
    "end-legal-hold": dict.fromkeys(ORDER_STATUSES, "is not on legal hold."),
    **dict.fromkeys(
        ("authorise-variation", "amend-variation", "refuse-variation", "withdraw-variation"),
        dict.fromkeys(ORDER_STATUSES, "has no variation that waits for a decision. Open it to see what was decided."),
    ),
    "vary": {
        "RAI": "has not been issued, so it cannot be varied yet.",
        "CAN": "is cancelled, so it can no longer be varied.",
    },
    "cancel-visit": {"RAI": "has no open visit to cancel. To end the order use Cancel the order."},
}


def out_of_turn(command: str, order: WorksOrder, ticket: Ticket | None, role: str = "") -> Refused:
    """Why the table has no row for this command now; `too-late` where the world moved on while a phone was away."""
    if ticket is None:
        said = STATUS_INSTEAD.get(command, {}).get(order.status, STATUS_IS[order.status])
        said = _barred(command, order) or said
        if command == "vary":
            said = variation_words.why_not(order) or said
        if _of_no_colleague(command, role):
            said = _not_yours(command, role)
        return Refused("out-of-turn", f"{order.reference} {said}")
    said = INSTEAD.get(command, {}).get(ticket.state, IS[ticket.state])
    if ticket.state in OPEN and _of_others(command, ticket.state, role):
        said = _not_yours(command, role)
    if role and role != OPERATIVE:
        said = said.removesuffix(CALLS[0]).removesuffix(CALLS[1])
    code = "too-late" if ticket.state in ENDED else "out-of-turn"
    return Refused(code, f"{ticket.reference} {said.format(booked=_booked(ticket))}")


def _barred(command: str, order: WorksOrder) -> str:
    """The first condition that stands in the way of a command in the order's status; empty where none does."""
    held = conditions(order, None, lifecycle.conditions_of(command))
    rows = [one for one in lifecycle.rows(command) if order.status in one.when]
    bars = [name for one in rows for name in one.unless if name in held]
    return next(filter(None, (refusal(name, claim_of(order)) for name in bars)), "")


def overtaken(ticket: Ticket) -> Refused:
    """Somebody has set the same thing since the page was made."""
    said = "has changed since you opened it. Nothing was saved. If you still want what you chose, save it again."
    return Refused("overtaken", f"{ticket.reference} {said}")


def kept_already(ticket: Ticket) -> Refused:
    """The visit's completion waits for the landlord; a second one would not count (V2)."""
    then = "release" if ticket.order.status == "HLD" else "decision"
    said = f"has a completion that is kept already: it counts after the landlord’s {then}, and a second one would not."
    return Refused("kept-already", f"{ticket.reference} {said} Add a note about what has changed.")


def waits(order: WorksOrder) -> str:
    """Why a contractor's command waits (V2)."""
    if order.status == "HLD":
        return f"{order.reference} is on hold. This is kept and counts as soon as the landlord releases it."
    return f"{order.reference} waits for the landlord's decision on a variation. This is kept until then."


def _of_others(command: str, state: str, role: str) -> bool:
    """Whether the table has the command in this state, and not one row of it for this role."""
    found = [row for row in lifecycle.rows(command) if state in row.when]
    return bool(role and found) and not any(role in row.by for row in found if not _by_policy(row))


def _of_no_colleague(command: str, role: str) -> bool:
    """Whether the table has an order's command for nobody of this role; landlords decide among themselves."""
    side = lifecycle.LANDLORD_ROLES if role in lifecycle.LANDLORD_ROLES else (role,)
    return bool(role) and not any(one in side for row in lifecycle.rows(command) for one in row.by)


def _not_yours(command: str, role: str) -> str:
    """For whom the command is, and whom to call."""
    if role == OPERATIVE:
        return "needs the office for this. What you recorded is kept. Call the office."
    if any(one in lifecycle.LANDLORD_ROLES for row in lifecycle.rows(command) for one in row.by):
        return "is for the landlord to change in this way. Call the landlord."
    if role in lifecycle.BACK_OFFICE:
        return "is for its operative to change in this way, on the phone. Call the operative."
    return "is for the contractor to change in this way. Call the contractor."


def _by_policy(row: lifecycle.Row) -> bool:
    """Whether the row is there for its people by the landlord's policy alone."""
    return "operative-accepts" in row.needs


def _booked(ticket: Ticket) -> str:
    """`booked for 22 Nov, 8am–1pm`, with the landlord's words for the slot; `booked` where no slot was needed."""
    if ticket.visit_on is None:
        return "booked without an appointment"
    slots = {one.code: one.label for one in ticket.order.landlord.list_items if one.list_name == "slot"}
    slot = slots.get(ticket.slot, ticket.slot)
    return f"booked for {short_day(ticket.visit_on)}{f', {slot}' if slot else ''}"


# What a form asks whoever did the work, where somebody else records it for them.
ASKED_OF_OTHERS = {
    "When did you arrive?": "When did the operative arrive?",
    "When did you really arrive?": "When did the operative really arrive?",
    "When did you finish?": "When did the operative finish?",
    "What did you do?": "What was done?",
    "Where is it, and what did you see?": "Where is it, and what was seen?",
}
