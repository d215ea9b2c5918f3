"""Registrations of operatives, as their office keeps them; shared by tests."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from fieldapp.extensions import db
from fieldapp.models import Registration, Ticket, User
from fieldapp.models.connection import begin_writing
from tests import factories as make

_numbers = itertools.count(100_001)
GAS = "gas-safe"


def registration(of: User, scheme: str = GAS, until: date | None = None, **facts: Any) -> Registration:
    """A registration of an operative, good for half a year unless said."""
    told = {
        "contractor_id": of.contractor_id,
        "user_id": of.id,
        "scheme": scheme,
        "number": str(next(_numbers)),
        "expires_on": until or make.today() + timedelta(days=183),
    }
    made: Registration = make.saved(Registration(**{**told, **facts}))
    return made


def changed(row: Any, **facts: Any) -> None:
    """Set some columns of a stored row."""
    begin_writing(db.session)
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.commit()


def ask_for_scheme(visit: Ticket, kind: str = "electrical-inspection", scheme: str = GAS) -> None:
    """The visit's landlord asks for a registration of whoever makes out a kind of certificate."""
    landlord = visit.order.landlord
    (item,) = [one for one in landlord.list_items if (one.list_name, one.code) == ("certificate", kind)]
    changed(item, facts={**item.facts, "scheme": scheme})
    changed(landlord, version=landlord.version + 1)
