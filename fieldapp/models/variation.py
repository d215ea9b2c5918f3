"""Variations of works orders: what was asked, row by row, and what the landlord decided."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.domain.money import is_price
from fieldapp.domain.schedules import KINDS
from fieldapp.domain.variations import ACTIONS, ADD, ASKED, AUTHORISED, NEW, STATES, Change, cost_of, decided, size_of
from fieldapp.models.fence import Fenced
from fieldapp.models.party import User
from fieldapp.models.schema import QUANTITY, Model, Moment, one_of, where
from fieldapp.models.works_order import WorksOrder


class Variation(Fenced, Model):
    """A request to change an order's lines (V3): at most one of an order waits for its decision.

    `number` counts those of an order, 1, 2, 3 …; costs are what the order's lines come to, in pence: before, as asked,
    and as authorised. One within the contract's limit is decided by nobody (`decided_by` is empty).
    """

    __tablename__ = "variation"
    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        one_of("state", STATES, "state"),
        CheckConstraint(f"(state = '{ASKED}') = (decided_at IS NULL)", name="decided_when"),
        CheckConstraint(f"state <> '{AUTHORISED}' OR cost_authorised_pence IS NOT NULL", name="authorised_cost"),
        Index("uq_variation_one_asked", "order_id", unique=True, **where(f"state = '{ASKED}'")),
        Index("ix_variation_waiting_landlord", "landlord_id", "state", "planned", "asked_at", "id"),
        Index("ix_variation_waiting_contractor", "contractor_id", "state", "planned", "asked_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("works_order.id"))
    number: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(10), default=ASKED)
    planned: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(60))
    comments: Mapped[str] = mapped_column(Text, default="")
    target_at: Mapped[datetime | None] = mapped_column(Moment)
    permitted_by: Mapped[str] = mapped_column(String(120), default="")
    permitted_at: Mapped[datetime | None] = mapped_column(Moment)
    by_landlord: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    cost_before_pence: Mapped[int] = mapped_column(BigInteger)
    cost_asked_pence: Mapped[int] = mapped_column(BigInteger)
    cost_authorised_pence: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision_reason: Mapped[str] = mapped_column(Text, default="")

    order: Mapped[WorksOrder] = relationship(back_populates="variations")
    asked_by: Mapped[User] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)
    rows: Mapped[list[VariationRow]] = relationship(back_populates="variation", order_by="VariationRow.position")

    @property
    def changes(self) -> list[Change]:
        """What was asked, as the rules read it."""
        return [row.change for row in self.rows]

    @property
    def within_limit(self) -> bool:
        """Whether it may pass by itself: what its rows change, up and down, is not over the contract's limit (V5).

        What passed by itself on the order before counts along, or the limit could be split. Another date by when is
        the landlord's to agree.
        """
        limit = self.order.contract.variation_limit_pence
        passed = [one for one in self.order.variations if one is not self and one.passed_by_itself]
        moved = sum(size_of(one.changes) for one in (self, *passed))
        return self.target_at in (None, self.order.due_at) and limit > 0 and moved <= limit

    @property
    def passed_by_itself(self) -> bool:
        """Whether the contract's limit authorised it, and nobody did."""
        return self.state == AUTHORISED and self.decided_by_id is None

    @property
    def amended(self) -> bool:
        """Whether something else was authorised than what was asked."""
        return self.state == AUTHORISED and any(row.authorised != row.quantity for row in self.rows)


class VariationRow(Fenced, Model):
    """One code of a variation: added, changed or taken off, from which quantity to which, and what was authorised.

    The rate, unit and words are those of when it was asked. `line` is the id of the order's line, which is gone once it
    was taken off; of an added one it is there once it was authorised. A refused row stands at its quantity of before.
    """

    __tablename__ = "variation_row"
    __table_args__ = (
        UniqueConstraint("variation_id", "position"),
        one_of("action", ACTIONS, "action"),
        one_of("kind", KINDS, "kind"),
        CheckConstraint("before >= 0 AND before <= 1000000", name="before_range"),
        CheckConstraint("quantity >= 0 AND quantity <= 1000000", name="quantity_range"),
        CheckConstraint("authorised IS NULL OR (authorised >= 0 AND authorised <= 1000000)", name="authorised_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    variation_id: Mapped[int] = mapped_column(ForeignKey("variation.id"))
    position: Mapped[int] = mapped_column()
    action: Mapped[str] = mapped_column(String(8))
    line: Mapped[int | None] = mapped_column()
    code: Mapped[str] = mapped_column(String(20))
    short: Mapped[str] = mapped_column(String(120))
    long: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(String(400), default="")
    unit: Mapped[str] = mapped_column(String(8))
    rate_pence: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(12), default="")
    certificate: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    before: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(0))
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    authorised: Mapped[Decimal | None] = mapped_column(QUANTITY)
    refused_because: Mapped[str] = mapped_column(String(400), default="")

    variation: Mapped[Variation] = relationship(back_populates="rows")

    @property
    def is_price(self) -> bool:
        """Whether the quantity is pounds (C5)."""
        return is_price(self.unit, self.rate_pence, self.kind)

    @property
    def change(self) -> Change:
        """What was asked, as the rules read it; an added row is known by its place in the request."""
        key = f"{NEW}{self.position}" if self.action == ADD else str(self.line)
        return Change(key, self.code, self.rate_pence, self.before, self.quantity)

    @property
    def settled(self) -> Change:
        """The same with what was authorised; as asked while nothing is decided."""
        return self.change if self.authorised is None else decided(self.change, self.authorised)

    @property
    def costs(self) -> tuple[int, int, int]:
        """What the row comes to, in pence: before, as asked, and as authorised."""
        rate = self.rate_pence
        return cost_of(self.before, rate), cost_of(self.quantity, rate), cost_of(self.settled.after, rate)


def undecided(order: WorksOrder) -> Variation | None:
    """The variation of an order that waits for its decision, if any (V2)."""
    return next((one for one in reversed(order.variations) if one.state == ASKED), None)


def within_limit(order: WorksOrder) -> bool:
    """Whether what was just asked of an order may pass by itself (V5)."""
    asked = undecided(order)
    return asked is not None and asked.within_limit
