"""A visit with its operative, and what they try on it: shared by the tests of what commands do."""

from __future__ import annotations

from fieldapp.commands.op import Answer
from fieldapp.models import Ticket, User
from tests import factories as make

BLOB = "0b2f0f3e-6f1d-4c5e-9a44-0d6f3f1c2b11"
SHA = "a" * 64


def booked(state: str = "booked", lines: tuple[tuple[str, int], ...] = (("310403", 1),), **policy: object) -> Ticket:
    """A visit given to an operative, under a landlord with a policy."""
    under = make.contract(make.landlord(**policy))
    return make.ticket(state, under, make.user("operative", under.contractor), lines=lines)


def doer(visit: Ticket) -> User:
    """The visit's operative."""
    assert visit.operative
    return visit.operative


def attempt(visit: Ticket, command: str, *typed: tuple[str, str], **facts: object) -> Answer:
    """Do a command as the operative, whatever comes of it."""
    return make.perform_as(doer(visit), make.op(doer(visit), command, visit, *typed, **facts))


def quantities(visit: Ticket, *amounts: str) -> list[tuple[str, str]]:
    """The pairs of the order's lines."""
    return [(f"line-{line.id}", amount) for line, amount in zip(visit.order.lines, amounts, strict=True)]
