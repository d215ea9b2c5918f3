"""What a contractor records while a variation waits, and what the decision makes of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket
from tests import factories as make
from tests.commands.varying import ONE, TAP, TWO, VALVE, add, ask, decide, manager, new_quantity, visit

pytestmark = pytest.mark.usefixtures("app")


def waiting(of: Ticket, command: str, *typed: tuple[str, str], **facts: object) -> str:
    assert of.operative
    one = make.op(of.operative, command, of, *typed, **facts)
    assert make.perform_as(of.operative, one).outcome == "waiting"
    return one.id


def completion(of: Ticket, *amounts: tuple[int, str]) -> list[tuple[str, str]]:
    done = ("comments", "Renewed the tap and both valves, no leak")
    return [done, *((f"line-{line}", amount) for line, amount in amounts)]


def test_a_completion_that_waited_counts_what_was_added_as_authorised() -> None:
    """Its writer could not know the line; both sides read of it in a note. Rules: V2, O2."""
    of = visit("on-site")
    tap = of.order.lines[0].id
    ask(of, *add(VALVE, "2"))
    waiting(of, "complete", *completion(of, (tap, "1")))
    make.do(of.operative, "add-note", of, ("text", "Valves are in the riser"))
    later = make.now() + timedelta(minutes=1)
    decide(of, "authorise-variation", done_at=later)
    db.session.expire_all()
    assert (of.state, of.order.status) == ("completed", "COM")
    assert [(one.code, one.completed) for one in of.order.lines] == [(TAP, ONE), (VALVE, TWO)]
    assert any("310911, 2, counts as authorised" in note.text for note in of.order.notes)


def test_a_completion_that_waited_may_count_a_line_that_is_gone() -> None:
    """It is left out, and a note says so. Rules: V2, O2."""
    of = visit("on-site", lines=((TAP, 1), (VALVE, 2)))
    tap, valve = (line.id for line in of.order.lines)
    ask(of, new_quantity(of.order, VALVE, "0"))
    waiting(of, "complete", *completion(of, (tap, "1"), (valve, "2")))
    decide(of, "authorise-variation", done_at=make.now() + timedelta(minutes=1))
    db.session.expire_all()
    assert (of.state, [(one.code, one.completed) for one in of.order.lines]) == ("completed", [(TAP, ONE)])
    assert any("310911, 2, is not counted" in note.text for note in of.order.notes)


def test_a_line_added_and_then_changed_counts_as_it_is_now() -> None:
    """Two variations were decided before the completion came. Rules: V2, O2."""
    of = visit("on-site")
    tap, before = of.order.lines[0].id, make.now()
    ask(of, *add(VALVE, "2"))
    decide(of, "authorise-variation", done_at=before + timedelta(minutes=1))
    ask(of, new_quantity(of.order, VALVE, "3"))
    decide(of, "authorise-variation", done_at=before + timedelta(minutes=2))
    assert of.operative
    make.do(of.operative, "complete", of, *completion(of, (tap, "1")), done_at=before)
    db.session.expire_all()
    assert [(one.code, one.completed) for one in of.order.lines] == [(TAP, ONE), (VALVE, Decimal(3))]
    assert any("310911, 3, counts as authorised" in note.text for note in of.order.notes)


def test_afterwards_a_completion_says_all_lines_itself() -> None:
    """Rules: C4."""
    of = visit("on-site")
    tap = of.order.lines[0].id
    ask(of, *add(VALVE, "2"))
    decide(of, "authorise-variation")
    assert of.operative
    late = make.op(
        of.operative, "complete", of, *completion(of, (tap, "1")), done_at=make.now() + timedelta(seconds=30)
    )
    assert "Write the quantity completed of 310911" in make.perform_as(of.operative, late).reason


def test_what_waited_on_hold_behind_a_variation_waits_for_its_decision_too() -> None:
    """Released, the variation is asked; the completion is applied by its decision, once. Rules: V2."""
    of = visit("on-site")
    tap = of.order.lines[0].id
    make.do(manager(of), "hold", of.order, ("comments", "Access is being arranged"))
    waiting(of, "vary", ("reason", "addition"), *add(VALVE, "2"))
    done = waiting(of, "complete", *completion(of, (tap, "1")))
    make.do(manager(of), "release", of.order)
    db.session.expire_all()
    assert (of.order.status, of.state) == ("IVR", "on-site")
    decide(of, "authorise-variation", done_at=make.now() + timedelta(minutes=1))
    db.session.expire_all()
    assert (of.order.status, of.state) == ("COM", "completed")
    answers = db.session.scalars(select(JournalRow).where(JournalRow.answers == done).order_by(JournalRow.number))
    assert [row.outcome for row in answers] == ["waiting", "applied"]
    of_order = select(JournalRow).where(JournalRow.order_id == of.order_id, JournalRow.command == "complete")
    assert len(list(db.session.scalars(of_order))) == 3


def test_evidence_is_taken_of_completed_work_while_a_variation_waits() -> None:
    """Rules: D2, V2."""
    of = visit("completed", evidence_after_completion=False)
    photo = (("blob", "0b2f0f3e-6f1d-4c5e-9a44-0d6f3f1c2b11"), ("sha256", "a" * 64), ("size", "5"), ("kind", "after"))
    assert of.operative
    assert make.perform_as(of.operative, make.op(of.operative, "add-photo", of, *photo)).outcome == "refused"
    ask(of, *add(VALVE, "1"))
    make.do(of.operative, "add-photo", of, *photo)
