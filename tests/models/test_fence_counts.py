"""Selects that name no entity are fenced as well."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from fieldapp.extensions import db
from fieldapp.models import Fence, Ticket
from fieldapp.models.fence import KEY
from tests import factories as make


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("query", [
    select(func.count()).select_from(Ticket), select(func.count(Ticket.id)), select(func.max(Ticket.id)),
    select(Ticket.id, func.count()).group_by(Ticket.id),
    select(Ticket.state), select(select(Ticket.id).subquery().c.id),
])  # fmt: skip
def test_a_count_counts_ones_own(query: object) -> None:
    """A figure gives away rows as surely as a list. Rules: A8."""
    make.ticket("booked")
    db.session.remove()
    db.session.info[KEY] = Fence(contractor_id=999)
    assert db.session.execute(query).scalar() in (None, 0)  # type: ignore[call-overload]
