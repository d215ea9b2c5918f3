"""Completed work, and what is recorded of its invoices: shared by the tests of commands, lists and pages."""

from __future__ import annotations

from typing import Any

from fieldapp.models import Contract, Ticket
from tests import factories as make
from tests.commands.lateness import completion


def finished(under: Contract | None = None, **facts: Any) -> Ticket:
    """A visit that completed its order today."""
    visit = make.ticket("on-site", under, **facts)
    make.do(make.user("office", visit.contractor), "complete", visit, *completion(visit))
    return visit


def invoice(number: str = "INV 42", amount: str = "52.50") -> dict[str, str]:
    """What the form about an invoice is filled with."""
    return {"number": number, "invoiced_on": make.today().isoformat(), "amount": amount}


def recorded(visit: Ticket, number: str = "INV 42", amount: str = "52.50") -> None:
    """Record an invoice for the visit's order, as somebody of its firm's office."""
    make.do(make.user("office", visit.contractor), "record-invoice", visit.order, *invoice(number, amount).items())


def paid(visit: Ticket) -> None:
    """Mark the visit's order as paid today, as somebody of its landlord's."""
    officer = make.user("landlord", visit.order.landlord)
    make.do(officer, "mark-paid", visit.order, ("paid_on", make.today().isoformat()))
