"""Doing the steps of stories: each by perform(), as its person, at its time, once; the journal knows which are done."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands import profile
from fieldapp.commands.op import Answer, Op
from fieldapp.commands.perform import perform
from fieldapp.commands.receiving import receive
from fieldapp.commands.settings import change as settings
from fieldapp.commands.settings.registry import SETTINGS
from fieldapp.demonstration.drawings import photo
from fieldapp.demonstration.foundations import email
from fieldapp.demonstration.papers import paper
from fieldapp.demonstration.story import File, Pairs, Step
from fieldapp.domain.lifecycle import OPERATIVE
from fieldapp.extensions import db
from fieldapp.gateways.originals import seal
from fieldapp.gateways.storage import Storage
from fieldapp.models import JournalRow, Line, Ticket, User, WorksOrder
from fieldapp.models.connection import begin_writing
from fieldapp.models.fence import KEY, Fence

# Journal rows of the demonstration carry this as their build; any other row on an order is a person's.
BUILD = "demonstration"
TOO_LATE = "too-late"
NAMESPACE = uuid.UUID("5b0f8f43-2e0c-5f0e-9a53-6d1f4f6b7a10")


@dataclass
class Done:
    """What came of the steps: how many were taken, and a sentence for each that was refused."""

    taken: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Person:
    """An account's user, apart from any session."""

    id: int
    role: str
    fence: Fence


class Performer:
    """Takes the steps of stories up to a moment. A story whose step is refused, or still to come, stops there."""

    def __init__(self, storage: Storage, now: datetime) -> None:
        self.storage, self.now = storage, now
        session = everybody()
        self.known = set(session.scalars(select(JournalRow.op_id).where(JournalRow.build == BUILD)))
        self.people = {
            user.email: Person(user.id, user.role, Fence(user.landlord_id, user.contractor_id))
            for user in session.scalars(select(User))
        }
        session.rollback()

    def take(self, steps: Iterable[Step]) -> Done:
        """Take all steps that are not taken yet, the earliest first."""
        done, stopped = Done(), set[str]()
        for step in sorted(steps, key=lambda one: one.at):
            if step.order in stopped or op_id(step) in self.known:
                continue
            if step.at > self.now:
                stopped.add(step.order)
                continue
            fault = self._take(step)
            if fault:
                stopped.add(step.order)
                done.refused.append(f"{step.order} {step.key}: {fault}")
            else:
                done.taken += 1
        return done

    def _take(self, step: Step) -> str:
        """Perform one step; gives why it was refused, or nothing."""
        person = self.people[email(step.who)]
        op = self._op(step, person)
        session = db.session()
        session.info[KEY] = person.fence
        try:
            answer = _do(op)
        finally:
            session.info[KEY] = Fence.system()
        self.known.add(op.id)
        expected = answer.outcome == "applied" or (step.done is not None and answer.code == TOO_LATE)
        return "" if expected else f"{answer.outcome}: {answer.reason} {answer.fields or ''}"

    def _op(self, step: Step, person: Person) -> Op:
        typed = [*step.typed, *self._people(step), *self._file(step, person)]
        session = everybody()
        order = session.scalar(select(WorksOrder.id).where(WorksOrder.reference == step.order))
        ticket = session.scalar(select(Ticket.id).where(Ticket.order_id == order, Ticket.visit == step.visit))
        return Op(
            id=op_id(step),
            actor=person.id,
            command=step.command,
            typed=[*typed, *(_claims(session, order) if step.claims else ()), *_varied(session, order, step.lines)],
            done_at=step.done or step.at,
            sent_at=step.at,
            received_at=step.at,
            order=order,
            ticket=ticket,
            build=BUILD,
            door="phone" if person.role == OPERATIVE else "web",
        )

    def _people(self, step: Step) -> list[tuple[str, str]]:
        return [(name, str(self.people[email(account)].id)) for name, account in step.people]

    def _file(self, step: Step, person: Person) -> list[tuple[str, str]]:
        """Store the step's file and its row, as a door does before the command that names it."""
        if step.file is None:
            return []
        blob_id = str(uuid.uuid5(NAMESPACE, f"{step.order}:{step.key}:file"))
        original = seal(self.storage, BytesIO(_bytes(step.file)))
        session = everybody()
        begin_writing(session)
        receive(session, session.get_one(User, person.id), blob_id, original, step.at)
        session.commit()
        return [("blob", blob_id), ("sha256", original.sha256), ("size", str(original.size))]


def _do(op: Op) -> Answer:
    """Do a command of an order, of a firm's profile or of a landlord's settings: each by its own one way."""
    if op.command in profile.CHANGES:
        return profile.change(op)
    return settings.change(op) if op.command in SETTINGS else perform(op)


def op_id(step: Step) -> str:
    """The id of a step: the same each time it is told."""
    return str(uuid.uuid5(NAMESPACE, f"{step.order}:{step.key}"))


def everybody() -> Session:
    """The session, with no fence but the system's."""
    session = db.session()
    session.info[KEY] = Fence.system()
    return session


def _claims(session: Session, order: int | None) -> list[tuple[str, str]]:
    """Every ordered line, completed as ordered."""
    ordered = select(Line.id, Line.ordered).where(Line.order_id == order, Line.extra.is_(False))
    return [(f"line-{line}", str(quantity)) for line, quantity in session.execute(ordered)]


def _varied(session: Session, order: int | None, lines: Pairs) -> list[tuple[str, str]]:
    """Other quantities of ordered lines, by their codes."""
    ids = {code: line for line, code in session.execute(select(Line.id, Line.code).where(Line.order_id == order))}
    return [(f"line-of-{ids[code]}", quantity) for code, quantity in lines]


def _bytes(file: File) -> bytes:
    return photo(file.kind, file.words) if file.sort == "photo" else paper(file.words, file.lines)
