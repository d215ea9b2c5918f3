"""Tests of dispatch/claims.py."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Thread

from flask import Flask

from fieldapp.dispatch.claims import LEASE, claim, finish, give_back
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.extensions import db
from fieldapp.models import Outgoing
from tests import factories

KINDS = ("derive",)


def waiting(due: int = 0, kind: str = "derive") -> Outgoing:
    """A row that became due so many seconds ago."""
    row = Outgoing(kind=kind, facts={"blob": "x"}, due_at=factories.now() - timedelta(seconds=due))
    db.session.add(row)
    db.session.commit()
    return row


def test_the_row_that_is_due_longest_comes_first(app: Flask) -> None:
    later, sooner = waiting(5).id, waiting(50).id
    session, now = session_for_everybody(), factories.now()
    claims = [claim(session, KINDS, now) for _ in range(3)]
    assert [one and one.id for one in claims] == [sooner, later, None]


def test_what_is_not_due_not_ours_or_done_is_left_alone(app: Flask) -> None:
    waiting(-60)
    waiting(5, kind="mail")
    session, now = session_for_everybody(), factories.now()
    assert claim(session, KINDS, now) is None
    waiting(5)
    one = claim(session, KINDS, now)
    assert one is not None
    finish(session, one, now)
    assert claim(session, KINDS, now + 10 * LEASE) is not None, "the row of the future is due then"
    assert claim(session, KINDS, now + 10 * LEASE) is None


def test_a_dispatcher_that_died_gives_its_row_free(app: Flask) -> None:
    waiting(5)
    session, now = session_for_everybody(), factories.now()
    first = claim(session, KINDS, now)
    assert claim(session, KINDS, now + LEASE / 2) is None
    second = claim(session, KINDS, now + LEASE * 2)
    assert first
    assert second
    assert (second.id, second.attempt) == (first.id, 2)
    # The first was only slow: what it says now is not heard.
    give_back(session, first, now, "late")
    assert db.session.get_one(Outgoing, first.id).last_error == ""
    finish(session, second, now)
    assert db.session.get_one(Outgoing, first.id).done_at == now


def test_a_failed_row_waits_longer_each_time_and_an_hour_at_most(app: Flask) -> None:
    row = waiting(5)
    session, now = session_for_everybody(), factories.now()
    waits = []
    for _ in range(12):
        one = claim(session, KINDS, now)
        assert one
        give_back(session, one, now, "it broke")
        db.session.refresh(row)
        waits.append((row.due_at - now).total_seconds())
        now = row.due_at
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 3600
    assert (row.attempts, row.last_error, row.leased_until) == (12, "it broke", None)


def test_two_dispatchers_claim_each_row_once(app: Flask) -> None:
    for number in range(40):
        waiting(number + 1)
    claimed: list[int] = []
    now = factories.now()

    def dispatcher() -> None:
        with app.app_context():
            while one := claim(session_for_everybody(), KINDS, now):
                claimed.append(one.id)

    dispatchers = [Thread(target=dispatcher) for _ in range(4)]
    for one in dispatchers:
        one.start()
    for one in dispatchers:
        one.join()
    assert len(claimed) == 40
    assert max(Counter(claimed).values()) == 1
