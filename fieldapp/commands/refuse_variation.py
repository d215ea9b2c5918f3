"""Refuse a variation, with why; the order's lines stay as they were. Rules: V2, V5."""

from __future__ import annotations

from fieldapp.commands import variation_record
from fieldapp.commands.form import CommandForm, WholeNumber, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Which one, and why."""

    variation = WholeNumber("Variation", required=variation_record.WHICH)
    reason = WrittenAtLength(
        "Why is it refused?", required="Write why it is refused, so that the contractor can answer."
    )


def apply(order: WorksOrder, act: Act, *, variation: int, reason: str) -> None:
    """Nothing is changed, and the contractor reads why."""
    variation_record.refuse(variation_record.waiting(order, variation), act, reason)
