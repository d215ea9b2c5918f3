"""Whether a command would overwrite what somebody else has set since its sender's page was made."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands import words
from fieldapp.commands.op import Op
from fieldapp.models import JournalRow, Ticket, WorksOrder
from fieldapp.models.journal import MOVING

# What sets the same thing as a command that the table allows again and again.
SETS = {
    "rebook": ("book", "rebook", "no-appointment-needed"),
    "allocate": ("allocate",),
}


def check(session: Session, op: Op, order: WorksOrder, ticket: Ticket | None) -> None:
    """Refuse to overwrite what the sender has not seen; the order is locked, so nobody comes between."""
    newer = order.version - op.seen if op.seen is not None else 0
    if ticket is None or newer <= 0 or op.command not in SETS:
        return
    # Past the fence: each of these rows moved the version once, also those that the sender may not read.
    rows = JournalRow.__table__.c
    since = (
        select(rows.command, rows.ticket_id, rows.outcome)
        .where(rows.order_id == order.id, rows.outcome.in_(MOVING))
        .order_by(rows.number.desc())
        .limit(newer)
    )
    set_since = [
        row.command for row in session.execute(since) if (row.ticket_id, row.outcome) == (ticket.id, "applied")
    ]
    if any(command in SETS[op.command] for command in set_since):
        raise words.overtaken(ticket)
