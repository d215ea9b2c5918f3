"""What a firm's office keeps of its people's registrations: adding one, changing it, ending it. No order is touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from fieldapp.commands.firm_change import Change, Office
from fieldapp.commands.form import CommandForm, DayField, FixedRadio, WholeNumber, Written
from fieldapp.domain.lifecycle import OPERATIVE
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.domain.registrations import SCHEMES, day_fault, plain_number, scheme_words
from fieldapp.models import Registration, User

NOT_HERE = Refused("unknown", "That registration is not among your people’s any more. Open the list again.")
WRITE_NUMBER = "Write the number on the card."
WRITE_DAY = "Write the last day on which it is good."


class AddForm(CommandForm):
    """Whose it is, with which scheme, its number, and until when it is good."""

    person = WholeNumber("Operative")
    scheme = FixedRadio("Scheme", list(SCHEMES.items()), required="Choose the scheme.")
    number = Written("Registration number", longest=60, required=WRITE_NUMBER)
    expires_on = DayField("Good until")


class ChangeForm(CommandForm):
    """Which one, its number, and until when it is good."""

    registration = WholeNumber("Registration")
    number = Written("Registration number", longest=60, required=WRITE_NUMBER)
    expires_on = DayField("Good until")


class EndForm(CommandForm):
    """Which one."""

    registration = WholeNumber("Registration")


def _add(office: Office, *, person: int | None, scheme: str, number: str, expires_on: date | None) -> None:
    user = office.session.get(User, person) if person else None
    if user is None or not user.active or user.role != OPERATIVE or user.contractor_id != office.firm.id:
        raise Invalid({"person": ["Choose one of your operatives."]})
    made = Registration(contractor_id=office.firm.id, user_id=user.id, scheme=scheme)
    _set(office, made, user, number, expires_on)
    office.session.add(made)


def _change(office: Office, *, registration: int | None, number: str, expires_on: date | None) -> None:
    row = _found(office, registration)
    _set(office, row, row.user, number, expires_on)


def _end(office: Office, *, registration: int | None) -> None:
    _found(office, registration).removed = True


CHANGES: Mapping[str, Change] = {
    "add-registration": Change(AddForm, _add),
    "change-registration": Change(ChangeForm, _change),
    "end-registration": Change(EndForm, _end),
}


def _set(office: Office, row: Registration, person: User, typed: str, expires_on: date | None) -> None:
    """A day that can be right, and a number that the person does not have with this scheme already."""
    number = plain_number(typed)
    faults = {}
    if _taken(office, row, person, number):
        faults["number"] = [f"{person.name} has {scheme_words(row.scheme)} {number} already. Change that one instead."]
    fault = day_fault(expires_on, office.today) if expires_on else WRITE_DAY
    if fault:
        faults["expires_on"] = [fault]
    if faults or expires_on is None:
        raise Invalid(faults)
    row.number, row.expires_on = number, expires_on


def _taken(office: Office, row: Registration, person: User, number: str) -> bool:
    same = select(Registration.id).where(
        Registration.user_id == person.id,
        Registration.scheme == row.scheme,
        Registration.number == number,
        Registration.removed.is_(False),
    )
    return any(found != row.id for found in office.session.scalars(same))


def _found(office: Office, number: int | None) -> Registration:
    row = office.session.get(Registration, number, populate_existing=True) if number else None
    if row is None or row.removed or row.contractor_id != office.firm.id:
        raise NOT_HERE
    return row
