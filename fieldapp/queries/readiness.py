"""“Can I finish this job?”: what is asked of a visit, as rows with what to do; the judging is `domain/readiness.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldapp.domain.lifecycle import OPERATIVE
from fieldapp.domain.readiness import blocks, conditions
from fieldapp.models import Evidence, Ticket, User
from fieldapp.models.standing import standing_of
from fieldapp.queries.kept_files import kept_file
from fieldapp.queries.registrations import day_of_visit

DOCUMENTS = "documents"


@dataclass(frozen=True, kw_only=True)
class ReadinessRow:
    """One thing that is asked: what, whether it is there, what is the case and what to do.

    `blocks` is whether completion by the asking person is refused without it. Of some there have to be `asked`, there
    are `have`; where nothing is done of the `lines` that ask for it, nobody does.
    """

    condition: str
    what: str
    met: bool
    detail: str
    kind: str = ""
    blocks: bool = True
    asked: int = 1
    have: int = 0
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """The rows of a visit, for one person."""

    rows: tuple[ReadinessRow, ...]

    @property
    def missing(self) -> int:
        """Without how many of them completion would be refused."""
        return sum(1 for one in self.rows if one.blocks and not one.met)

    def of(self, condition: str) -> tuple[ReadinessRow, ...]:
        """The rows about one kind of thing."""
        return tuple(one for one in self.rows if one.condition == condition)


def readiness_of(user: User, ticket: Ticket, today: date, theirs: Sequence[Evidence]) -> Readiness:
    """What is asked of a visit that `user` may see, judged for the day on which it is to be. Rules: C8, D1, D2.

    A phone is also told of the landlord's files there, `theirs`, which it keeps by itself.
    """
    by_operative = user.role == OPERATIVE
    rows = tuple(
        ReadinessRow(
            condition=one.name,
            kind=one.kind,
            what=one.what,
            met=one.met,
            detail=one.detail,
            blocks=blocks(one, by_operative=by_operative),
            asked=one.asked,
            have=one.have,
            lines=one.lines,
        )
        for one in conditions(standing_of(ticket, day_of_visit(ticket, today), user))
    )
    return Readiness((*rows, *_documents(theirs)) if by_operative else rows)


def _documents(theirs: Sequence[Evidence]) -> tuple[ReadinessRow, ...]:
    """The landlord's files that a phone keeps by itself: whether it holds them it alone can tell."""
    files = sum(1 for row in theirs if kept_file(row))
    if not files:
        return ()
    return (
        ReadinessRow(
            condition=DOCUMENTS,
            what="The landlord’s documents",
            met=False,
            detail=f"{files} to read. To have them without signal, open each and save the original.",
            blocks=False,
            asked=files,
        ),
    )
