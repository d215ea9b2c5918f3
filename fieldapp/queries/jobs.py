"""The jobs of an order, its lines as both sides read them: what was ordered and done, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fieldapp.domain.money import line_pence, pounds, sum_of
from fieldapp.domain.units import measured
from fieldapp.models import Line, WorksOrder
from fieldapp.queries.order_details import details_of_lines
from fieldapp.queries.visit_parts import label

NOTHING = "–"
PRICED = "price"


@dataclass(frozen=True, kw_only=True)
class Job:
    """One line in words; the three sums are empty where rates are not shown, `claimed` also before completion.

    `placeholder` says that the code is none yet, `left` that it has still to be replaced by a costed one.
    """

    id: int
    sequence: int
    code: str
    short: str
    place: str
    certificate: str
    ordered: str
    completed: str
    rate: str
    estimated: str
    claimed: str
    extra: bool
    placeholder: bool
    left: bool
    more: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """An order's jobs; `columns` are the details that any of them has, by name, the totals pence, None if not shown."""

    rows: Sequence[Job]
    columns: Mapping[str, str]
    money: bool
    ordered_pence: int | None = None
    completed_pence: int | None = None
    agreed_by: str = ""

    @property
    def done(self) -> bool:
        """Whether anything was written down as completed."""
        return any(one.completed != NOTHING for one in self.rows)


def jobs_of(order: WorksOrder, *, money: bool) -> Jobs:
    """The jobs of an order that whoever asks may see; rates and sums only with `money`. Rules: T3, C4."""
    details = details_of_lines(order.lines)
    return Jobs(
        rows=tuple(_job(order, line, details.words[line.id], money=money) for line in order.lines),
        columns=details.columns,
        money=money,
        ordered_pence=ordered_pence(order) if money else None,
        completed_pence=completed_pence(order) if money else None,
        agreed_by=order.extra_agreed_by,
    )


def ordered_pence(order: WorksOrder) -> int:
    """What was ordered comes to, before tax. Rules: C4."""
    return sum(line_pence(line.ordered, line.rate_pence) for line in order.lines)


def completed_pence(order: WorksOrder) -> int:
    """What was written down as completed comes to, before tax. Rules: C4."""
    return sum(line_pence(line.completed or Decimal(0), line.rate_pence) for line in order.lines)


def _job(order: WorksOrder, line: Line, more: Mapping[str, str], *, money: bool) -> Job:
    """A price line's quantity is pounds, whoever reads it. Rules: C5."""
    done = line.completed
    return Job(
        id=line.id,
        sequence=line.sequence,
        code=line.code,
        short=line.short,
        place=line.place,
        certificate=label(order, "certificate", line.certificate) if line.certificate else "",
        ordered=_quantity(line, line.ordered),
        completed=NOTHING if done is None else _quantity(line, done),
        rate=(PRICED if line.is_price else pounds(line.rate_pence)) if money else "",
        estimated=pounds(line_pence(line.ordered, line.rate_pence)) if money else "",
        claimed=pounds(line_pence(done, line.rate_pence)) if money and done is not None else "",
        extra=line.extra,
        placeholder=line.is_placeholder,
        left=line.placeholder_left,
        more=more,
    )


def _quantity(line: Line, quantity: Decimal) -> str:
    return sum_of(quantity) if line.is_price else measured(quantity, line.unit)
