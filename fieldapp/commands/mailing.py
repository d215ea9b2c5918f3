"""Writing down, in a command's own transaction, that a firm is to be mailed; the dispatcher writes and sends it."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from fieldapp.domain.lifecycle import CANCELLED, DECISIONS, OPEN
from fieldapp.models import Outgoing, Ticket

KIND = "mail"


def write(session: Session, command: str, ticket: Ticket, at: datetime) -> None:
    """A visit was issued by `command`, or cancelled, or its variation decided: its firm shall hear of it. Rules: A9.

    Ids only: what the letter says, and whether it is sent at all, is looked up when it is sent. Nothing is written
    where this deployment sends no mail, nor for a visit that an absent firm has rejected already.
    """
    decided = command in DECISIONS
    if not current_app.config["SENDS_MAIL"] or not (decided or ticket.state in (*OPEN, CANCELLED)):
        return
    session.flush()
    session.add(
        Outgoing(
            kind=KIND,
            facts={
                "what": "cancelled" if ticket.state == CANCELLED and not decided else command,
                "order": ticket.order_id,
                "ticket": ticket.id,
                "contractor": ticket.contractor_id,
                # Another one is asked only after it: the decided one is the last.
                **({"variation": ticket.order.variations[-1].number} if decided else {}),
            },
            due_at=at,
        )
    )
