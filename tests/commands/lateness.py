"""Work that comes too late, and the landlord's decision about it: shared by the tests of both sides."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.cli.journal_faults import Reading, faults
from fieldapp.commands.journalling import key
from fieldapp.commands.op import Answer, Op
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.domain.lifecycle import OPEN
from fieldapp.extensions import db
from fieldapp.models import JournalRow, LateCommand, Ticket, User, WorksOrder
from tests import factories as make
from tests.commands.visiting import BLOB, SHA, doer, quantities

Typed = tuple[tuple[str, str], ...]
PHOTO: Typed = (("blob", BLOB), ("sha256", SHA), ("size", "10"), ("kind", "after"))
NO_ACCESS: Typed = (("called", "no"), ("comments", "Knocked twice"))


def officer_of(visit: Ticket) -> User:
    """Somebody of the visit's landlord."""
    return make.user("landlord", visit.order.landlord)


def cancel(visit: Ticket) -> None:
    """The landlord cancels the order while a phone is away."""
    make.do(officer_of(visit), "cancel", visit.order, ("reason", "duplicate"))


def completion(visit: Ticket) -> list[tuple[str, str]]:
    """What an operative types to complete a visit."""
    return [("comments", "Renewed the tap and tested it"), *quantities(visit, "1")]


def extra() -> list[tuple[str, str]]:
    """What is typed beside it for one piece of additional work, agreed today."""
    return [("extra-310911", "1"), ("agreed_by", "The officer"), ("agreed_on", make.today().isoformat())]


def send(visit: Ticket, command: str, *typed: tuple[str, str], by: User | None = None, **facts: object) -> Op:
    """Send a command that must come too late; gives its op."""
    sender = by or doer(visit)
    one = make.op(sender, command, visit, *typed, **facts)
    answer = make.perform_as(sender, one)
    assert (answer.outcome, answer.code in ("too-late", "moved-on")) == ("refused", True), answer
    return one


def decision(visit: Ticket, command: str, *ops: Op, by: User | None = None, **typed: str) -> Op:
    """The op of a landlord's decision about what came late."""
    late = [("late", one.id) for one in ops]
    return make.op(by or officer_of(visit), command, visit.order, *late, *typed.items())


def decide(visit: Ticket, command: str, *ops: Op, by: User | None = None, **typed: str) -> Answer:
    """Decide about what came late, whatever comes of it."""
    by = by or officer_of(visit)
    answer = make.perform_as(by, decision(visit, command, *ops, by=by, **typed))
    db.session.refresh(visit)
    return answer


def late_rows() -> list[LateCommand]:
    """Everything that came late, the first first."""
    return list(db.session.scalars(select(LateCommand).order_by(LateCommand.id)))


def answer_of(one: Op) -> JournalRow:
    """The row by which a decision answered an op."""
    return db.session.scalars(select(JournalRow).where(JournalRow.answers == one.id)).one()


def expect_invariants(order: WorksOrder) -> None:
    """What the database and the trade promise of any order, and that its journal is whole."""
    db.session.rollback()
    db.session.refresh(order)
    still_open = [one for one in order.tickets if one.state in OPEN]
    assert len(still_open) == (1 if order.status in ("ISS", "HLD", "IVR") else 0)
    assert [one.visit for one in order.tickets] == list(range(1, len(order.tickets) + 1))
    if order.status == "COM":
        assert any(one.state == "completed" and one.comments for one in order.tickets)
    for one in order.tickets:
        assert (one.ended_at is None) == (one.state in OPEN)
    assert list(faults(session_for_everybody(), key(), None, Reading())) == []
    make.unfenced()
