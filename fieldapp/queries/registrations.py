"""Registrations as a firm's people read them: who has which, what runs out, and who is fit for a visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fieldapp.domain.dates import day_and_year
from fieldapp.domain.lifecycle import AT_WORK
from fieldapp.domain.readiness import REGISTRATION, conditions
from fieldapp.domain.registrations import ENDED, IN_DATE, SCHEMES, scheme_words, standing
from fieldapp.extensions import db
from fieldapp.models import Registration, Ticket, User
from fieldapp.models.registration import last_days
from fieldapp.models.standing import demands_of, standing_of
from fieldapp.queries.desk import operatives


@dataclass(frozen=True)
class RegistrationRow:
    """A registration as its firm's office sees it; `standing` is in-date, runs-out or ended."""

    id: int
    person: str
    scheme: str
    number: str
    expires_on: date
    standing: str


@dataclass(frozen=True)
class Person:
    """An operative of the firm with their registrations, what ends first above."""

    user: User
    registrations: tuple[RegistrationRow, ...]


def people_of(user: User, today: date) -> list[Person]:
    """The operatives of the asking firm, by name, each with their registrations; two statements. Rules: A8."""
    people = operatives(user)
    found: dict[int, list[RegistrationRow]] = {}
    query = select(Registration).where(
        Registration.contractor_id == user.contractor_id, Registration.removed.is_(False)
    )
    names = {one.id: one.name for one in people}
    for row in db.session.scalars(query.order_by(Registration.expires_on, Registration.id)):
        if row.user_id in names:
            found.setdefault(row.user_id, []).append(_shown(row, names[row.user_id], today))
    return [Person(one, tuple(found.get(one.id, ()))) for one in people]


def running_out(people: Sequence[Person]) -> list[RegistrationRow]:
    """What has ended or ends within 30 days, the earliest first."""
    rows = [row for one in people for row in one.registrations if row.standing != IN_DATE]
    return sorted(rows, key=lambda row: (row.expires_on, row.person))


def person_of(user: User, person_id: int) -> User | None:
    """One operative of the asking firm; None is a 404. Rules: A8."""
    return next((one for one in operatives(user) if one.id == person_id), None)


def registration_of(user: User, registration_id: int, *, ended: bool = False) -> Registration | None:
    """One registration of the asking firm that stands, or that was `ended`; None is a 404. Rules: A8."""
    query = select(Registration).where(
        Registration.id == registration_id, Registration.contractor_id == user.contractor_id
    )
    if not ended:
        query = query.where(Registration.removed.is_(False))
    return db.session.scalar(query.options(selectinload(Registration.user)))


def number_of(person: User, scheme: str, today: date) -> str:
    """The number under which a person is registered with a scheme today; empty where they are not."""
    if not scheme:
        return ""
    query = select(Registration.number).where(
        Registration.contractor_id == person.contractor_id,
        Registration.user_id == person.id,
        Registration.scheme == scheme,
        Registration.expires_on >= today,
        Registration.removed.is_(False),
    )
    return db.session.scalar(query.order_by(Registration.expires_on.desc(), Registration.id).limit(1)) or ""


def day_of_visit(ticket: Ticket, today: date) -> date:
    """The day for which a visit is judged: that of its appointment where it is still to come."""
    return max(today, ticket.visit_on) if ticket.visit_on else today


def told_of_people(user: User, ticket: Ticket, today: date) -> tuple[str, ...]:
    """What a visit's pages say of registrations: whose is good, and the number filled in; none once it has ended."""
    schemes = dict.fromkeys(one.scheme for one in demands_of(ticket.order) if one.scheme)
    if ticket.state not in AT_WORK or not schemes:
        return ()
    found = conditions(standing_of(ticket, day_of_visit(ticket, today), user))
    said = (one.detail for one in found if one.name == REGISTRATION)
    return (*said, *(number_of(user, scheme, today) for scheme in schemes))


def warnings_of(ticket: Ticket, today: date) -> list[str]:
    """What is to be put right before the visit, said to whoever has just given it out. Rules: C8."""
    found = conditions(standing_of(ticket, day_of_visit(ticket, today)))
    return [one.detail for one in found if one.name == REGISTRATION and not one.met and ticket.operative]


def doubts(ticket: Ticket, people: Sequence[User], today: date) -> Mapping[int, str]:
    """What speaks against giving a visit to some of the firm's people, by person: `no Gas Safe registration`."""
    day = day_of_visit(ticket, today)
    asked = dict.fromkeys(one.scheme for one in demands_of(ticket.order) if one.scheme)
    if not asked or not people:
        return {}
    until = last_days(db.session(), ticket.contractor_id, [one.id for one in people])
    found = {one.id: [_doubt(until.get(one.id, {}).get(scheme), scheme, day) for scheme in asked] for one in people}
    return {person: "; ".join(filter(None, said)) for person, said in found.items() if any(said)}


def _doubt(until: date | None, scheme: str, day: date) -> str:
    if until is None:
        return f"no {scheme_words(scheme)}"
    return f"{scheme_words(scheme)} ended {day_and_year(until, day)}" if standing(until, day) == ENDED else ""


def _shown(row: Registration, person: str, today: date) -> RegistrationRow:
    return RegistrationRow(
        id=row.id,
        person=person,
        scheme=SCHEMES.get(row.scheme, row.scheme),
        number=row.number,
        expires_on=row.expires_on,
        standing=standing(row.expires_on, today),
    )
