"""Judging one command: the table, the form and the rule, in this order; nothing is journalled or committed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from fieldapp.commands import moves, overtaking, words
from fieldapp.commands.circumstances import Circumstances
from fieldapp.commands.command import Command
from fieldapp.commands.form import CommandForm
from fieldapp.commands.list_items import active_items
from fieldapp.commands.op import Act, Answer, Op
from fieldapp.commands.target import Target
from fieldapp.domain import lifecycle
from fieldapp.domain.dates import LONDON
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.models import Ticket, User, WorksOrder
from fieldapp.models.conditions import conditions

DOUBTFUL_SKEW = timedelta(minutes=2)


def judge(
    session: Session,
    command: Command,
    op: Op,
    actor: User,
    target: Target,
    then: Callable[[], str] = lambda: "",
    *,
    ahead: bool = False,
) -> Answer:
    """Ask the table, the form and the rule; apply in a savepoint, and do in it what `then` does, which may refuse.

    What `then` gives, or else the command itself, is said with the answer. `ahead` of a landlord's decision what would
    wait for it is tried all the same.
    """
    order, ticket = target.order, target.ticket
    visit = ticket or target.beside
    try:
        if target.refusal:
            raise target.refusal
        waits = _waits(op, actor, order)
        row = row_for(op, actor, order, ticket)
        if row is None and not waits:
            raise words.out_of_turn(op.command, order, ticket, actor.role)
        if waits:
            overtaking.check_kept(session, op, ticket)
        form = filled(command, op, order)
        if row is None or (waits and not ahead):
            return answered(op, visit, "waiting", "frozen", words.waits(order))
        overtaking.check(session, op, order, ticket)
        with session.begin_nested():
            told = apply(session, command, form, row, order, ticket, act_of(op, actor))
            said = then() or told
    except (Refused, Invalid) as no:
        return refusal(op, no, visit)
    return answered(op, visit, "applied", reason=said)


def apply(
    session: Session,
    command: Command,
    form: CommandForm,
    row: lifecycle.Row,
    order: WorksOrder,
    ticket: Ticket | None,
    act: Act,
) -> str:
    """Do what a command does, and carry out what its row of the table says; gives what is said of it, if anything."""
    # A half-applied command must not reach the database: its CHECKs speak of whole ones.
    with session.no_autoflush:
        told = command.apply(order if ticket is None else ticket, act, **form.data)
        row = _known_afterwards(row, act, order)
    if ticket is not None and abs(act.skew) > DOUBTFUL_SKEW:
        ticket.clock_doubted = True
    moves.move(session, row, order, ticket, act)
    session.flush()
    return told if isinstance(told, str) else ""


def _known_afterwards(row: lifecycle.Row, act: Act, order: WorksOrder) -> lifecycle.Row:
    """The row that counts once the command is done, where the table asks for what only it has made known (V5)."""
    asked = lifecycle.conditions_of(row.command)
    if not asked & lifecycle.KNOWN_AFTERWARDS:
        return row
    return lifecycle.find(row.command, order.status, act.actor.role, conditions(order, None, asked)) or row


def row_for(
    op: Op, actor: User, order: WorksOrder, ticket: Ticket | None, state: str | None = None
) -> lifecycle.Row | None:
    """The row that lets the actor do it now, or as if the ticket were in `state`; None where the table refuses."""
    state = state or (ticket.state if ticket else order.status)
    asked = lifecycle.conditions_of(op.command)
    return lifecycle.find(op.command, state, actor.role, conditions(order, ticket, asked))


def filled(command: Command, op: Op, order: WorksOrder) -> CommandForm:
    """The command's form with what was typed; raises Invalid with its faults."""
    form = command.form(op.typed, circumstances_of(order, op.tz, op.received_at - op.sent_at))
    if not form.validate():
        raise Invalid(form.faults())
    return form


def circumstances_of(order: WorksOrder, tz: str = "Europe/London", skew: timedelta = timedelta(0)) -> Circumstances:
    """What the forms of an order's commands may know."""
    return Circumstances(list_of=lists_of(order.landlord_id), description=order.description, zone=zone(tz), skew=skew)


def lists_of(landlord_id: int | None) -> Callable[[str], list[tuple[str, str]]]:
    """What gives a landlord's lists by their names, as codes and labels; without a landlord, empty ones."""

    def list_of(name: str) -> list[tuple[str, str]]:
        return [(item.code, item.label) for item in active_items(landlord_id, name)] if landlord_id else []

    return list_of


def act_of(op: Op, actor: User) -> Act:
    """Who, and when by our clock."""
    skew = op.received_at - op.sent_at
    return Act(op_id=op.id, actor=actor, done_at=op.done_at + skew, received_at=op.received_at, skew=skew)


def refusal(op: Op, no: Refused | Invalid, ticket: Ticket | None) -> Answer:
    """The answer for what a rule said no to."""
    if isinstance(no, Invalid):
        return replace(answered(op, ticket, "invalid", "invalid", str(no)), fields=no.fields)
    return answered(op, ticket, "refused", no.code, no.sentence)


def answered(op: Op, ticket: Ticket | None, outcome: str, code: str = "", reason: str = "") -> Answer:
    """The answer, with where the ticket stands now."""
    return Answer(id=op.id, outcome=outcome, code=code, reason=reason, ticket_state=ticket.state if ticket else "")


def zone(name: str) -> ZoneInfo:
    """A phone's time zone; London's where the name means nothing."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return LONDON


def _waits(op: Op, actor: User, order: WorksOrder) -> bool:
    """V2: while frozen, everything of the contractor's but notes and evidence waits for the landlord."""
    if actor.contractor_id is None or order.status not in lifecycle.FROZEN:
        return False
    return any(row.waits and order.status in row.waits_while for row in lifecycle.rows(op.command))
