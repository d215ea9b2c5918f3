"""An officer who raises an order by the command itself: shared by the tests of what is raised and of its details."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.commands.op import Op
from fieldapp.extensions import db
from fieldapp.models import Contract, User, WorksOrder
from tests import factories as make


@pytest.fixture
def contract(app: Flask) -> Contract:
    """A contract whose landlord has the home P1."""
    made = make.contract()
    make.home(made.landlord, reference="P1")
    return made


@pytest.fixture
def officer(contract: Contract) -> User:
    """Somebody of that landlord."""
    return make.user("landlord", contract.landlord)


def op(officer: User, contract: Contract, **typed: str) -> Op:
    """The op of an order with one line."""
    pairs = {
        "contract": contract.site_code, "reference": "C1/1", "property": "P1", "priority": "cal90",
        "description": "Tap leaks", "line": "310403|1|Kitchen", **typed,
    }  # fmt: skip
    now = make.now()
    return Op(
        id=str(uuid4()), actor=officer.id, command="raise", typed=list(pairs.items()), done_at=now, sent_at=now,
        received_at=now,
    )  # fmt: skip


def raised() -> list[WorksOrder]:
    """All orders there are, the first first."""
    db.session.rollback()
    return list(db.session.scalars(select(WorksOrder).order_by(WorksOrder.id)))
