"""Tests of dispatch/sealing.py; that a seal shows what was tampered with is in tests/cli/test_audit_verify.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Thread

from flask import Flask

from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.dispatch.sealing import heads_digest, seal, seal_if_due
from fieldapp.extensions import db
from fieldapp.models import ChainHead, JournalRow, Seal
from tests import factories

KEY = b"key"


def at(hour: int, minute: int = 0) -> datetime:
    return factories.now().replace(hour=hour, minute=minute, second=0)


def test_the_first_seal_covers_the_heads_of_all_chains(app: Flask) -> None:
    factories.ticket("booked")
    factories.ticket("issued")
    one = seal(session_for_everybody(), KEY, at(10))
    heads = {head.chain: (head.length, head.mac) for head in db.session.query(ChainHead)}
    assert (one.number, one.heads, one.previous_mac) == (1, len(heads), "")
    assert one.heads_sha256 == heads_digest(heads)
    assert one.last_journal_number == max(row.number for row in db.session.query(JournalRow))


def test_the_next_seal_follows_on_it_and_covers_what_grew(app: Flask) -> None:
    factories.ticket("booked")
    first = seal(session_for_everybody(), KEY, at(10))
    factories.ticket("issued")
    second = seal(session_for_everybody(), KEY, at(11))
    assert (second.number, second.previous_mac, second.heads) == (2, first.mac, 1)
    third = seal(session_for_everybody(), KEY, at(12))
    assert (third.heads, third.last_journal_number) == (0, second.last_journal_number)


def test_there_is_one_seal_in_each_hour(app: Flask) -> None:
    factories.ticket("issued")
    session = session_for_everybody()
    made = [seal_if_due(session, KEY, moment) for moment in (at(10, 59), at(10, 59), at(11), at(11, 30), at(12, 1))]
    assert [one is not None for one in made] == [True, False, True, False, True]


def test_two_dispatchers_make_one_seal(app: Flask) -> None:
    factories.ticket("issued")
    now = at(10) + timedelta(minutes=5)

    def dispatcher() -> None:
        with app.app_context():
            seal_if_due(session_for_everybody(), KEY, now)
            db.session.remove()

    dispatchers = [Thread(target=dispatcher) for _ in range(3)]
    for one in dispatchers:
        one.start()
    for one in dispatchers:
        one.join()
    db.session.rollback()
    assert [one.number for one in db.session.query(Seal)] == [1]
