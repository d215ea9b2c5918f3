"""Decline what came too late: nothing changes, and its sender hears why. Rules: O2."""

from __future__ import annotations

from wtforms.validators import DataRequired

from fieldapp.commands import late_row
from fieldapp.commands.form import CommandForm, Texts, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """What came late, by the ids of its ops, all of one visit; and why it does not count."""

    late = Texts("What came late", [DataRequired(message="Tick what this is about.")])
    reason = WrittenAtLength("Why does it not count?", required="Write why it does not count.")


def apply(order: WorksOrder, act: Act, *, late: list[str], reason: str) -> None:
    """Write the decision and its reason down."""
    late_row.decide(order, act, late, "declined", reason)
