"""Tests of queries/several.py."""

from __future__ import annotations

import pytest

from fieldapp.domain.dates import london_day
from fieldapp.extensions import db
from fieldapp.models import Contract, Fence
from fieldapp.models.fence import KEY
from fieldapp.queries import several
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")


def test_the_queries_alone_would_hide_another_firms_visits(contract: Contract) -> None:
    """Without the second fence as well. Rules: A8, C3."""
    theirs = make.ticket("on-site", make.contract(contract.landlord))
    own = make.ticket("on-site", contract)
    office = make.user("office", contract.contractor)
    db.session.info[KEY] = Fence.system()
    found = several.chosen(office, [theirs.id, own.id], london_day(make.now()))
    assert [one.ticket.id for one in found] == [own.id]
