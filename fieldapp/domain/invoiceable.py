"""Whether an order's work can be invoiced and paid, and who does what first.

The one place of these conditions: the lifecycle table bars `record-invoice` and `mark-paid` by their names, the
refusals are their words, and both sides' pages show them as rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fieldapp.domain.additional_work import AFTERWARDS, CLEAR, ISSUE, OWED, REVIEW_WORDS, UNCLEARED
from fieldapp.domain.schedules import PLACEHOLDER

APPLIED_FOR, UNREVIEWED = "payment-applications", "additional-work-uncleared"
PLACEHOLDER_LEFT, ON_ITS_WAY = "placeholder-left", "certificate-on-its-way"
# What stands in the way of an invoice, and of payment, by the names of the table's conditions.
BARS_INVOICE = (APPLIED_FOR, UNREVIEWED, PLACEHOLDER_LEFT)
BARS_PAYMENT = (*BARS_INVOICE, ON_ITS_WAY)
COMPLETED, INVOICED = "completed", "invoiced"
CONTRACTOR, LANDLORD = "contractor", "landlord"
# Who acts next on an order that is not completed, and what they do, by its status.
NOT_YET: Mapping[str, tuple[str, str]] = {
    "RAI": (LANDLORD, "It is not issued. The landlord issues it, and the work is done first."),
    "ISS": (CONTRACTOR, "The work is not completed. The contractor completes its visit first."),
    "HLD": (LANDLORD, "The order is on hold. The landlord releases it first."),
    "IVR": (LANDLORD, "A variation waits. The landlord decides it, and the work is completed after that."),
    "CVR": (LANDLORD, "The work is completed, and a variation waits. The landlord decides it first."),
    "CAN": ("", "The order is cancelled: there is nothing to invoice."),
}
DONE = ("COM", "CLO")
# Whose turn it is after a review of additional work.
REVIEWS_NEXT = {OWED: LANDLORD, ISSUE: CONTRACTOR, CLEAR: ""}


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An order as far as its payment goes.

    `placeholders` are the codes of its placeholder lines, `left` those that nobody has replaced or set to 0;
    `files_owed` the certificates whose file is on its way; `invoices` the numbers of those that stand.
    """

    status: str
    payment_applications: bool
    review: str = ""
    placeholders: Sequence[str] = ()
    left: Sequence[str] = ()
    files_owed: Sequence[str] = ()
    invoices: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One thing that an invoice or payment asks for: whether it is so, what is the case, and whose turn it is."""

    name: str
    what: str
    met: bool
    detail: str
    turn: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether it can be invoiced and paid now, in one sentence; `clear` where nothing stands in the way of either."""

    words: str
    clear: bool
    rows: tuple[Condition, ...]


def placeholder_left(kind: str, ordered: Decimal, completed: Decimal | None) -> bool:
    """Whether a line is a placeholder that still stands for work: neither replaced nor set to 0. Rules: V4."""
    return kind == PLACEHOLDER and (ordered if completed is None else completed) > 0


# Each bar, and the sentence with which the table's command is refused for it, after the order's reference.
BARS: Mapping[str, tuple[Callable[[Claim], bool], Callable[[Claim], str]]] = {
    APPLIED_FOR: (lambda of: of.payment_applications, lambda _: "is claimed and paid by payment application."),
    UNREVIEWED: (
        lambda of: of.review in UNCLEARED,
        lambda _: "has additional work that waits until the landlord’s review finds no issue.",
    ),
    PLACEHOLDER_LEFT: (
        lambda of: bool(of.left),
        lambda of: f"still has {_codes(of.left)}, which stands for work without a cost. {_replace(of.left)}",
    ),
    ON_ITS_WAY: (
        lambda of: bool(of.files_owed),
        lambda _: "has a certificate whose file is not received yet: payment waits until it is sent.",
    ),
}


def barred(name: str, of: Claim) -> bool:
    """Whether one of `BARS` holds now. Rules: C7, V4, C8, F4."""
    return BARS[name][0](of)


def refusal(name: str, of: Claim) -> str:
    """What is said where a command is refused for one of `BARS`; empty for any other condition."""
    return BARS[name][1](of) if name in BARS else ""


def verdict(of: Claim) -> Verdict:
    """Whether the order can be invoiced and paid, and what has to be done first. Rules: C7, F4, V4."""
    rows = tuple(_conditions(of))
    return Verdict(_words(of, rows), clear=all(one.met for one in rows), rows=rows)


def _conditions(of: Claim) -> Iterator[Condition]:
    done = of.status in DONE
    turn, words = ("", "The work is completed.") if done else NOT_YET[of.status]
    yield Condition(name=COMPLETED, what="Completed", met=done, detail=words, turn=turn)
    if of.status in ("CLO", "CAN"):
        return
    if of.review:
        yield Condition(
            name=UNREVIEWED,
            what="Additional work reviewed",
            met=not barred(UNREVIEWED, of),
            detail=REVIEW_WORDS[of.review] if done else AFTERWARDS.get(of.review, REVIEW_WORDS[of.review]),
            turn=REVIEWS_NEXT[of.review] if done else "",
        )
    yield from _placeholders(of)
    if of.files_owed:
        waits = f"Payment waits until the file is received of: {', '.join(of.files_owed)}."
        yield Condition(name=ON_ITS_WAY, what="Certificate’s file received", met=False, detail=waits, turn=CONTRACTOR)
    if of.invoices:
        yield Condition(name=INVOICED, what="Invoiced", met=True, detail=f"Recorded: {', '.join(of.invoices)}.")


def _placeholders(of: Claim) -> Iterator[Condition]:
    if not of.placeholders:
        return
    met = not barred(PLACEHOLDER_LEFT, of)
    yield Condition(
        name=PLACEHOLDER_LEFT,
        what="Costed codes",
        met=met,
        detail="No placeholder is left to be costed." if met else _without_cost(of.left),
        turn="" if met else CONTRACTOR,
    )


def _words(of: Claim, rows: Sequence[Condition]) -> str:
    if of.status == "CLO":
        return "Invoiced and paid: nothing is left to do."
    if of.status == "CAN":
        return "Cancelled: nothing is invoiced."
    missing = [one for one in rows if not one.met]
    if [one.name for one in missing] == [ON_ITS_WAY]:
        return "It can be claimed. Payment waits for one thing." if of.payment_applications else _PAYMENT_WAITS
    if missing:
        return f"Not yet: {len(missing)} {'thing' if len(missing) == 1 else 'things'} first."
    if of.payment_applications:
        return "It can be claimed, by payment application."
    return "It is invoiced and waits to be paid." if of.invoices else "It can be invoiced."


_PAYMENT_WAITS = "It can be invoiced. Payment waits for one thing."


def _without_cost(codes: Sequence[str]) -> str:
    said = f"{_codes(codes)} {'has' if len(codes) == 1 else 'have'} no cost. {_replace(codes)}"
    return said[:1].upper() + said[1:]


def _codes(codes: Sequence[str]) -> str:
    return f"the placeholder {codes[0]}" if len(codes) == 1 else f"the placeholders {', '.join(codes)}"


def _replace(codes: Sequence[str]) -> str:
    return f"Ask for a variation that replaces {'it' if len(codes) == 1 else 'them'} by a costed code."
