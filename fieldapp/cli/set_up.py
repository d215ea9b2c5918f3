"""`flask set-up`: an empty installation with its first administrator; `flask people add`: everybody else's account."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.domain.asking import EMAIL
from fieldapp.domain.lifecycle import ADMINISTRATOR, CONTRACTOR_ROLES, ROLES
from fieldapp.gateways.passwords import hashed
from fieldapp.models import Contract, Contractor, Landlord, User
from fieldapp.models.connection import begin_writing
from fieldapp.presets import NAMES, landlord_from

people = AppGroup("people", help="Accounts of people.")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@click.command("set-up")
@click.option("--landlord", "landlord_name", prompt="Landlord's name", help="As it stands on letters.")
@click.option("--landlord-code", prompt="Short code of the landlord", help="Lower case letters, digits and dashes.")
@click.option("--telephone", prompt="Landlord's telephone", default="")
@click.option("--emergency-telephone", prompt="Landlord's telephone for emergencies", default="")
@click.option("--address", prompt="Landlord's address, on one line", default="", help="Gas safety records need it.")
@click.option("--preset", type=click.Choice(NAMES), prompt="Policies and lists to begin with", default=NAMES[0])
@click.option("--contractor", "contractor_name", prompt="Contractor's name")
@click.option("--contract", "site_code", prompt="Code of the contract between the two")
@click.option("--name", prompt="Administrator's name")
@click.option("--email", prompt="Administrator's email")
@with_appcontext
def set_up(
    landlord_name: str,
    landlord_code: str,
    telephone: str,
    emergency_telephone: str,
    address: str,
    preset: str,
    contractor_name: str,
    site_code: str,
    name: str,
    email: str,
) -> None:
    """Make an empty installation: a landlord from a preset, its contractor and contract, and the first administrator.

    Prints the administrator's password, which must be changed on signing in. Once anybody has an account it refuses.
    """
    if not CODE.fullmatch(landlord_code):
        raise click.BadParameter("Use lower case letters, digits and dashes.", param_hint="--landlord-code")
    session = session_for_everybody()
    begin_writing(session)
    if session.scalar(select(User.id).limit(1)):
        raise click.ClickException("This installation has people already; nothing was changed. Add more: people add.")
    landlord = landlord_from(
        preset,
        code=landlord_code,
        name=landlord_name,
        telephone=telephone,
        emergency_telephone=emergency_telephone,
        address=address,
    )
    contractor = Contractor(name=contractor_name)
    session.add(Contract(landlord=landlord, contractor=contractor, site_code=site_code))
    person, password = _person(session, name, email, ADMINISTRATOR)
    person.landlord = landlord
    session.add(person)
    session.commit()
    click.echo(f"{landlord_name}, {contractor_name} and the contract {site_code} are there.")
    _tell(email, password)


@people.command("add")
@click.option("--role", type=click.Choice(ROLES), prompt=True)
@click.option("--of", "organisation", prompt="Code of the landlord, or name of the contractor")
@click.option("--name", prompt="Name")
@click.option("--email", prompt="Email")
@click.option("--telephone", default="")
@click.option("--trade", default="", help="An operative's trade.")
def add(role: str, organisation: str, name: str, email: str, telephone: str, trade: str) -> None:
    """Add a person; prints a password that must be changed on signing in."""
    session = session_for_everybody()
    begin_writing(session)
    person, password = _person(session, name, email, role)
    person.telephone, person.trade = telephone, trade
    if role in CONTRACTOR_ROLES:
        person.contractor = session.scalar(select(Contractor).where(Contractor.name == organisation))
    else:
        person.landlord = session.scalar(select(Landlord).where(Landlord.code == organisation))
    if person.contractor is None and person.landlord is None:
        kind = "contractor with the name" if role in CONTRACTOR_ROLES else "landlord with the code"
        raise click.BadParameter(f"There is no {kind} {organisation}.", param_hint="--of")
    session.add(person)
    session.commit()
    _tell(email, password)


def _person(session: Session, name: str, email: str, role: str) -> tuple[User, str]:
    """A new person with a password of their own; signs in with the email."""
    if not EMAIL.fullmatch(email):
        raise click.BadParameter("That is not an email address.", param_hint="--email")
    address = email.lower()
    if session.scalar(select(User.id).where(or_(User.email == address, User.username == address))):
        raise click.BadParameter("Somebody has this address already.", param_hint="--email")
    password = f"{secrets.token_urlsafe(9)}-{secrets.randbelow(90) + 10}"
    person = User(
        username=address, email=address, name=name, role=role, password_hash=hashed(password),
        must_change_password=True, created_at=datetime.now(UTC),
    )  # fmt: skip
    return person, password


def _tell(email: str, password: str) -> None:
    click.echo(f"Sign in as {email.lower()} with the password {password} and choose one of your own.")
