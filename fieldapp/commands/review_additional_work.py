"""Review the additional work that came with a completion. Rules: C7, O1."""

from __future__ import annotations

from fieldapp.commands import note_row
from fieldapp.commands.form import CommandForm, FixedRadio, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.domain.additional_work import CLEAR, ISSUE
from fieldapp.domain.refusals import Invalid
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """What the review finds; an issue in words."""

    verdict = FixedRadio(
        "What does the review find?",
        [(CLEAR, "No issue: it can be invoiced"), (ISSUE, "There is an issue")],
        required="Choose what the review finds.",
    )
    comments = WrittenAtLength("What is the issue?")


def apply(order: WorksOrder, act: Act, *, verdict: str, comments: str) -> None:
    """Keep the verdict; an issue is left as a note, which the contractor reads. A later review may find otherwise."""
    if verdict == ISSUE and not comments:
        raise Invalid({"comments": ["Write what the issue is, so that the contractor can answer."]})
    order.extra_review = verdict
    if verdict == ISSUE:
        note_row.leave_for_contractor(order, act, f"Additional work: {comments}")
