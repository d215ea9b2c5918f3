"""change(): the one way in which a landlord's settings are changed and committed, each change with its journal row."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands import journalling
from fieldapp.commands.op import Answer, Op
from fieldapp.commands.settings.keeping import UNKNOWN, Alter, Changed, Keeping
from fieldapp.commands.settings.registry import SETTINGS
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.domain.settings import MAY_CHANGE
from fieldapp.extensions import db
from fieldapp.models import Landlord, User
from fieldapp.models.connection import writing

UNCHANGED = "unchanged"


def change(op: Op) -> Answer:
    """Change one setting, or say why not; a journal row in the actor's chain says what it was and is.

    `applied` carries what was changed in `code`, its name in `reason` and before and after in `fields`; where nothing
    differs, the code is `unchanged` and nothing is written. The same op again gets the same answer. Rules: O1.
    """
    session = db.session()
    with writing(session):
        return _once(session, op)


def _once(session: Session, op: Op) -> Answer:
    # Its sender first, as everything does that has no order to lock; then the landlord, for one change at a time.
    actor = session.get_one(User, op.actor, with_for_update=True, populate_existing=True)
    known = journalling.latest_answer(session, op)
    if known:
        return known
    answer = _judge(session, op, actor)
    if answer.code != UNCHANGED:
        journalling.write(session, op, actor, answer)
    return answer


def _judge(session: Session, op: Op, actor: User) -> Answer:
    try:
        landlord = _locked(session, actor)
        if landlord is None or actor.role not in MAY_CHANGE.get(op.command, ()):
            raise UNKNOWN
        with session.begin_nested():
            changed = _alter(session, SETTINGS[op.command], _keeping(session, op, actor, landlord))
    except Refused as no:
        return Answer(id=op.id, outcome="refused", code=no.code, reason=no.sentence)
    except Invalid as fault:
        return Answer(id=op.id, outcome="invalid", code="invalid", reason=str(fault), fields=fault.fields)
    if not changed.fields:
        return Answer(id=op.id, outcome="applied", code=UNCHANGED)
    return Answer(id=op.id, outcome="applied", code=changed.thing, reason=changed.name, fields=changed.fields)


def _alter(session: Session, alter: Alter, keeping: Keeping) -> Changed:
    """Change it, and move the version that kept pages follow."""
    changed = alter(keeping)
    if changed.fields and changed.kept:
        versioned = changed.contract or keeping.landlord
        versioned.version += 1
    session.flush()
    return changed


def _locked(session: Session, actor: User) -> Landlord | None:
    # As raising an order locks it: rows that merely name their landlord need not wait.
    query = select(Landlord).where(Landlord.id == actor.landlord_id).with_for_update(key_share=True)
    return session.scalar(query.execution_options(populate_existing=True))


def _keeping(session: Session, op: Op, actor: User, landlord: Landlord) -> Keeping:
    typed: dict[str, list[str]] = {}
    for name, value in op.typed:
        typed.setdefault(name, []).append(value)
    return Keeping(session=session, landlord=landlord, actor=actor, now=op.received_at, typed=typed)
