"""What came too late: keeping it for the landlord, and carrying out what the landlord decided, as new journal rows."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands import certificate_row, journalling, judging, late_row, moves, note_row, words
from fieldapp.commands.arrival import spoken
from fieldapp.commands.form import CommandForm, Written, WrittenAtLength
from fieldapp.commands.op import Act, Answer, Op, op_again
from fieldapp.commands.registry import COMMANDS
from fieldapp.commands.target import Target
from fieldapp.domain.late import FILES, in_the_way, may_be_late, standing
from fieldapp.domain.lifecycle import CANCELLED, CONTRACTOR_ROLES, FROZEN, OPEN, Row
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.models import Evidence, JournalRow, LateCommand, Ticket, User, WorksOrder

DECISIONS = ("honour", "decline")
DECIDED = uuid.UUID("a1c7f3de-52b4-5d0a-8c5e-1f7b90d2c644")
EMPTIED = Refused("emptied", "What was recorded has been removed, as its time was over. Decline it instead.")


def keep(session: Session, op: Op, actor: User, answer: Answer, target: Target, op_id: str) -> None:
    """Put a refused command before the landlord if it came too late; its file is evidence at once. Rules: O2."""
    ticket = target.ticket
    if ticket is None or answer.outcome != "refused" or actor.role not in CONTRACTOR_ROLES:
        return
    if not may_be_late(answer.code, op.command, ticket.state):
        return
    ending = _ending(session, ticket)
    if (ending and ending.actor_id == actor.id) or _kept_already(session, op, actor, ticket):
        return
    session.add(
        LateCommand(
            op_id=op_id,
            landlord_id=ticket.landlord_id,
            contractor_id=ticket.contractor_id,
            order_id=ticket.order_id,
            ticket_id=ticket.id,
            received_at=op.received_at,
        )
    )
    if op.command in FILES:
        _keep_file(session, op, actor, ticket)


def visit_of(session: Session, op: Op) -> Ticket | None:
    """The visit that a decision is about, so that its contractor reads of it; None for any other command."""
    if op.command not in DECISIONS:
        return None
    about = select(LateCommand.ticket_id).where(LateCommand.op_id.in_(_named(op)), LateCommand.order_id == op.order)
    ticket_id = session.scalar(about.limit(1))
    return session.get(Ticket, ticket_id) if ticket_id else None


def carry_out(session: Session, op: Op, actor: User, order: WorksOrder) -> str:
    """Do what was decided, in the order in which it reached us; gives what is to be said beside that it was done.

    Raises Refused where something cannot be done yet: then nothing of the decision stands.
    """
    act = judging.act_of(op, actor)
    said = []
    for late in late_row.named(order, _named(op)):
        sent = session.scalars(select(JournalRow).where(JournalRow.op_id == late.op_id)).one()
        ticket = session.get_one(Ticket, late.ticket_id)
        again, sender, before = op_again(sent, DECIDED), session.get_one(User, sent.actor_id), ticket.state
        version = order.version
        if late.decision == "declined":
            answer = _declined(session, again, sender, ticket, late)
        elif sent.typed is None:
            raise EMPTIED
        else:
            answer = _honoured(session, again, sender, order, ticket, act)
        if answer.outcome == "applied" and order.version == version:
            # Nothing but its row says it where the file was kept as it came: each such row moves the version once.
            order.version += 1
        journalling.write(
            session, again, sender, answer, order=order, ticket=ticket, state_before=before, answers=late.op_id
        )
        session.flush()
        if late.decision == "honoured" and answer.reason:
            said.append(answer.reason)
    return said[0] if said else ""


def _named(op: Op) -> list[str]:
    return [value for name, value in op.typed if name == "late"]


def _kept_already(session: Session, op: Op, actor: User, ticket: Ticket) -> bool:
    """Whether the same waits for the landlord already: a page's form that was refused is sent again, as it came back.

    A phone sends nothing again under another id: what is the same there was done twice.
    """
    if op.door != "web":
        return False
    same = (
        LateCommand.ticket_id == ticket.id,
        LateCommand.decided_at.is_(None),
        LateCommand.order_id == ticket.order_id,
        JournalRow.actor_id == actor.id,
        JournalRow.command == op.command,
        JournalRow.typed_sha256 == journalling.typed_digest(op),
    )
    found = select(LateCommand.id).join(JournalRow, JournalRow.op_id == LateCommand.op_id).where(*same)
    return session.scalar(found.limit(1)) is not None


def _ending(session: Session, ticket: Ticket) -> JournalRow | None:
    """The command that ended the visit; None where the landlord cancelled it, or nobody did."""
    if ticket.state in OPEN or ticket.state == CANCELLED:
        return None
    return session.scalar(
        select(JournalRow)
        .where(
            JournalRow.order_id == ticket.order_id,
            JournalRow.ticket_id == ticket.id,
            JournalRow.outcome == "applied",
            JournalRow.state_after == ticket.state,
            JournalRow.state_before != JournalRow.state_after,
        )
        .order_by(JournalRow.number.desc())
        .limit(1)
    )


def _keep_file(session: Session, op: Op, actor: User, ticket: Ticket) -> None:
    """Both sides see what a late file shows; one that is not a whole file stays in the journal only."""
    command = COMMANDS[op.command]
    try:
        form = judging.filled(command, op, ticket.order)
        with session.begin_nested():
            command.apply(ticket, judging.act_of(op, actor), **form.data)
    except (Refused, Invalid):
        return


def _declined(session: Session, op: Op, sender: User, ticket: Ticket, late: LateCommand) -> Answer:
    """Unchanged; a file that was kept meanwhile is taken off, the journal keeps it."""
    file = _file_of(session, op, sender, ticket)
    if file is not None and late.decided_at:
        file.removed_at = late.decided_at
        certificate_row.take_off(ticket, file.blob_id, late.decided_at)
    return judging.answered(op, ticket, "refused", "declined", f"Declined: {late.reason}")


def _honoured(session: Session, op: Op, sender: User, order: WorksOrder, ticket: Ticket, act: Act) -> Answer:
    """Judge a late command as if its visit still went on; where it cannot any more, keep it as evidence."""
    if _file_of(session, op, sender, ticket) is not None:
        return judging.answered(op, ticket, "applied")
    state = ticket.state if ticket.state in OPEN else _stood(session, ticket)
    row = judging.row_for(op, sender, order, ticket, state)
    obstacle = _obstacle(order, ticket, row)
    try:
        form = judging.filled(COMMANDS[op.command], op, order)
        if row is None or obstacle:
            return _as_evidence(op, form, sender, ticket, act, obstacle)
        _make_way(session, op, sender, order, ticket, row, state)
        judging.apply(session, COMMANDS[op.command], form, row, order, ticket, judging.act_of(op, sender))
    except Invalid as no:
        raise Refused("not-yet", f"This cannot be accepted as it is. {no}") from no
    return judging.answered(op, ticket, "applied")


def _stood(session: Session, ticket: Ticket) -> str:
    ending = _ending(session, ticket)
    arrived, appointed = ticket.arrived_at is not None, ticket.standing_appointment is not None
    return standing(ending.state_before if ending else "", arrived=arrived, appointed=appointed)


def _obstacle(order: WorksOrder, ticket: Ticket, row: Row | None) -> str:
    """Why a command that leads somewhere is not applied any more; empty where it may be."""
    if row is None:
        return "it no longer fits what has happened to this visit"
    if row.becomes is None:
        return ""
    return in_the_way(order.status, [one.visit for one in order.tickets if one.state in OPEN and one.id != ticket.id])


def _make_way(session: Session, op: Op, sender: User, order: WorksOrder, ticket: Ticket, row: Row, state: str) -> None:
    """Reopen the order and its visit where the command leads somewhere; a decision that is still owed comes first."""
    if row.becomes is None:
        return
    if order.status in FROZEN:
        raise Refused("out-of-turn", f"{order.reference} {words.STATUS_IS[order.status]}")
    if ticket.state not in OPEN:
        moves.resume(order, ticket, state, judging.act_of(op, sender))
        session.flush()


def _as_evidence(op: Op, form: CommandForm, sender: User, ticket: Ticket, act: Act, why: str) -> Answer:
    """Nothing is applied: what was recorded becomes a note, and both sides read why."""
    done = spoken(judging.act_of(op, sender).done_at, act.received_at)
    told = " ".join(one.data for one in form if isinstance(one, Written | WrittenAtLength) and one.data)
    what = f"Kept as evidence: {op.command.replace('-', ' ')}, visit {ticket.visit}, {sender.name}, {done}."
    note_row.leave(ticket, act, f"{what} {told}".strip(), sort="late")
    return judging.answered(op, ticket, "refused", "kept-as-evidence", f"Kept as evidence: {why}.")


def _file_of(session: Session, op: Op, sender: User, ticket: Ticket) -> Evidence | None:
    """The record that was made of a late file when it came, by this op and no other."""
    if op.command not in FILES:
        return None
    blob = next((value for name, value in op.typed if name == "blob"), "")
    kept = session.scalar(
        select(Evidence).where(Evidence.blob_id == blob, Evidence.ticket_id == ticket.id, Evidence.removed_at.is_(None))
    )
    made = (sender.id, judging.act_of(op, sender).done_at)
    return kept if kept is not None and (kept.added_by_id, kept.added_at) == made else None
