"""A visit whose order is varied, and those who ask and decide: shared by the tests about variations."""

from __future__ import annotations

from decimal import Decimal

from fieldapp.commands.op import Answer
from fieldapp.extensions import db
from fieldapp.models import Contract, Rate, Ticket, User, Variation, WorksOrder
from tests import factories as make

REASON = ("reason", "addition")
TAP, VALVE = "310403", "310911"
ONE, TWO = Decimal(1), Decimal(2)


def contract(limit: int = 0, **policy: object) -> Contract:
    """A contract with a limit in pence, a placeholder and a price code."""
    under = make.contract(make.landlord(**policy))
    under.variation_limit_pence = limit
    book = under.schedules[0]
    for code, pence, kind in (("PROPLUMB", 0, "placeholder"), ("PEA-1", 100, "price")):
        rate = Rate(code=code, short=code, unit="IT", rate_pence=pence, kind=kind, trade="PLU")
        rate.landlord_id = under.landlord_id
        book.rates.append(rate)
    db.session.commit()
    return under


def visit(
    state: str = "booked", limit: int = 0, lines: tuple[tuple[str, int], ...] = (("310403", 1),), **policy: object
) -> Ticket:
    """A visit with its operative under such a contract; `completed` brings it to the end."""
    under = contract(limit, **policy)
    made = make.ticket(
        "on-site" if state == "completed" else state, under, make.user("operative", under.contractor), lines=lines
    )
    for line in made.order.lines:
        line.kind = next(rate.kind for rate in under.schedules[0].rates if rate.code == line.code)
    db.session.commit()
    if state == "completed":
        counted = [(f"line-{line.id}", str(line.ordered)) for line in made.order.lines]
        done = ("comments", "Renewed the tap and tested it for ten minutes")
        make.do(made.operative, "complete", made, done, *counted)
    return made


def office(of: Ticket) -> User:
    """Somebody of the firm's office."""
    return make.user("office", of.contractor)


def manager(of: Ticket) -> User:
    """Somebody who decides for the landlord."""
    return make.user("contract-manager", of.order.landlord)


def add(code: str, quantity: str, number: int = 1) -> tuple[tuple[str, str], tuple[str, str]]:
    """The pairs of an added row."""
    return (f"code-{number}", code), (f"quantity-{number}", quantity)


def new_quantity(order: WorksOrder, code: str, quantity: str) -> tuple[str, str]:
    """The pair that gives a line another quantity."""
    return f"line-of-{next(one.id for one in order.lines if one.code == code)}", quantity


def ask(of: Ticket, *typed: tuple[str, str], by: User | None = None, **facts: object) -> Answer:
    """Ask for a variation as the visit's operative, whatever comes of it."""
    person = by or of.operative
    assert person
    return make.perform_as(person, make.op(person, "vary", of, REASON, *typed, **facts))


def decide(of: Ticket, command: str, *typed: tuple[str, str], by: User | None = None, **facts: object) -> Answer:
    """Decide as a contract manager, whatever comes of it: about the last variation, unless another is typed."""
    person = by or manager(of)
    if all(name != "variation" for name, _ in typed):
        typed = (("variation", str(variations(of)[-1].number)), *typed)
    return make.perform_as(person, make.op(person, command, of.order, *typed, **facts))


def standing(of: Ticket) -> list[tuple[str, Decimal]]:
    """The order's lines as they are now: codes and quantities ordered."""
    db.session.expire_all()
    return [(one.code, one.ordered) for one in of.order.lines]


def variations(of: Ticket) -> list[Variation]:
    """The order's variations, the oldest first."""
    db.session.expire_all()
    return list(of.order.variations)
