"""Registrations of a firm's people with schemes such as Gas Safe: the firm's own data, which no landlord reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, String, false, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from fieldapp.models.fence import Fenced
from fieldapp.models.party import User
from fieldapp.models.schema import Model, where


class Registration(Fenced, Model):
    """That a person is registered with a scheme, under a number, until a day; `removed` once the office ended it."""

    __tablename__ = "registration"
    __table_args__ = (
        Index(None, "contractor_id", "user_id", "id"),
        Index("uq_registration_once", "user_id", "scheme", "number", unique=True, **where("NOT removed")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    scheme: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date] = mapped_column(Date)
    removed: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship()

    @classmethod
    def of_landlord(cls, _landlord_id: int) -> ColumnElement[bool]:
        return false()


def last_days(session: Session, contractor_id: int, people: Collection[int]) -> Mapping[int, Mapping[str, date]]:
    """Until when some of a firm's people are registered with each scheme, by person.

    Asked of the table, past the fence: a landlord's decision may carry out what an operative did, and whether they were
    registered does not depend on who decides.
    """
    table = Registration.__table__
    query = (
        select(table.c.user_id, table.c.scheme, func.max(table.c.expires_on))
        .where(table.c.contractor_id == contractor_id, table.c.user_id.in_(people), table.c.removed.is_(False))
        .group_by(table.c.user_id, table.c.scheme)
    )
    found: dict[int, dict[str, date]] = {}
    for person, scheme, until in session.execute(query):
        found.setdefault(person, {})[scheme] = until
    return found
