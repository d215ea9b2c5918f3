"""The conditions that rows of the lifecycle table name, found out for one order and ticket."""

from __future__ import annotations

from fieldapp.models import Ticket, WorksOrder


def conditions(order: WorksOrder, ticket: Ticket | None) -> frozenset[str]:
    """Every condition that holds now. Rules: T10, P6, S3, D2."""
    policy = order.landlord.policy
    told = {
        "operative-accepts": policy.operative_accepts,
        "appointment-owed": policy.appointments_compulsory,
        "no-access-keeps-visit": not policy.no_access_ends_visit,
        "no-access-limit-reached": 0 < policy.no_access_limit <= order.no_access_count + 1,
        "arrived": ticket is not None and ticket.arrived_at is not None,
        "evidence-owed": policy.evidence_after_completion or order.status == "CVR",
        "issued-before": bool(order.tickets),
    }
    return frozenset(name for name, holds in told.items() if holds)
