"""What is there before any work: landlords with their presets, schedules and contracts, people, and homes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands.settings.schedules import bring_in
from fieldapp.demonstration.sources import Home, homes, lines, people
from fieldapp.domain import schedules
from fieldapp.domain.dates import london_day
from fieldapp.gateways.passwords import hashed
from fieldapp.models import (
    Caution,
    Contract,
    Contractor,
    Landlord,
    ListItem,
    Property,
    Registration,
    User,
)
from fieldapp.presets import LABELLED, landlord_from

PASSWORD = "correct-horse-9"  # noqa: S105 - printed by `make run` for everybody
EVERYBODYS_DOMAIN = "example.test"


def email(account: str) -> str:
    """The address with which an account signs in."""
    return f"{account}@{EVERYBODYS_DOMAIN}"


def lay(session: Session, now: datetime) -> bool:
    """Add everything, once; False where it is there already. The caller commits."""
    if session.scalar(select(User.id).where(User.email == email("operative"))):
        return False
    firm = Contractor(**people()["contractor"])
    landlords = {facts["code"]: _landlord(facts) for facts in people()["landlords"]}
    session.add_all([firm, *landlords.values()])
    session.flush()
    for facts in people()["landlords"]:
        _contract(session, landlords[facts["code"]], firm, facts)
    hash_of_all = hashed(PASSWORD)
    for facts in people()["users"]:
        user = _user(facts, firm, landlords, hash_of_all, now)
        session.add_all([user, *_registrations(facts, firm, user, london_day(now))])
    for home in homes().values():
        session.add(_home(home, landlords[home.landlord]))
    return True


def _landlord(facts: dict[str, Any]) -> Landlord:
    """A landlord as its preset makes it, with its contacts."""
    told = {name: facts[name] for name in ("code", "name", "telephone", "emergency_telephone", "address")}
    made = landlord_from(facts["preset"], **told)
    made.list_items += [_contact(one, position) for position, one in enumerate(facts["contacts"])]
    return made


def _contact(told: dict[str, str], position: int) -> ListItem:
    """Whom contractors call, or what they read."""
    facts = {name: text for name, text in told.items() if name not in LABELLED}
    return ListItem(list_name="contact", code=told["code"], label=told["label"], position=position, facts=facts)


def _contract(session: Session, landlord: Landlord, firm: Contractor, facts: dict[str, Any]) -> None:
    """The contract with its schedule of rates, imported from the file as an operator would."""
    contract, named = Contract(landlord=landlord, contractor=firm, **facts["contract"]), facts["schedule"]
    session.add(contract)
    session.flush()
    rows, faults = schedules.read(lines(named["file"]))
    sites = (contract.site_code,)
    bring_in(session, landlord, named["code"], rows, faults=faults, name=named["name"], sites=sites)


def _user(
    facts: dict[str, Any], firm: Contractor, landlords: dict[str, Landlord], password_hash: str, now: datetime
) -> User:
    landlord = landlords.get(facts.get("landlord", ""))
    return User(
        username=facts["account"],
        email=email(facts["account"]),
        name=facts["name"],
        role=facts["role"],
        trade=facts.get("trade", ""),
        telephone=facts["telephone"],
        landlord_id=landlord.id if landlord else None,
        contractor_id=None if landlord else firm.id,
        password_hash=password_hash,
        created_at=now,
    )


def _registrations(facts: dict[str, Any], firm: Contractor, user: User, today: date) -> list[Registration]:
    """What an operative is registered with, good for so many days from the first one."""
    return [
        Registration(
            contractor_id=firm.id,
            user=user,
            scheme=one["scheme"],
            number=one["number"],
            expires_on=today + timedelta(days=one["days"]),
        )
        for one in facts.get("registrations", ())
    ]


def _home(home: Home, landlord: Landlord) -> Property:
    """A home with its cautions, worded as the landlord's list words them."""
    listed = {item.code: item for item in landlord.list_items if item.list_name == "caution"}
    made = Property(
        landlord_id=landlord.id,
        reference=home.reference,
        line_1=home.line_1,
        line_2=home.line_2,
        town=home.town,
        postcode=home.postcode,
        communal=home.kind == "communal",
        void=home.kind == "void",
    )
    for code in home.cautions:
        said = listed[code]
        made.cautions.append(
            Caution(
                landlord_id=landlord.id,
                code=code,
                action=said.facts["action"],
                detail=said.label,
                asbestos=said.facts["asbestos"],
            )
        )
    return made
