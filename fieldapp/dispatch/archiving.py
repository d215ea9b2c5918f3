"""Archives visits that ended long enough ago, in batches: only their landlord opens them then; no other deed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from fieldapp.domain import lifecycle
from fieldapp.domain.policies import Policy
from fieldapp.models import Contract, Landlord, Ticket, WorksOrder
from fieldapp.models.connection import writing

BATCH = 200
# Those that nothing but time is asked of.
PLAIN_ENDS = (lifecycle.NO_ACCESS, lifecycle.INCOMPLETE, lifecycle.RETURNED, lifecycle.REJECTED)
PAID = "CLO"


def archive_ended(session: Session, now: datetime) -> int:
    """Archive all that is due, a batch in a transaction; gives how many visits. Any number may do it at once."""
    archived = 0
    for landlord_id, policy in [(one.id, one.policy) for one in session.scalars(select(Landlord))]:
        firms = session.scalars(select(Contract.contractor_id).where(Contract.landlord_id == landlord_id)).all()
        for condition in ends(policy, now):
            while done := _archive_batch(session, due(landlord_id, sorted(set(firms)), condition, policy, now), now):
                archived += done
    session.rollback()
    return archived


def ends(policy: Policy, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """How a visit may have ended for long enough, each a search of its own by state and since when. Rules: L3.

    A completion counts from when it was done and from when it was recorded, whichever is later: the lists of the
    contractor go by the latter, and nothing leaves them before they say so.
    """
    kept = timedelta(days=policy.archive_days)
    completed_by = now - timedelta(days=policy.completed_days) - kept
    completed = and_(
        Ticket.state == lifecycle.COMPLETED, Ticket.state_at <= completed_by, Ticket.completed_at <= completed_by
    )
    if policy.payment_applications:
        completed = and_(completed, WorksOrder.status == PAID)
    cancelled = and_(
        Ticket.state == lifecycle.CANCELLED, Ticket.state_at <= now - kept, Ticket.acknowledged_at <= now - kept
    )
    return completed, cancelled, and_(Ticket.state.in_(PLAIN_ENDS), Ticket.state_at <= now - kept)


def due(landlord_id: int, firms: list[int], ended: ColumnElement[bool], policy: Policy, now: datetime) -> Select[int]:
    """A batch of the landlord's visits that ended so and that nothing keeps; their orders are locked. Rules: L3.

    What waits for a decision about a variation is kept: the firm is still to read it.
    """
    given_back_by = now - timedelta(days=policy.archive_days)
    return (
        select(Ticket.id)
        .join(WorksOrder, WorksOrder.id == Ticket.order_id)
        .where(
            Ticket.contractor_id.in_(firms),
            Ticket.archived_at.is_(None),
            ended,
            Ticket.landlord_id == landlord_id,
            or_(Ticket.given_back_at.is_(None), Ticket.given_back_at <= given_back_by),
            WorksOrder.legal_hold.is_(False),
            WorksOrder.status.not_in(lifecycle.VARIED),
        )
        .limit(BATCH)
        .with_for_update(of=WorksOrder, skip_locked=True)
    )


def _archive_batch(session: Session, batch: Select[int], now: datetime) -> int:
    with writing(session):
        ids = session.scalars(batch).all()
        session.execute(
            update(Ticket)
            # Asked again: PostgreSQL locks the order as it is now, and found the visit as it was.
            .where(Ticket.id.in_(ids), Ticket.archived_at.is_(None), Ticket.state.in_(lifecycle.ENDED))
            .values(archived_at=now)
            .execution_options(synchronize_session=False)
        )
    return len(ids)
