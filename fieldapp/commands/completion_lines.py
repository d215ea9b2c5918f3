"""The lines of a completion: quantities against the order, and extra codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import object_session

from fieldapp.commands.rates import Found, look_up
from fieldapp.domain.additional_work import OWED
from fieldapp.domain.claimed import NOTHING, Claimed, doubts, nothing_claimed
from fieldapp.domain.refusals import Invalid
from fieldapp.domain.schedules import PLACEHOLDER
from fieldapp.models import Line, Rate, WorksOrder

# What is said where extra work is not agreed, or is none (C7); the phone says the same, from here.
AGREEMENT_WORDS = {
    "agreed_by": "Write who agreed the extra work.",
    "agreed_on": "Write when it was agreed.",
    "agreed_later": "The day it was agreed is in the future. Correct the day.",
    "no_extra": "Write how much of {code} you did, or remove it.",
}
NO_COST = "{} stands for work without a cost. Claim the code of the work itself."


def record(order: WorksOrder, quantities: dict[str, Decimal]) -> None:
    """Set what was completed of every ordered line; one left out, or of another order, is refused. Rules: C4, C5."""
    lines = {str(line.id): line for line in order.lines if not line.extra}
    faults = {
        f"line-{row}": ["That line is not on this order. Open the visit again."]
        for row in quantities
        if row not in lines
    }
    for row, line in lines.items():
        if row not in quantities:
            faults[f"line-{row}"] = [f"Write the quantity completed of {line.code}. Write 0 if none."]
        else:
            line.completed = quantities[row]
    if faults:
        raise Invalid(faults)


def with_lines_named(order: WorksOrder, faults: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Faults by field, as a form found them; those of a line's quantity then say which line is meant. Rules: C4."""
    codes = {f"line-{line.id}": line.code for line in order.lines}
    return {
        name: [one if name not in codes or codes[name] in one else f"{codes[name]}: {one}" for one in said]
        for name, said in faults.items()
    }


def add_extra(
    order: WorksOrder, extra: dict[str, Decimal], agreed_by: str, agreed_on: date | None, *, done_on: date, today: date
) -> None:
    """Add extra work as rows of their own, ordered 0, at the rates of the day they were done.

    Who agreed it and when is asked, at the latest `today`; nothing of a code is no extra work. Rules: C7.
    """
    faults: dict[str, list[str]] = {}
    if not agreed_by:
        faults["agreed_by"] = [AGREEMENT_WORDS["agreed_by"]]
    if agreed_on is None:
        faults["agreed_on"] = [AGREEMENT_WORDS["agreed_on"]]
    elif agreed_on > today:
        faults["agreed_on"] = [AGREEMENT_WORDS["agreed_later"]]
    found = _found(order, list(extra), done_on)
    for code, quantity in extra.items():
        if not quantity:
            faults[f"extra-{code}"] = [AGREEMENT_WORDS["no_extra"].format(code=code)]
        elif code not in found.rates:
            faults[f"extra-{code}"] = [found.why_not(code)]
        elif found.rates[code].kind == PLACEHOLDER:
            faults[f"extra-{code}"] = [NO_COST.format(code)]
    if faults:
        raise Invalid(faults)
    order.extra_agreed_by, order.extra_review = agreed_by, OWED
    for code, quantity in extra.items():
        order.lines.append(_line(order, found.rates[code], quantity))


def claimed(order: WorksOrder, pounds: Collection[str] = (), *, by_id: bool = False) -> list[Claimed]:
    """What a completion claims, line by line, as far as quantities were recorded.

    `pounds` names the pairs with a £; extra work is named by its code, or by its line's number with `by_id`.
    """
    found = []
    for line in order.lines:
        name = f"extra-{line.code}" if line.extra and not by_id else f"line-{line.id}"
        if line.completed is not None:
            in_pounds = name in pounds
            found.append(
                Claimed(name, line.code, line.unit, line.ordered, line.completed, line.is_price, in_pounds=in_pounds)
            )
    return found


def ask(
    order: WorksOrder, pounds: Collection[str], sure: dict[str, Decimal], *, corrected: Collection[Line] | None = None
) -> None:
    """Refuse what has to be asked about first, until a box says that it is right. Rules: C4, C5.

    Of a correction only the `corrected` lines are asked about, named by their numbers.
    """
    by_id = corrected is not None
    names = None if corrected is None else {f"sure-line-{line.id}" for line in corrected} | {f"sure-{NOTHING}"}
    lines = claimed(order, pounds, by_id=by_id)
    faults = doubts(lines, sure) | nothing_claimed(lines, sure)
    faults = {name: said for name, said in faults.items() if names is None or name in names}
    if faults:
        raise Invalid(faults)


def forget(order: WorksOrder) -> None:
    """Take what a completion recorded off the order's lines, which a later one records anew; the journal keeps it."""
    session = object_session(order)
    for line in list(order.lines):
        line.completed = None
        if line.extra and session is not None:
            order.lines.remove(line)
            session.delete(line)
    order.extra_agreed_by, order.extra_agreed_at, order.extra_review = "", None, ""


def _found(order: WorksOrder, codes: list[str], day: date) -> Found:
    session = object_session(order)
    return look_up(session, order.contract, codes, day) if session else Found({}, {})


def _line(order: WorksOrder, rate: Rate, quantity: Decimal) -> Line:
    return Line(
        landlord_id=order.landlord_id,
        sequence=max((line.sequence for line in order.lines), default=0) + 1,
        code=rate.code,
        short=rate.short,
        long=rate.long,
        unit=rate.unit,
        rate_pence=rate.rate_pence,
        ordered=Decimal(0),
        completed=quantity,
        certificate=rate.certificate,
        kind=rate.kind,
        extra=True,
    )
