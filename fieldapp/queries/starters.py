"""Ways to begin a comment on finished work, by trade."""

from __future__ import annotations

from fieldapp.models import WorksOrder
from fieldapp.queries.visit_parts import choices


def starters(order: WorksOrder) -> list[str]:
    """The landlord's ways to begin a comment on an order of its trade, those of the trade first. Rules: C2."""
    offered = [one for one in choices(order, "comment-starter") if one.facts.get("trade", "") in ("", order.trade)]
    return [one.label for one in sorted(offered, key=lambda one: not one.facts.get("trade"))]
