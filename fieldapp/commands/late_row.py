"""The rows of what came too late: finding those that a decision names, and deciding them once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from fieldapp.commands.arrival import spoken
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Refused
from fieldapp.extensions import db
from fieldapp.models import JournalRow, LateCommand, User, WorksOrder

UNKNOWN = Refused("unknown", "This is not known here. Open the order again.")
ONE_VISIT = Refused("two-visits", "Decide about one visit at a time.")
DID = {"honoured": "accepted", "declined": "declined"}


def named(order: WorksOrder, op_ids: Sequence[str]) -> list[LateCommand]:
    """Those of the order with these op ids, in the order in which they reached us; of one visit, all of them known."""
    found = db.session.execute(
        select(LateCommand)
        .join(JournalRow, JournalRow.op_id == LateCommand.op_id)
        .where(LateCommand.order_id == order.id, LateCommand.op_id.in_(op_ids))
        .order_by(JournalRow.number)
    )
    rows = list(found.scalars())
    if not rows or {one.op_id for one in rows} != set(op_ids):
        raise UNKNOWN
    if len({one.ticket_id for one in rows}) > 1:
        raise ONE_VISIT
    return rows


def decide(order: WorksOrder, act: Act, op_ids: Sequence[str], decision: str, reason: str) -> None:
    """Write down what was decided, and by whom; what somebody has decided stays, and says so. Rules: O2."""
    for one in named(order, op_ids):
        if one.decided_at is not None:
            raise _decided(one)
        one.decision, one.reason = decision, reason
        one.decided_at, one.decided_by_id = act.received_at, act.actor.id


def _decided(one: LateCommand) -> Refused:
    by = db.session.get(User, one.decided_by_id)
    who, when = by.name if by else "Somebody", spoken(one.decided_at) if one.decided_at else ""
    why = f": {one.reason}" if one.reason else "."
    return Refused("decided", f"{who} has {DID[one.decision]} this already, {when}{why}")
