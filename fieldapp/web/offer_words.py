"""What a desk's forms are called, under which heading each stands, and which one is the next step."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What a form is called, what its button says, and what is said above it.

    `doing` and `confirm` are of steps that are hard to take back; what they are done to stands behind them. `doing` is
    said above the button; `confirm` belongs to a box that has to be ticked at a desk, and stands there instead. What
    is asked on a page of its own has the words of its link, `page`.
    """

    title: str
    button: str
    hint: str = ""
    warning: bool = False
    doing: str = ""
    confirm: str = ""
    page: str = ""


NOTE_HINT = "Adding a note does not alert the other side. Tick the box if you need a reply."
# fmt: off
WORDS = {
    "accept": Words("Accept this visit", "Accept visit"),
    "reject": Words(
        "Reject this visit", "Reject visit", "It goes back to the landlord.", warning=True,
        doing="You are rejecting", confirm="Yes, reject",
    ),
    "acknowledge": Words("The landlord has cancelled this visit", "I’ve read this"),
    "allocate": Words("Give to an operative", "Give out"),
    "book": Words("Book a slot", "Book slot"),
    "rebook": Words("Change the appointment", "Change appointment"),
    "cannot-book": Words("Could not book", "Save"),
    "no-appointment-needed": Words(
        "Resident not needed for access",
        "Save",
        "For communal repairs and emergencies without a slot. An emergency: ask the customer to stay in for 24 hours.",
    ),
    "break-appointment": Words(
        "The appointment was broken", "Break appointment",
        doing="You are ending the appointment for", confirm="Yes, break the appointment for",
    ),
    "cancel-appointment": Words(
        "Cancel the appointment", "Cancel appointment",
        doing="You are cancelling the appointment for", confirm="Yes, cancel the appointment for",
    ),
    "no-longer-required": Words(
        "Work no longer required", "End visit", "The visit ends and goes back to the landlord.", warning=True,
        doing="You are ending", confirm="Yes, the work is no longer required for",
    ),
    "arrive": Words("Record the arrival", "Record arrival"),
    "correct-arrival": Words("Correct the arrival", "Correct arrival"),
    "complete": Words(
        "Complete", "Complete the order", doing="You are finishing", confirm="Yes, complete",
        page="Complete: when, the work, photos",
    ),
    "no-access": Words("No access, card left", "Save no access", doing="You are recording no access for"),
    "follow-on": Words("Not finished, we come back", "Save and issue the next visit", doing="You are ending"),
    "needs-landlord": Words(
        "Not finished, the landlord must act", "Send back to the landlord",
        doing="You are sending back", confirm="Yes, send back",
    ),
    "asbestos-alert": Words(
        "Stopped: suspected asbestos", "Send the alert", warning=True,
        doing="You are stopping work on", confirm="Yes, stop work on",
    ),
    "did-not-attend": Words(
        "We did not attend", "Send back to the landlord", warning=True,
        doing="You are sending back", confirm="Yes, send back",
    ),
    "add-note": Words("Add a note", "Add note", NOTE_HINT),
    "add-photo": Words("Add a photo", "Add photo"),
    "add-document": Words("Add a document", "Add document"),
    "add-certificate": Words("Add a certificate", "Add certificate"),
    "read-notes": Words("Read the notes", "I’ve read these notes"),
    "give-back": Words("Give back from the archive", "Give back"),
    "take-back": Words("Take the visit back", "Take back", "The order can then be issued again.", warning=True),
    "issue": Words("Issue to the contractor", "Issue order"),
    "re-issue": Words("Issue again", "Issue again", "The contractor sees the note first."),
    "hold": Words("Put on hold", "Put on hold", "What the contractor sends is kept until you release the order."),
    "release": Words("Release from hold", "Release", "What waited is applied now, with its own times."),
    "cancel": Words(
        "Cancel the order", "Cancel order", "Its open visit is cancelled with it.", warning=True, confirm="Yes, cancel"
    ),
    "cancel-visit": Words(
        "Cancel this visit only", "Cancel visit", "The order can be issued again.", warning=True,
        confirm="Yes, cancel the open visit of",
    ),
    "reopen": Words("Reopen the order", "Reopen order", "Its visits stay as they ended. Issue it again afterwards."),
    "record-invoice": Words(
        "Record an invoice", "Record invoice", "One invoice may cover several orders: record it on each, with its part."
    ),
    "withdraw-invoice": Words(
        "Withdraw an invoice", "Withdraw invoice", "Withdraw what was recorded wrongly, then record it again."
    ),
    "mark-paid": Words(
        "Mark as invoiced and paid", "Mark as paid", "The order is closed. This cannot be taken back.",
        confirm="Yes, invoiced and paid:",
    ),
    "review-additional-work": Words(
        "Review the additional work", "Save the review", "An issue is left as a note for the contractor."
    ),
    "correct-completion": Words(
        "Correct the completion", "Correct the completion",
        "Before it is invoiced. What was recorded first stays in the order’s history, and a note tells the contractor.",
    ),
    "legal-hold": Words(
        "Keep on legal hold", "Put on legal hold", "Nothing of this order is archived until you end the hold."
    ),
    "end-legal-hold": Words(
        "End the legal hold", "End legal hold", "Its visits are archived again when their time is over."
    ),
}
# fmt: on
INVOICES = "Invoices"
GROUPS = {
    "Answer the landlord": ("accept", "reject", "acknowledge"),
    "Who goes": ("allocate",),
    "Appointment": (
        "book",
        "rebook",
        "cannot-book",
        "no-appointment-needed",
        "break-appointment",
        "cancel-appointment",
        "no-longer-required",
    ),
    "Recorded for the operative": (
        "arrive",
        "complete",
        "no-access",
        "follow-on",
        "needs-landlord",
        "asbestos-alert",
        "did-not-attend",
        "correct-arrival",
    ),
    "Completion": ("review-additional-work", "correct-completion"),
    "Order": ("issue", "re-issue", "hold", "release", "reopen", "cancel-visit", "take-back", "cancel"),
    INVOICES: ("record-invoice", "withdraw-invoice"),
    "Payment": ("mark-paid",),
    "Archive": ("legal-hold", "end-legal-hold"),
    "Notes and files": ("add-note", "add-photo", "add-document", "add-certificate"),
}  # fmt: skip
# The one form that stands open: the next step.
NEXT = {
    "issued": "accept",
    "accepted": "book",
    "cancelled": "acknowledge",
    "RAI": "re-issue",
    "HLD": "release",
}
