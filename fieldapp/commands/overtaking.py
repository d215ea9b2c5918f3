"""Whether a command would overwrite what somebody else has set since its sender's page was made."""

from __future__ import annotations

from sqlalchemy.orm import Session

from fieldapp.commands import words
from fieldapp.commands.op import Op
from fieldapp.models import Ticket, WorksOrder
from fieldapp.models.journal import moved_since

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
    since = session.execute(moved_since(order.id, newer))
    set_since = [row.command for row in since if (row.ticket_id, row.outcome) == (ticket.id, "applied")]
    if any(command in SETS[op.command] for command in set_since):
        raise words.overtaken(ticket)
