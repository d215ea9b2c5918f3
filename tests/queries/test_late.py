"""Tests of queries/late.py."""

from __future__ import annotations

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, User
from fieldapp.models.fence import KEY
from fieldapp.queries import late
from fieldapp.queries.paging import Key
from tests import factories as make
from tests.commands.lateness import cancel, decide, send
from tests.statements import on_sqlite, plan

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def officer(contract: Contract) -> User:
    return make.user("landlord", contract.landlord)


def test_an_index_serves_the_list(officer: User) -> None:
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    for after in (None, Key(make.now(), 1)):
        drawn = plan(late.listing(officer, after))
        assert "ix_late_command_undecided" in drawn
        assert "TEMP B-TREE" not in drawn


def test_the_oldest_comes_first_and_what_is_decided_is_gone(contract: Contract, officer: User) -> None:
    """Rules: O2."""
    sent = []
    for _ in range(2):
        visit = make.ticket("booked", contract, make.user("operative", contract.contractor))
        cancel(visit)
        sent.append((visit, send(visit, "arrive")))
    assert [one.ticket.id for one in late.listed(officer).rows] == [visit.id for visit, _ in sent]
    decide(*sent[0][:1], "decline", sent[0][1], reason="The wrong house")
    assert [one.ticket.id for one in late.listed(officer).rows] == [sent[1][0].id]
    assert late.waiting(officer) == 1


def test_the_queries_alone_would_hide_what_is_anothers(contract: Contract, officer: User) -> None:
    """Without the second fence as well. Rules: A8."""
    visit = make.ticket("booked", contract, make.user("operative", contract.contractor))
    cancel(visit)
    send(visit, "arrive")
    db.session.info[KEY] = Fence.system()
    for stranger in (make.user("landlord"), make.user("office")):
        db.session.info[KEY] = Fence.system()
        assert late.listed(stranger).rows == []
        assert late.waiting(stranger) == 0
        assert late.undecided_of(stranger, visit.order_id) == []
