"""A landlord's lists that are loaded already: labels, and forms, so that many on a page ask for no list again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fieldapp.commands.circumstances import Circumstances
from fieldapp.commands.judging import circumstances_of
from fieldapp.domain import slots
from fieldapp.models import ListItem, WorksOrder
from fieldapp.queries.visit_parts import reasons_for_no_appointment


def loaded_circumstances(
    order: WorksOrder, tz: str = "Europe/London", skew: timedelta = timedelta(0), *, old_items: bool = False
) -> Circumstances:
    """The circumstances of an order's forms; with `old_items` also list entries that may be chosen no more."""
    items = [item for item in order.landlord.list_items if item.active or old_items]

    def list_of(name: str) -> list[tuple[str, str]]:
        found = [item for item in items if item.list_name == name]
        if name == "not-required-reason" and not old_items:
            found = reasons_for_no_appointment(order)
        return [(item.code, item.label) for item in found]

    def hints_of(name: str) -> dict[str, str]:
        return _days_of([item for item in items if item.list_name == name]) if name == "slot" else {}

    return replace(circumstances_of(order, tz, skew), list_of=list_of, hints_of=hints_of)


def _days_of(items: list[ListItem]) -> dict[str, str]:
    """On which days each slot is offered; nothing where every slot is offered every day. Rules: P1."""
    if not any(slots.limited(item.facts) for item in items):
        return {}
    words = {item.code: slots.days_words(item.facts) for item in items}
    return {code: said[0].upper() + said[1:] for code, said in words.items()}
