"""The homes, and what to be careful about at each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.models.fence import Fenced
from fieldapp.models.schema import Model, unsought


class Property(Fenced, Model):
    """A home, a block or a communal place; `version` moves with anything shown of it, its cautions included."""

    __tablename__ = "property"
    __table_args__ = (UniqueConstraint("landlord_id", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    reference: Mapped[str] = mapped_column(String(40))
    line_1: Mapped[str] = mapped_column(String(200))
    line_2: Mapped[str] = mapped_column(String(200), default="")
    town: Mapped[str] = mapped_column(String(80), default="")
    postcode: Mapped[str] = mapped_column(String(12), index=True)
    communal: Mapped[bool] = mapped_column(default=False)
    void: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    cautions: Mapped[list[Caution]] = relationship(back_populates="property", order_by="Caution.id")

    @property
    def rest(self) -> str:
        """The address after its first line, as cards show it: `Kiln Lane, Brackwater XB4 7QT`."""
        return ", ".join(part for part in (self.line_2, f"{self.town} {self.postcode}".strip()) if part)

    @property
    def address(self) -> str:
        """The whole address in one line."""
        return f"{self.line_1}, {self.rest}"

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return visited(cls.id, contractor_id)


class Caution(Fenced, Model):
    """What a visitor must know; phones show `action` ("Attend in pairs"), never a diagnosis."""

    __tablename__ = "caution"

    id: Mapped[int] = mapped_column(primary_key=True)
    landlord_id: Mapped[int] = mapped_column(ForeignKey("landlord.id"))
    property_id: Mapped[int] = mapped_column(ForeignKey("property.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text, default="")
    asbestos: Mapped[bool] = mapped_column(default=False)
    confirmed: Mapped[bool] = mapped_column(default=True)

    property: Mapped[Property] = relationship(back_populates="cautions")

    @classmethod
    def of_contractor(cls, contractor_id: int) -> ColumnElement[bool]:
        return visited(cls.property_id, contractor_id)


def visited(property_id: Any, contractor_id: int) -> ColumnElement[bool]:
    """A contractor reads of a home what it was ever sent to (A8)."""
    order, ticket = Model.metadata.tables["works_order"].alias(), Model.metadata.tables["ticket"].alias()
    return (
        select(1)
        .select_from(order.join(ticket, ticket.c.order_id == order.c.id))
        .where(order.c.property_id == property_id, unsought(ticket.c.contractor_id) == contractor_id)
        .exists()
    )
