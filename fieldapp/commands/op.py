"""What goes into perform() and what comes out; plain values."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fieldapp.models import JournalRow, User

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Op:
    """One command as it was received, by whichever door.

    `typed` are the form's name/value pairs in order; `done_at`, `sent_at` are the sender's clock, `received_at` ours.
    `seen` is the version of the order that the sender had in sight, None where a phone was away from it anyway.
    """

    id: str
    actor: int
    command: str
    typed: Pairs
    done_at: datetime
    sent_at: datetime
    received_at: datetime
    order: int | None = None
    ticket: int | None = None
    tz: str = "Europe/London"
    build: str = ""
    device: str | None = None
    replaces: str | None = None
    door: str = "web"
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of an op: `applied`, `refused`, `invalid` or `waiting` (`behind`, `retry`: nothing was stored)."""

    id: str
    outcome: str
    code: str = ""
    reason: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    ticket_state: str = ""
    order: int | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """What `apply` may know beside the form: who, when by our clock, and under which op."""

    op_id: str
    actor: User
    done_at: datetime
    received_at: datetime
    skew: timedelta = timedelta(0)

    @property
    def by_landlord(self) -> bool:
        """Whether the landlord's side is acting."""
        return self.actor.landlord_id is not None


def op_again(row: JournalRow, namespace: uuid.UUID) -> Op:
    """The op of a journal row, to be judged once more under an id that follows from its own."""
    return Op(
        id=str(uuid.uuid5(namespace, row.op_id)),
        actor=row.actor_id,
        command=row.command,
        typed=[(name, value) for name, value in row.typed or []],
        done_at=row.done_at,
        sent_at=row.sent_at,
        received_at=row.received_at,
        order=row.order_id,
        ticket=row.ticket_id,
        tz=row.tz,
        build=row.build,
        device=row.device or None,
        door="system",
    )
