"""An empty installation and its people, as an operator makes them."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from fieldapp.extensions import db
from fieldapp.models import Contract, Landlord, User
from fieldapp.models.fence import KEY, Fence
from fieldapp.presets import preset
from tests.checking_client import CheckingClient
from tests.signing_in import hidden_fields, sign_in

GIVEN = {
    "--landlord": "Fernley Homes", "--landlord-code": "fernley", "--telephone": "01632 960 001",
    "--emergency-telephone": "01632 960 002", "--address": "2 Sluice Lane", "--preset": "nec",
    "--contractor": "Sorrel Repairs", "--contract": "FERN-01", "--name": "A. Sandpiper",
    "--email": "A.Sandpiper@example.test",
}  # fmt: skip
PERSON = {"--role": "operative", "--of": "Sorrel Repairs", "--name": "B. Knot", "--email": "knot@example.test"}


def invoke(app: Flask, *words: str, **options: str) -> Result:
    """Run a command with options, as a shell does: with no fence that somebody else has put up."""
    db.session.info.pop(KEY)
    result = app.test_cli_runner().invoke(args=[*words, *(part for pair in options.items() for part in pair)])
    db.session.rollback()
    db.session.info[KEY] = Fence.system()
    return result


def set_up(app: Flask, **changes: str) -> Result:
    """Run `flask set-up` with good answers, some of them changed."""
    return invoke(app, "set-up", **{**GIVEN, **changes})


def password_in(result: Result) -> str:
    """The password that was printed."""
    found = re.search(r"password (\S+) and", result.output)
    assert found, result.output
    return found[1]


def test_an_empty_installation_has_its_first_administrator(app: Flask, client: CheckingClient) -> None:
    result = set_up(app)
    assert result.exit_code == 0, result.output
    landlord = db.session.scalars(select(Landlord)).one()
    assert (landlord.code, landlord.emergency_telephone) == ("fernley", "01632 960 002")
    assert landlord.address == "2 Sluice Lane"
    assert landlord.policy.to_mapping() == preset("nec")["policy"]
    assert len(landlord.list_items) == sum(map(len, preset("nec")["lists"].values()))
    assert db.session.scalars(select(Contract)).one().contractor.name == "Sorrel Repairs"
    person = db.session.scalars(select(User)).one()
    assert (person.role, person.landlord_id) == ("administrator", landlord.id)
    assert password_in(result) not in person.password_hash
    issued = password_in(result)
    sign_in(client, "a.sandpiper@example.test", issued)
    answer = client.get("/landlord/")
    assert answer.location.endswith("/new-password")
    typed = {"current": issued, "new": "ringed-plover-77"}
    client.post("/new-password", data={**hidden_fields(client.get("/new-password").text), **typed})
    assert client.get("/landlord/").status_code == 200


def test_a_second_set_up_changes_nothing(app: Flask) -> None:
    set_up(app)
    again = set_up(app, **{"--landlord-code": "other", "--email": "other@example.test"})
    assert again.exit_code == 1
    assert "people already" in again.output
    assert db.session.scalar(select(func.count(Landlord.id))) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"--landlord-code": "Fernley Homes"}, "lower case"),
        ({"--email": "sandpiper"}, "not an email"),
        ({"--preset": "mine"}, "rocc"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(app: Flask, changes: dict[str, str], said: str) -> None:
    result = set_up(app, **changes)
    assert result.exit_code == 2
    assert said in result.output
    assert not db.session.scalar(select(func.count(Landlord.id)))


def test_people_are_added_with_a_password_that_they_must_change(app: Flask) -> None:
    set_up(app)
    result = invoke(app, "people", "add", **PERSON, **{"--trade": "Plumber"})
    assert result.exit_code == 0, result.output
    person = db.session.scalars(select(User).where(User.role == "operative")).one()
    assert (person.username, person.trade, person.must_change_password) == ("knot@example.test", "Plumber", True)
    assert person.contractor is not None
    officer = invoke(
        app, "people", "add", **{**PERSON, "--role": "landlord", "--of": "fernley", "--email": "o@example.test"}
    )
    assert officer.exit_code == 0, officer.output


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"--of": "Nobody"}, "no contractor with the name Nobody"),
        ({"--role": "landlord"}, "no landlord with the code"),
        ({"--email": "a.sandpiper@EXAMPLE.test"}, "has this address already"),
    ],
)
def test_a_person_that_cannot_be_is_refused(app: Flask, changes: dict[str, str], said: str) -> None:
    set_up(app)
    result = invoke(app, "people", "add", **{**PERSON, **changes})
    assert result.exit_code == 2
    assert said in result.output
    assert db.session.scalar(select(func.count(User.id))) == 1
