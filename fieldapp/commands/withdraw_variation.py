"""Withdraw a variation that still waits: only the side that asked for it. Rules: V2, V5."""

from __future__ import annotations

from fieldapp.commands import variation_record
from fieldapp.commands.form import CommandForm, WholeNumber, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Refused
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Which one, and why."""

    variation = WholeNumber("Variation", required=variation_record.WHICH)
    reason = WrittenAtLength("Why is it withdrawn?")


def apply(order: WorksOrder, act: Act, *, variation: int, reason: str) -> None:
    """It is as if it had not been asked; the journal keeps it."""
    found = variation_record.waiting(order, variation)
    if found.by_landlord != act.by_landlord:
        other = "landlord" if found.by_landlord else "contractor"
        raise Refused("not-yours", f"The {other} asked for this variation. Call them if it is no longer needed.")
    variation_record.withdraw(found, act, reason)
