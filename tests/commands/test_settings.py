"""change(): roles, idempotency, the chain, and two who change at once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from fieldapp.commands.op import Answer, Op
from fieldapp.commands.settings import items, telephones
from fieldapp.commands.settings.change import change
from fieldapp.commands.settings.registry import SETTINGS
from fieldapp.domain.lifecycle import ADMINISTRATOR, ROLES
from fieldapp.domain.settings import MAY_CHANGE
from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, JournalRow, User
from fieldapp.models.fence import KEY
from tests import factories as make


@pytest.fixture
def administrator(contract: Contract) -> User:
    person: User = make.user(ADMINISTRATOR, contract.landlord)
    return person


def do(actor: User, command: str, *typed: tuple[str, str], fence: Fence | None = None, **facts: Any) -> Answer:
    """Change something within the actor's fence, as a door does, or within another."""
    moment = make.now()
    one: dict[str, Any] = {"id": str(uuid.uuid4()), "actor": actor.id, "command": command, "typed": list(typed)}
    db.session.info[KEY] = fence or Fence(landlord_id=actor.landlord_id, contractor_id=actor.contractor_id)
    try:
        return change(Op(**{**one, "done_at": moment, "sent_at": moment, "received_at": moment, **facts}))
    finally:
        db.session.rollback()
        make.unfenced()


def journal() -> list[JournalRow]:
    return db.session.query(JournalRow).order_by(JournalRow.number).all()


def test_every_change_is_somebodys() -> None:
    assert SETTINGS.keys() == MAY_CHANGE.keys()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("command", SETTINGS)
def test_a_change_is_refused_to_whose_it_is_not(contract: Contract, role: str, command: str) -> None:
    """Whatever a door lets through. Rules: A8, O1."""
    of_landlord = role in ("landlord", "contract-manager", "administrator")
    answer = do(make.user(role, contract.landlord if of_landlord else contract.contractor), command)
    if role in MAY_CHANGE[command]:
        assert answer.outcome in ("invalid", "refused")
        assert answer.code != "unknown" or "-item" in command or "announcement" in command or "contract" in command
    else:
        assert (answer.outcome, answer.code) == ("refused", "unknown")


def test_a_row_of_another_landlord_is_not_known(contract: Contract, administrator: User) -> None:
    """Also with the fence down. Rules: A8."""
    theirs = next(one for one in make.landlord().list_items if one.code == "am")
    typed = (("item", str(theirs.id)), ("label", "Mine now"), ("starts", "08:00"), ("ends", "09:00"))
    seen = ("version", items.version(theirs))
    for fence in (None, Fence.system()):
        answer = do(administrator, "edit-item", *typed, seen, fence=fence)
        assert (answer.outcome, answer.code) == ("refused", "unknown")
        db.session.refresh(theirs)
        assert theirs.label == "8am–1pm"


def test_the_same_again_gets_the_same_answer(contract: Contract, administrator: User) -> None:
    """Rules: O1."""
    typed = (("telephone", "01632 960 777"), ("version", telephones.version(contract.landlord)))
    first = do(administrator, "change-telephones", *typed, id=(number := str(uuid.uuid4())))
    again = do(administrator, "change-telephones", *typed, id=number)
    assert (first.outcome, first.fields) == ("applied", {"Telephone": ["01632 960 145", "01632 960 777"]})
    assert again == first
    assert len(journal()) == 1
    other = do(administrator, "change-telephones", ("telephone", "01632 960 778"), id=number)
    assert other.code == "key-reuse"


def test_each_change_is_a_row_in_its_actors_chain(contract: Contract, administrator: User) -> None:
    """Rules: O1."""
    for number in ("01632 960 777", "01632 960 778"):
        version = telephones.version(contract.landlord)
        do(administrator, "change-telephones", ("telephone", number), ("version", version))
        db.session.refresh(contract.landlord)
    first, second = journal()
    assert (first.chain, first.position) == (f"user:{administrator.id}", 1)
    assert (second.position, second.previous_mac) == (2, first.mac)
    assert (second.landlord_id, second.contractor_id, second.order_id) == (contract.landlord_id, None, None)
    assert (second.code, second.reason) == ("telephones", "Address and telephones")


def test_what_differs_in_nothing_writes_nothing(contract: Contract, administrator: User) -> None:
    typed = (("telephone", contract.landlord.telephone), ("version", telephones.version(contract.landlord)))
    answer = do(administrator, "change-telephones", *typed)
    assert (answer.outcome, answer.code) == ("applied", "unchanged")
    assert journal() == []


def test_without_the_version_that_it_was_made_from_nothing_changes(contract: Contract, administrator: User) -> None:
    """Rules: O1."""
    answer = do(administrator, "change-telephones", ("telephone", "01632 960 777"))
    assert (answer.outcome, answer.code) == ("refused", "changed-meanwhile")
    db.session.refresh(contract.landlord)
    assert contract.landlord.telephone == "01632 960 145"


def test_the_last_entry_and_kept_codes_are_not_switched_off(contract: Contract, administrator: User) -> None:
    """Rules: S3, T7."""
    for list_name, code in (("photo-kind", "door-card"), ("rejection-reason", "wrong-trade")):
        item = next(one for one in contract.landlord.list_items if (one.list_name, one.code) == (list_name, code))
        answer = do(administrator, "switch-item", ("item", str(item.id)), ("version", items.version(item)))
        assert answer.code in ("kept", "last")
        db.session.refresh(item)
        assert item.active
