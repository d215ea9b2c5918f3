"""perform(): the one way in which a command changes an order, and the only place that commits such a change."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fieldapp.commands import journalling, late
from fieldapp.commands.circumstances import Circumstances
from fieldapp.commands.command import Command
from fieldapp.commands.judging import act_of, judge, lists_of, refusal, zone
from fieldapp.commands.op import Answer, Op, op_again
from fieldapp.commands.registry import COMMANDS
from fieldapp.commands.target import UNKNOWN, Target, find
from fieldapp.domain import lifecycle
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.extensions import db
from fieldapp.models import Property, User, WorksOrder
from fieldapp.models.connection import begin_writing, writing
from fieldapp.models.journal import still_waiting

log = logging.getLogger(__name__)

LATER = uuid.UUID("6f1c2a52-7f0e-5c0b-9d63-2f6f1d0a9b11")


def perform(op: Op) -> Answer:
    """Do a command, or say why not; either way it is a journal row when this returns.

    The same op again gets the same answer (its newest decision) and changes nothing.
    """
    session = db.session()
    with writing(session):
        return _once(session, op)


def rehearse(op: Op) -> Answer:
    """What `perform` would answer now, with nothing kept of it: a form in steps asks before it goes on.

    What would wait for the landlord is tried as if it had decided: what cannot be then is better said now.
    """
    session = db.session()
    begin_writing(session)
    try:
        actor, subject = session.get_one(User, op.actor), lifecycle.subject(op.command)
        target = find(session, op, actor, subject) if subject else None
        if target is None:
            return refusal(op, UNKNOWN, None)
        return judge(session, COMMANDS[op.command], op, actor, target, ahead=True)
    finally:
        session.rollback()


def perform_all(ops: Sequence[Op]) -> list[Answer]:
    """Do a batch in one transaction, each op in a savepoint of its own: one wait for the database, one for the disk.

    After an op that is `invalid`, or that broke the server (`retry`), the later ones of its order are `behind`: not
    stored, to be sent again. All the others stand when this returns.
    """
    session = db.session()
    held: set[object] = set()
    answers = []
    with writing(session):
        for op in ops:
            lane = op.order or op.ticket or op.id
            answer = Answer(id=op.id, outcome="behind") if lane in held else _or_retry(session, op)
            if answer.outcome in ("invalid", "retry", "behind"):
                held.add(lane)
            answers.append(answer)
    return answers


def _or_retry(session: Session, op: Op) -> Answer:
    """A server error in one op is that op's `retry`: its savepoint is rolled back, and the others are innocent."""
    try:
        return _once(session, op)
    except Exception:
        log.exception("op could not be stored", extra={"op": op.id})
        return Answer(id=op.id, outcome="retry")


def _once(session: Session, op: Op) -> Answer:
    """Do an op in a savepoint. Two doors at once under one id, no order locked: the second gets the first's answer."""
    try:
        with session.begin_nested():
            return _perform(session, op)
    except IntegrityError as error:
        known = journalling.latest_answer(session, op)
        if known is None and "op_id" not in str(error.orig):
            raise
        return known or journalling.key_reuse(op)


def _perform(session: Session, op: Op) -> Answer:
    actor = session.get_one(User, op.actor)
    subject = lifecycle.subject(op.command)
    command = COMMANDS.get(op.command)
    if command is not None and (op.command == "raise" or subject == "home"):
        return _without_order(session, command, op, actor)
    target = find(session, op, actor, subject) if subject else None
    if target is None or command is None:
        return _unknown(session, op, actor)
    known = journalling.latest_answer(session, op)
    return known or _judge_and_write(session, command, op, actor, target)


def _unknown(session: Session, op: Op, actor: User) -> Answer:
    """Kept in the sender's own chain, and answered the same whether the visit exists or not."""
    session.get_one(User, actor.id, with_for_update=True, populate_existing=True)
    known = journalling.latest_answer(session, op)
    if known:
        return known
    answer = refusal(op, UNKNOWN, None)
    journalling.write(session, op, actor, answer)
    return answer


def _without_order(session: Session, command: Command, op: Op, actor: User) -> Answer:
    """A new order, and what is done to a home, has no order to lock; its sender's row is locked instead."""
    session.get_one(User, actor.id, with_for_update=True, populate_existing=True)
    known = journalling.latest_answer(session, op)
    if known:
        return known
    skew = op.received_at - op.sent_at
    around = Circumstances(list_of=lists_of(actor.landlord_id), zone=zone(op.tz), skew=skew)
    form = command.form(op.typed, around)
    try:
        if not lifecycle.find(op.command, "", actor.role, ()):
            raise UNKNOWN
        if not form.validate():
            raise Invalid(form.faults())
        with session.begin_nested():
            made = command.apply(None, act_of(op, actor), **form.data)
            session.flush()
        order = made if isinstance(made, WorksOrder) else None
        home = made if isinstance(made, Property) else None
        answer = Answer(id=op.id, outcome="applied", order=order.id if order else None)
    except (Refused, Invalid) as no:
        order = home = None
        answer = refusal(op, no, None)
    journalling.write(session, op, actor, answer, order=order, home=home)
    return answer


def _judge_and_write(
    session: Session, command: Command, op: Op, actor: User, target: Target, answers: str | None = None
) -> Answer:
    visit = target.ticket or target.beside
    state_before = visit.state if visit else target.order.status
    frozen_before = target.order.status in lifecycle.FROZEN
    then = partial(late.carry_out, session, op, actor, target.order) if op.command in late.DECISIONS else str
    answer = judge(session, command, op, actor, target, then)
    ticket = visit or late.visit_of(session, op)
    if answer.outcome == "waiting":
        # The visit's pages show what waits.
        target.order.version += 1
    journalling.write(
        session, op, actor, answer, order=target.order, ticket=ticket, state_before=state_before, answers=answers
    )
    late.keep(session, op, actor, answer, target, answers or op.id)
    session.flush()
    if frozen_before and answer.outcome == "applied" and target.order.status not in lifecycle.FROZEN:
        _apply_waiting(session, target.order)
    return answer


def _apply_waiting(session: Session, order: WorksOrder) -> None:
    """The landlord has decided: what waited is judged now, in its order and with its own times, as new rows."""
    for row in still_waiting(session, order.id):
        op = op_again(row, LATER)
        actor = session.get_one(User, row.actor_id)
        target = find(session, op, actor, lifecycle.subject(op.command) or "order")
        if target is not None:
            _judge_and_write(session, COMMANDS[op.command], op, actor, target, answers=row.answers or row.op_id)
