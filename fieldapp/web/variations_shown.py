"""A variation in plain words: what is asked of each line, what it comes to, who decides, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from fieldapp.commands import variation_words
from fieldapp.commands.arrival import spoken as with_its_day
from fieldapp.domain import lifecycle
from fieldapp.domain.money import pounds, shown_quantity, sum_of
from fieldapp.domain.units import measured
from fieldapp.domain.variations import ADD, ASKED, AUTHORISED, REFUSED, REMOVE, WITHDRAWN
from fieldapp.models import User, Variation, VariationRow, WorksOrder
from fieldapp.models.conditions import conditions
from fieldapp.queries import variations
from fieldapp.queries.rates_shown import rates_shown
from fieldapp.queries.visit_parts import label
from fieldapp.web import spoken

STATE_WORDS = {
    ASKED: "Waits for a decision",
    AUTHORISED: "Authorised",
    REFUSED: "Refused",
    WITHDRAWN: "Withdrawn",
}
STATE_TONES = {ASKED: "warn", AUTHORISED: "good", REFUSED: "bad", WITHDRAWN: "none"}
AMENDED = "Authorised with changes"


@dataclass(frozen=True)
class ShownRow:
    """One row; sums are empty where its reader sees no rates (C4), `decided` while nothing is."""

    id: int
    code: str
    what: str
    place: str
    asked: str
    costs: str
    decided: str
    otherwise: bool
    why: str
    is_price: bool
    before: str
    quantity: str


@dataclass(frozen=True)
class Shown:
    """One variation as both sides read it."""

    id: int
    number: int
    state: str
    tone: str
    words: str
    waits: bool
    planned: bool
    reason: str
    asked: str
    comments: str
    target: str
    permitted: str
    before: str
    after: str
    authorised: str
    decided: str
    because: str
    who_decides: str
    rows: tuple[ShownRow, ...]
    own: bool

    @property
    def moved(self) -> str:
        """`£52.50 → £88.50`, as it was asked; empty where sums are not shown."""
        return f"{self.before} → {self.after}" if self.before else ""


def shown(variation: Variation, reader: User, now: datetime | None) -> Shown:
    """A variation for its reader; a contractor sees sums where the landlord shows rates. Rules: V3, C4.

    Without `now`, for a page that is kept, moments are said with their day.
    """
    order = variation.order
    money = rates_shown(reader, order.landlord)
    authorised = variation.cost_authorised_pence
    side = "landlord" if variation.by_landlord else "contractor"
    return Shown(
        id=variation.id,
        number=variation.number,
        state=variation.state,
        tone=STATE_TONES[variation.state],
        words=AMENDED if variation.amended else STATE_WORDS[variation.state],
        waits=variation.state == ASKED,
        planned=variation.planned,
        reason=label(order, "variation-reason", variation.reason),
        asked=f"{variation.asked_by.name}, {side}, {_when(variation.asked_at, now)}",
        comments=variation.comments,
        target=_when(variation.target_at, now) if variation.target_at else "",
        permitted=_permitted(variation, now),
        before=pounds(variation.cost_before_pence) if money else "",
        after=pounds(variation.cost_asked_pence) if money else "",
        authorised=pounds(authorised) if money and authorised is not None else "",
        decided=_decided(variation, now),
        because=variation.decision_reason,
        who_decides=variation_words.who_decides(order),
        rows=tuple(_row(row, variation, money=money) for row in variation.rows),
        own=variation.by_landlord == (reader.landlord_id is not None),
    )


def newest(reader: User, order: WorksOrder) -> Shown | None:
    """The last variation of an order, which a phone shows and keeps."""
    found = variations.of_order(reader, order, most=1)
    return shown(found[0], reader, None) if found else None


def parts_of(reader: User, order: WorksOrder, now: datetime) -> dict[str, Any]:
    """What the page of an order or a visit needs for its variations. Rules: V2, V3."""
    found = variations.of_order(reader, order)
    return {
        "variations": [shown(one, reader, now) for one in found],
        "may_vary": may(reader, order, "vary"),
        "may_decide": may(reader, order, "authorise-variation"),
    }


def may(reader: User, order: WorksOrder, command: str) -> bool:
    """Whether the table lets the reader do a command about the order's variation now. Rules: V2, V5."""
    held = conditions(order, None, lifecycle.conditions_of(command))
    return lifecycle.find(command, order.status, reader.role, held) is not None


def _when(moment: datetime, now: datetime | None) -> str:
    return spoken.when(moment, now) if now else with_its_day(moment)


def _permitted(variation: Variation, now: datetime | None) -> str:
    if not variation.permitted_by:
        return ""
    said = f", {_when(variation.permitted_at, now)}" if variation.permitted_at else ""
    return f"{variation.permitted_by}{said}"


def _decided(variation: Variation, now: datetime | None) -> str:
    """Who decided, and when; within the limit nobody had to."""
    if variation.decided_at is None:
        return ""
    who = variation.decided_by.name if variation.decided_by else "at once"
    return f"{who}, {_when(variation.decided_at, now)}"


def _row(row: VariationRow, variation: Variation, *, money: bool) -> ShownRow:
    before, asked, _settled = row.costs
    decided = variation.state == AUTHORISED
    otherwise = decided and row.authorised != row.quantity
    return ShownRow(
        id=row.id,
        code=row.code,
        what=f"{row.short}. {row.description}" if row.description else row.short,
        place=row.place,
        asked=_asked(row),
        costs=f"{pounds(before)} → {pounds(asked)}" if money else "",
        decided=_what_was_decided(row, otherwise=otherwise) if decided else "",
        otherwise=otherwise,
        why=row.refused_because,
        is_price=row.is_price,
        before=_amount(row, row.before),
        quantity=shown_quantity(row.quantity),
    )


def _asked(row: VariationRow) -> str:
    if row.action == ADD:
        return f"Add {_amount(row, row.quantity)}"
    if row.action == REMOVE:
        return f"Take off {_amount(row, row.before)}"
    return f"{_amount(row, row.before)} → {_amount(row, row.quantity)}"


def _what_was_decided(row: VariationRow, *, otherwise: bool) -> str:
    if not otherwise:
        return "As asked"
    if row.authorised == row.before:
        return "Refused"
    return f"{_amount(row, row.settled.after)} instead"


def _amount(row: VariationRow, quantity: Decimal) -> str:
    return sum_of(quantity) if row.is_price else measured(quantity, row.unit)
