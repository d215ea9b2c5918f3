"""What somebody did to an order while a page of it stood open: who, what and when, in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

from fieldapp.domain.dates import read_day, short_day
from fieldapp.domain.numbers import row_number
from fieldapp.models import JournalRow, User
from fieldapp.queries.visit_record import OPERATIVE_FIELDS, done_since, list_label, people_in
from fieldapp.web import spoken
from fieldapp.web.done_words import DONE

IN_NOBODYS_WAY = {
    "add-note", "read-notes", "add-photo", "add-document", "add-certificate", "record-certificate", "remove-section",
    "caption-photo", "on-my-way",
}  # fmt: skip
# `{when}` is a day and a slot, `{whom}` those to whom a visit was given.
DID = {
    "accept": "accepted this visit",
    "reject": "rejected this visit",
    "book": "booked this visit for {when}",
    "rebook": "changed the appointment to {when}",
    "cannot-book": "recorded that this visit could not be booked",
    "no-appointment-needed": "recorded that no appointment is needed",
    "no-longer-required": "sent this visit back, as the work is no longer required",
    "break-appointment": "recorded that the appointment was broken",
    "cancel-appointment": "cancelled the appointment",
    "allocate": "gave this visit to {whom}",
    "did-not-attend": "sent this visit back, as nobody attended",
    "arrive": "recorded the arrival",
    "correct-arrival": "corrected the arrival",
    "no-access": "recorded no access",
    "follow-on": "ended this visit, to come back",
    "needs-landlord": "sent this visit back to the landlord",
    "asbestos-alert": "stopped work for suspected asbestos",
    "complete": "completed this order",
    "acknowledge": "read the cancellation",
    "take-back": "took this visit back",
    "issue": "issued this order",
    "re-issue": "issued this order again",
    "hold": "put this order on hold",
    "release": "released this order from hold",
    "cancel": "cancelled this order",
    "cancel-visit": "cancelled this visit",
    "record-invoice": "recorded an invoice",
    "withdraw-invoice": "withdrew an invoice",
    "mark-paid": "marked this order as invoiced and paid",
    "correct-completion": "corrected the completion",
    "review-additional-work": "reviewed the additional work",
    "vary": "asked for a variation",
    "authorise-variation": "authorised a variation",
    "amend-variation": "authorised a variation with changes",
    "refuse-variation": "refused a variation",
    "withdraw-variation": "withdrew a variation",
}


def told(user: User, order_id: int, version: int) -> str:
    """`Ann Office booked this visit for 22 Nov, 8am–1pm, 2 minutes ago.`: what was done after the order had `version`.

    Only the last thing is told, and nothing where there is none: notes and files are in nobody's way.
    """
    row = next((one for one in done_since(user, order_id, version) if one.command not in IN_NOBODYS_WAY), None)
    if row is None:
        return ""
    who = "You" if row.actor_id == user.id else row.actor.name
    did = DID.get(row.command) or f"did this: {DONE.get(row.command, row.command).lower()}"
    said = did.format(when=_slot(row), whom=_whom(row))
    return f"{who} {said}, {spoken.ago(row.done_at + (row.received_at - row.sent_at), datetime.now(UTC))}."


def _slot(row: JournalRow) -> str:
    typed = {pair[0]: pair[1] for pair in row.typed or []}
    day, slot = read_day(typed.get("date", "")), typed.get("slot", "")
    label = list_label(row.landlord_id, "slot", slot) if slot else ""
    return ", ".join(filter(None, (short_day(day) if day else "", label)))


def _whom(row: JournalRow) -> str:
    names = people_in([row])
    given = [row_number(value) for name, value in row.typed or [] if name in OPERATIVE_FIELDS]
    return " and ".join(names[one] for one in given if one is not None and one in names) or "nobody"
