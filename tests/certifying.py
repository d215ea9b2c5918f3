"""What is typed to record certificates, and those of a home; shared by tests."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Certificate, Ticket
from tests.commands.lateness import Typed

SIGNED: Typed = (("engineer", "Jo Kestrel"), ("registration", "123456"), ("signed", "Jo Kestrel"))
GAS: Typed = (
    ("kind", "gas-compliance"), ("form", "gas-safety"), *SIGNED, ("item-1", "Vaillant ecoTEC"),
    ("location-1", "Kitchen"), ("flue-1", "pass"), ("air-1", "pass"), ("heat-1", "pass"), ("works-1", "pass"),
    ("verdict-1", "safe"), ("pipework", "pass"), ("alarm", "pass"),
)  # fmt: skip
EICR: Typed = (("kind", "condition-report"), ("form", "eicr"), *SIGNED, ("extent", "The whole home"))
FAULTY: Typed = (*EICR, ("item-1", "No RCD on sockets"), ("location-1", "Consumer unit"), ("code-1", "C2"))


def dated(typed: Typed, day: object, **changed: str) -> Typed:
    """The same of a day, with other answers."""
    return (*((name, changed.get(name, value)) for name, value in typed), ("done_on", str(day)))


def all_of(visit: Ticket) -> list[Certificate]:
    """Every certificate of the visit's home, the oldest first."""
    db.session.rollback()
    query = select(Certificate).where(Certificate.property_id == visit.order.property_id)
    return list(db.session.scalars(query.order_by(Certificate.id)))
