"""Finding and locking what a command is done to, as far as its sender may touch it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands.op import Op
from fieldapp.domain.lifecycle import OPERATIVE, rows
from fieldapp.domain.refusals import Refused
from fieldapp.models import Allocation, Ticket, User, WorksOrder
from fieldapp.models.fence import WITH_ARCHIVE

UNKNOWN = Refused("unknown", "This visit is not known here. Call the office.")
MOVED_ON = Refused("moved-on", "This visit is no longer yours. What you recorded is kept. Call the office.")


@dataclass(frozen=True)
class Target:
    """The locked order and, for a visit's command, its ticket; `refusal` says why the sender may not touch it.

    `beside` is the visit at which an order's command was recorded, if it names one.
    """

    order: WorksOrder
    ticket: Ticket | None
    refusal: Refused | None = None
    beside: Ticket | None = None


def find(session: Session, op: Op, actor: User, subject: str) -> Target | None:
    """Lock the order of an op and read it afresh; None where the sender must not learn whether it exists."""
    query = select(WorksOrder).with_for_update(of=WorksOrder).execution_options(populate_existing=True)
    if subject == "ticket":
        query = query.join(Ticket, Ticket.order_id == WorksOrder.id).where(Ticket.id == op.ticket)
    else:
        query = query.where(WorksOrder.id == op.order)
    order = session.scalar(query)
    if order is None or op.order not in (None, order.id):
        return None
    # What comes late about an archived visit is judged, and kept, as about any other that has ended.
    fresh = {"populate_existing": True, WITH_ARCHIVE: True}
    ticket = session.scalar(select(Ticket).where(Ticket.id == op.ticket).execution_options(**fresh))
    if subject != "ticket":
        return _order_as_seen_by(session, op, actor, order, ticket)
    return _as_seen_by(session, actor, order, ticket) if ticket else None


def _order_as_seen_by(session: Session, op: Op, actor: User, order: WorksOrder, ticket: Ticket | None) -> Target | None:
    """An operative does an order's command at one of its visits, as far as they may touch that. Rules: A8."""
    beside = ticket if ticket is not None and ticket.order_id == order.id else None
    if actor.role != OPERATIVE or not any(OPERATIVE in row.by for row in rows(op.command)):
        return Target(order, None, beside=beside)
    seen = _as_seen_by(session, actor, order, beside) if beside else None
    return Target(order, None, seen.refusal, beside) if seen else None


def _as_seen_by(session: Session, actor: User, order: WorksOrder, ticket: Ticket) -> Target | None:
    """An operative touches the visits given to them; one that they had once is `moved-on`, any other does not exist."""
    if actor.role != OPERATIVE or order.landlord.policy.operative_sees == "firm" or ticket.allocated_to(actor.id):
        return Target(order, ticket)
    once = select(Allocation.id).where(Allocation.ticket_id == ticket.id, Allocation.operative_id == actor.id)
    return Target(order, ticket, MOVED_ON) if session.scalar(once) else None
