"""Writes and sends the letters that commands have asked for, as things stand when they are sent; no page."""

from __future__ import annotations

import logging

from flask import current_app, render_template
from sqlalchemy import select

from fieldapp.commands.variation_words import decided_words
from fieldapp.config import Settings
from fieldapp.dispatch.claims import Claim
from fieldapp.dispatch.everybody import session_for_firm
from fieldapp.domain.lifecycle import ACCEPTED, CANCELLED, DECISIONS, ISSUED
from fieldapp.gateways.mail import Letter, Mail, NotSent
from fieldapp.models import Ticket, Variation
from fieldapp.queries.sheets import Sheet, sheet_of
from fieldapp.queries.visit_parts import label

log = logging.getLogger(__name__)

# A day and a half of trying: then the address or the server's settings are wrong, and somebody reads the log.
ATTEMPTS = 45
STILL_TO_TELL = {"cancelled": (CANCELLED,)}
NEW = (ISSUED, ACCEPTED)


def mail(one: Claim) -> None:
    """`{"what": command, "ticket": id, "contractor": id, …}`: the firm is told, if it still needs and wants to be.

    A second letter of one row has the first one's Message-ID. Rules: A9.
    """
    way_out: Mail | None = current_app.extensions["mail"]
    letter = _letter(one) if way_out else None
    if way_out is None or letter is None:
        return
    try:
        way_out.send(letter)
    except (NotSent, OSError, ValueError):
        if one.attempt < ATTEMPTS:
            raise
        log.exception("letter %s was not sent after %s attempts, and is given up", letter.message_id, one.attempt)


def _letter(one: Claim) -> Letter | None:
    """What is to be sent; None where the firm takes no letters, or has acted meanwhile."""
    what, firm_id = one.facts["what"], one.facts["contractor"]
    session = session_for_firm(firm_id)
    ticket = session.scalar(select(Ticket).where(Ticket.id == one.facts["ticket"], Ticket.contractor_id == firm_id))
    if ticket is None or not ticket.contractor.alerts or not ticket.contractor.email:
        return None
    decided = _decided(ticket, one.facts["variation"]) if what in DECISIONS else None
    if what in DECISIONS:
        if decided is None:
            return None
    elif ticket.state not in STILL_TO_TELL.get(what, NEW) or ticket.acknowledged_at:
        return None
    settings: Settings = current_app.extensions["settings"]
    sheet = sheet_of(ticket)
    told = {
        "sheet": sheet,
        "what": what,
        "visit": ticket.visit,
        "state": ticket.state,
        "reason": label(ticket.order, "landlord-cancel-reason", ticket.reason),
        "comments": ticket.comments,
        "variation": decided,
        "row_words": decided_words,
        "link": f"{settings.public_url}/desk/tickets/{ticket.id}",
    }
    name = "variation" if decided else "cancelled" if what == "cancelled" else "work"
    letter = Letter(
        to=ticket.contractor.email,
        subject=subject(what, ticket.state, sheet),
        text=render_template(f"email/{name}.txt", **told),
        html=render_template(f"email/{name}.html", **told),
        message_id=f"{what}-{ticket.id}-{one.id}@{settings.public_host.replace(':', '-')}",
    )
    session.rollback()
    return letter


def _decided(ticket: Ticket, number: int) -> Variation | None:
    """The variation that the letter is about; others may have been asked for, and decided, since."""
    return next((one for one in ticket.order.variations if one.number == number), None)


def subject(what: str, state: str, sheet: Sheet) -> str:
    """What is to be done, to what, and by when."""
    reference = sheet.reference.replace(" · ", " ")
    if what == "cancelled":
        return f"Do not attend: {reference} is cancelled"
    if what in DECISIONS:
        return f"{'Variation refused' if what == 'refuse-variation' else 'Variation authorised'}: {reference}"
    do = "Accept or reject" if state == ISSUED else "Book"
    return f"{'Emergency: ' if sheet.emergency else ''}{do} {reference}, due {sheet.due}"
