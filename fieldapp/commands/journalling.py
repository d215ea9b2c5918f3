"""Writing journal rows into their chains, and answering again from them; no rule of the work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands.op import Answer, Op
from fieldapp.domain import journal
from fieldapp.models import ChainHead, JournalRow, Property, Ticket, User, WorksOrder

# What a row's HMAC covers, for ever: a column added later is not covered in the rows that came before it.
COVERED = (
    "op_id", "answers", "replaces", "chain", "position", "landlord_id", "contractor_id", "order_id", "ticket_id",
    "actor_id", "role", "door", "command", "typed_sha256", "body_sha256", "outcome", "code", "reason", "fields",
    "state_before", "state_after", "done_at", "sent_at", "received_at", "tz", "device", "build", "skew_seconds",
)  # fmt: skip
# Its own number and codes, and the payload, which a purge may empty and `typed_sha256` stands for.
UNCOVERED = ("number", "mac", "previous_mac", "typed")
UTC_FORMAT = "%Y-%m-%dT%H:%M:%S.%f"


def body_hash(op: Op) -> str:
    """The hash by which a second body under one id is noticed.

    A phone's time of doing is part of the body; a page's is the door's own, and differs when a form is posted twice.
    """
    done_at = _utc(op.done_at) if op.door == "phone" else ""
    return journal.body_hash(op.order, op.ticket, op.command, op.typed, done_at, op.replaces)


def typed_digest(op: Op) -> str:
    """What stands for an op's payload in its row, once a purge has emptied that."""
    return journal.digest([list(pair) for pair in op.typed])


def facts_of(row: JournalRow) -> dict[str, Any]:
    """The facts of a row that its HMAC covers, as JSON can hold them."""
    values = {name: getattr(row, name) for name in COVERED}
    return {name: _utc(value) if isinstance(value, datetime) else value for name, value in values.items()}


def latest_answer(session: Session, op: Op) -> Answer | None:
    """The stored answer for an op received before, the newest decision first; `key-reuse` for another body."""
    row = session.scalar(select(JournalRow).where(JournalRow.op_id == op.id))
    if row is None:
        return None
    if row.actor_id != op.actor or row.body_sha256 != body_hash(op):
        return key_reuse(op)
    decided = session.scalar(
        select(JournalRow).where(JournalRow.answers == op.id).order_by(JournalRow.number.desc()).limit(1)
    )
    last = decided or row
    return Answer(
        id=op.id,
        outcome=last.outcome,
        code=last.code,
        reason=last.reason,
        fields=last.fields,
        ticket_state=last.state_after,
        order=row.order_id,
    )


def key_reuse(op: Op) -> Answer:
    """Another body came under an id that is taken."""
    return Answer(
        id=op.id,
        outcome="refused",
        code="key-reuse",
        reason="This item has the number of another one. Export it and call the office.",
    )


def write(
    session: Session,
    op: Op,
    actor: User,
    answer: Answer,
    *,
    order: WorksOrder | None = None,
    ticket: Ticket | None = None,
    home: Property | None = None,
    state_before: str = "",
    answers: str | None = None,
) -> JournalRow:
    """Add the row of an op and its answer to the chain of its order or home, else of its sender."""
    of_home = journal.chain_of_home(home.id) if home else ""
    head = _head(session, f"order:{order.id}" if order else of_home or f"user:{actor.id}")
    row = JournalRow(
        op_id=op.id,
        answers=answers,
        replaces=op.replaces,
        chain=head.chain,
        position=head.length + 1,
        landlord_id=order.landlord_id if order else actor.landlord_id,
        contractor_id=_contractor(order, ticket, actor),
        order_id=order.id if order else None,
        ticket_id=ticket.id if ticket else None,
        actor_id=actor.id,
        role=actor.role,
        door=op.door,
        command=op.command,
        typed=[list(pair) for pair in op.typed],
        typed_sha256=typed_digest(op),
        body_sha256=body_hash(op),
        outcome=answer.outcome,
        code=answer.code,
        reason=answer.reason,
        fields=answer.fields,
        state_before=state_before,
        state_after=answer.ticket_state,
        done_at=op.done_at,
        sent_at=op.sent_at,
        received_at=op.received_at,
        tz=op.tz,
        device=op.device or "",
        build=op.build,
        skew_seconds=int((op.received_at - op.sent_at) / timedelta(seconds=1)),
        previous_mac=head.mac,
    )
    row.mac = journal.link(key(), head.mac, facts_of(row))
    head.length, head.mac = row.position, row.mac
    session.add(row)
    return row


def key() -> bytes:
    """The key of the chain."""
    return str(current_app.config["AUDIT_KEY"]).encode()


def _utc(moment: datetime) -> str:
    """A moment as it reads back from the database, whatever zone it came in."""
    return f"{moment.astimezone(UTC):{UTC_FORMAT}}"


def _head(session: Session, chain: str) -> ChainHead:
    head = session.get(ChainHead, chain, with_for_update=True)
    if head is None:
        head = ChainHead(chain=chain, length=0, mac="")
        session.add(head)
    return head


def _contractor(order: WorksOrder | None, ticket: Ticket | None, actor: User) -> int | None:
    """Whose eyes of the contractors' side may see the row: only those an order was issued to (A8)."""
    if ticket is not None:
        return ticket.contractor_id
    if order is not None:
        return order.contract.contractor_id if order.tickets else None
    return actor.contractor_id
