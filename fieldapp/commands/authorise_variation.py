"""Authorise a variation as it was asked; what waited for it is applied. Rules: V2, V5."""

from __future__ import annotations

from fieldapp.commands import variation_record
from fieldapp.commands.form import CommandForm, WholeNumber, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Which one, and a word for the contractor."""

    variation = WholeNumber("Variation", required=variation_record.WHICH)
    comments = WrittenAtLength("Anything the contractor should know?")


def apply(order: WorksOrder, act: Act, *, variation: int, comments: str) -> None:
    """The order's lines are what was asked."""
    found = variation_record.waiting(order, variation)
    variation_record.authorise(found, act, {})
    found.decision_reason = comments
