"""The work of a completion as its page shows it: each line with what is typed, what it comes to, and what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fieldapp.domain.claimed import Claimed, tick
from fieldapp.domain.money import line_pence, read_quantity, shown_quantity, sum_of
from fieldapp.domain.units import UNIT_WORDS, measured
from fieldapp.models import Rate
from fieldapp.queries.visit_parts import LineRow
from fieldapp.web.completion_draft import CompletionDraft


@dataclass(frozen=True)
class WorkLine:
    """A line, ordered or extra: its pair's name, what is typed, and what is claimed in pence where money is shown.

    `box` is the value of the box that settles what was asked, `box_words` what is said beside it; empty where nothing
    is asked.
    """

    name: str
    code: str
    short: str
    unit: str
    unit_words: str
    ordered_words: str
    is_price: bool
    certificate: str
    typed: str
    quantity: Decimal | None
    rate_pence: int | None
    claim_pence: int | None
    faults: tuple[str, ...]
    asked: tuple[str, ...]
    box: str
    box_words: str
    ticked: bool

    @property
    def completed_words(self) -> str:
        """What is claimed: `2 metres`, or a sum; what was typed where that is no quantity."""
        if self.quantity is None:
            return self.typed
        return sum_of(self.quantity) if self.is_price else measured(self.quantity, self.unit)


@dataclass(frozen=True)
class Work:
    """The ordered lines, the basket of extra work, and what all comes to, in pence; None where money is not shown."""

    ordered: tuple[WorkLine, ...]
    basket: tuple[WorkLine, ...]
    total_pence: int | None
    claimed: tuple[Claimed, ...]

    @property
    def lines(self) -> tuple[WorkLine, ...]:
        """All of them, the ordered ones first."""
        return (*self.ordered, *self.basket)


def work_of(
    lines: Iterable[LineRow],
    rates: Mapping[str, Rate],
    draft: CompletionDraft,
    faults: Mapping[str, list[str]],
    *,
    money: bool,
) -> Work:
    """The lines of an order with what a draft says of them, and the draft's basket, at these rates. Rules: C4–C7."""
    ordered = [_ordered(one, draft, faults) for one in lines if not one.extra]
    basket = [_extra(code, rates.get(code), draft, faults, money=money) for code, _ in draft.basket]
    shown = [one for one, _ in (*ordered, *basket)]
    total = sum(one.claim_pence or 0 for one in shown) if money else None
    return Work(
        tuple(one for one, _ in ordered),
        tuple(one for one, _ in basket),
        total,
        tuple(claim for _, claim in (*ordered, *basket) if claim),
    )


def _ordered(line: LineRow, draft: CompletionDraft, faults: Mapping[str, list[str]]) -> tuple[WorkLine, Claimed | None]:
    name = f"line-{line.id}"
    return _shown(
        draft, faults, name, line.code, line.short, line.unit, line.ordered, line.is_price,
        certificate=line.certificate, rate_pence=line.rate_pence,
    )  # fmt: skip


def _extra(
    code: str, rate: Rate | None, draft: CompletionDraft, faults: Mapping[str, list[str]], *, money: bool
) -> tuple[WorkLine, Claimed | None]:
    """One of the basket; a code that is in no schedule stays, with what the command says of it."""
    unit, is_price = (rate.unit, rate.is_price) if rate else ("", False)
    return _shown(
        draft, faults, f"extra-{code}", code, rate.short if rate else code, unit, Decimal(0), is_price,
        rate_pence=rate.rate_pence if rate and money else None,
    )  # fmt: skip


def _shown(
    draft: CompletionDraft,
    faults: Mapping[str, list[str]],
    name: str,
    code: str,
    short: str,
    unit: str,
    ordered: Decimal,
    is_price: bool,
    *,
    certificate: str = "",
    rate_pence: int | None = None,
) -> tuple[WorkLine, Claimed | None]:
    typed, sure = draft.value(name), f"sure-{name}"
    quantity, _fault = read_quantity(typed) if typed else (None, None)
    claim = None if quantity is None else Claimed(name, code, unit, ordered, quantity, is_price, "£" in typed)
    boxed = claim is not None and (sure in faults or bool(draft.value(sure)))
    line = WorkLine(
        name=name,
        code=code,
        short=short,
        unit=unit,
        unit_words=UNIT_WORDS.get(unit, unit),
        ordered_words=sum_of(ordered) if is_price else measured(ordered, unit),
        is_price=is_price,
        certificate=certificate,
        typed=typed,
        quantity=quantity,
        rate_pence=rate_pence,
        claim_pence=None if rate_pence is None or quantity is None else line_pence(quantity, rate_pence),
        faults=tuple(faults.get(name, ())),
        asked=tuple(faults.get(sure, ())),
        box=shown_quantity(quantity) if boxed and quantity is not None else "",
        box_words=tick(claim) if boxed and claim else "",
        ticked=bool(claim) and draft.value(sure) == shown_quantity(quantity or Decimal(0)),
    )
    return line, claim
