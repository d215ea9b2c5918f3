"""Accept what came too late: it is done now, with its own time, or stays as evidence. Rules: O2."""

from __future__ import annotations

from wtforms.validators import DataRequired

from fieldapp.commands import late_row
from fieldapp.commands.form import CommandForm, Texts, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """What came late, by the ids of its ops, all of one visit; and what there is to say."""

    late = Texts("What came late", [DataRequired(message="Tick what this is about.")])
    reason = WrittenAtLength("Comment (optional)")


def apply(order: WorksOrder, act: Act, *, late: list[str], reason: str) -> None:
    """Write the decision down; carrying it out is judged anew, in the order in which it reached us."""
    late_row.decide(order, act, late, "honoured", reason)
