"""The conditions that rows of the lifecycle table name, found out for one order and ticket."""

from __future__ import annotations

from collections.abc import Callable, Collection

from fieldapp.domain.invoiceable import BARS, barred
from fieldapp.models.standing import claim_of
from fieldapp.models.ticket import Ticket
from fieldapp.models.variation import within_limit
from fieldapp.models.works_order import WorksOrder

Told = Callable[[WorksOrder, Ticket | None], bool]


def _barred(name: str) -> Told:
    return lambda order, _: barred(name, claim_of(order))


TOLD: dict[str, Told] = {
    "operative-accepts": lambda order, _: order.landlord.policy.operative_accepts,
    "appointment-owed": lambda order, _: order.contract.appointments_compulsory,
    "no-access-keeps-visit": lambda order, _: not order.landlord.policy.no_access_ends_visit,
    "no-access-limit-reached": lambda order, _: 0 < order.landlord.policy.no_access_limit <= order.no_access_count + 1,
    "arrived": lambda _, ticket: ticket is not None and ticket.arrived_at is not None,
    "evidence-owed": lambda order, _: order.landlord.policy.evidence_after_completion or order.status == "CVR",
    "archived": lambda _, ticket: ticket is not None and ticket.archived_at is not None,
    "on-legal-hold": lambda order, _: order.legal_hold,
    "issued-before": lambda order, _: bool(order.tickets),
    "invoiced": lambda order, _: bool(order.invoices),
    "additional-work": lambda order, _: bool(order.extra_review),
    "within-limit": lambda order, _: within_limit(order),
    **{name: _barred(name) for name in BARS},
}


def conditions(order: WorksOrder, ticket: Ticket | None, asked: Collection[str] = TOLD.keys()) -> frozenset[str]:
    """Those of the `asked` conditions that hold now; some cost a query. Rules: T10, P6, S3, D2, L3, F4."""
    return frozenset(name for name in asked if name in TOLD and TOLD[name](order, ticket))
