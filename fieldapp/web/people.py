"""The firm's operatives and their registrations, for its office: what there is, what runs out, adding and ending."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer, Pairs
from fieldapp.commands.profile import CHANGES, change
from fieldapp.domain.dates import london_day
from fieldapp.domain.registrations import SCHEMES
from fieldapp.models import Registration, User
from fieldapp.queries import registrations
from fieldapp.web import command_door, spoken

blueprint = Blueprint("people", __name__, url_prefix="/desk/people")


@blueprint.get("")
def index() -> str:
    """Every operative with their registrations; what has ended or runs out stands above."""
    today = london_day(datetime.now(UTC))
    people = registrations.people_of(current_user, today)
    return render_template(
        "desk/people.html", people=people, ending=registrations.running_out(people), today=today, say=spoken
    )


@blueprint.get("/<int:person_id>/registrations")
def new(person_id: int) -> str:
    """The form that adds one."""
    return _adding(_person(person_id))


@blueprint.post("/<int:person_id>/registrations")
def add(person_id: int) -> ResponseReturnValue:
    """Add a registration of a person."""
    person = _person(person_id)
    answer = _perform("add-registration", "person", person.id)
    if answer.outcome != "applied":
        return _adding(person, answer), command_door.STATUS[answer.outcome]
    return _done(f"Registration of {person.name} added.")


@blueprint.get("/registrations/<int:registration_id>")
def registration(registration_id: int) -> str:
    """One registration, to be changed, renewed or ended."""
    return _changing(_registration(registration_id))


@blueprint.post("/registrations/<int:registration_id>")
def update(registration_id: int) -> ResponseReturnValue:
    """Change a registration's number, or until when it is good."""
    row = _registration(registration_id)
    name = row.user.name
    answer = command_door.perform_posted(
        "change-registration", [("registration", str(registration_id)), *_typed()], do=change
    )
    if answer.outcome != "applied":
        return _changing(_registration(registration_id), answer), command_door.STATUS[answer.outcome]
    return _done(f"Registration of {name} saved.")


@blueprint.post("/registrations/<int:registration_id>/end")
def end(registration_id: int) -> ResponseReturnValue:
    """End a registration: the person does not have it any more, whatever day it names."""
    # Posted twice it is ended already, and the answer is the first one's.
    row = registrations.registration_of(current_user, registration_id, ended=True) or abort(404)
    name = row.user.name
    answer = _perform("end-registration", "registration", registration_id)
    if answer.outcome != "applied":
        return _changing(_registration(registration_id), answer), command_door.STATUS[answer.outcome]
    return _done(f"Registration of {name} ended.")


def _person(person_id: int) -> User:
    return registrations.person_of(current_user, person_id) or abort(404)


def _registration(registration_id: int) -> Registration:
    return registrations.registration_of(current_user, registration_id) or abort(404)


def _perform(command: str, about: str, number: int) -> Answer:
    return command_door.perform_posted(command, [(about, str(number)), *_typed()], do=change)


def _typed() -> Pairs:
    """What was typed; whose it is comes from the address alone."""
    return [pair for pair in command_door.typed() if pair[0] not in ("person", "registration")]


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect("/desk/people", code=303)


def _adding(person: User, answer: Answer | None = None) -> str:
    form = CHANGES["add-registration"].form(_typed() if answer else [])
    return _form(answer, command="add-registration", form=form, person=person, row=None)


def _changing(row: Registration, answer: Answer | None = None) -> str:
    stored = [("number", row.number), ("expires_on", row.expires_on.isoformat())]
    form = CHANGES["change-registration"].form(_typed() if answer else stored)
    return _form(
        answer, command="change-registration", form=form, person=row.user, row=row,
        scheme=SCHEMES.get(row.scheme, row.scheme),
    )  # fmt: skip


def _form(answer: Answer | None, **shown: Any) -> str:
    faults = (answer.fields or {"": [answer.reason]}) if answer else {}
    return render_template("desk/registration.html", faults=faults, new_op=command_door.new_op_id, **shown)
