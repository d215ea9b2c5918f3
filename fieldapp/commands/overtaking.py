"""Whether a command would overwrite what somebody else has set since its page was made, or do what is kept already."""

from __future__ import annotations

from sqlalchemy.orm import Session

from fieldapp.commands import words
from fieldapp.commands.op import Op
from fieldapp.models import Ticket, WorksOrder
from fieldapp.models.journal import moved_since, still_waiting

# What sets the same thing as a command that the table allows again and again.
SETS = {
    "rebook": ("book", "rebook", "no-appointment-needed"),
    "allocate": ("allocate",),
}

# What is done once: of two that wait for the landlord's decision only the first would count.
ONCE = ("complete",)


def check(session: Session, op: Op, order: WorksOrder, ticket: Ticket | None) -> None:
    """Refuse to overwrite what the sender has not seen; the order is locked, so nobody comes between."""
    newer = order.version - op.seen if op.seen is not None else 0
    if ticket is None or newer <= 0 or op.command not in SETS:
        return
    since = session.execute(moved_since(order.id, newer))
    set_since = [row.command for row in since if (row.ticket_id, row.outcome) == (ticket.id, "applied")]
    if any(command in SETS[op.command] for command in set_since):
        raise words.overtaken(ticket)


def check_kept(session: Session, op: Op, ticket: Ticket | None) -> None:
    """Refuse on a page what the firm has kept already on the visit, until the landlord has decided. Rules: V2.

    What a phone recorded away from signal is never refused: it is kept beside the first.
    """
    if ticket is None or op.command not in ONCE or op.door != "web":
        return
    kept = [(row.command, row.ticket_id) for row in still_waiting(session, ticket.order_id)]
    if (op.command, ticket.id) in kept:
        raise words.kept_already(ticket)
