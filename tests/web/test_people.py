"""Tests of web/people.py and commands/registrations.py: what the firm's people are registered with."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, JournalRow, Registration, User
from fieldapp.models.fence import KEY
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.registering import registration
from tests.signing_in import end_sessions, hidden_fields, sign_in, sign_in_on
from tests.web.desk_people import contract, office, operative

__all__ = ["contract", "office", "operative"]

AT = "/desk/people"


def send(client: CheckingClient, address: str, page: str = "", **typed: Any) -> TestResponse:
    """Fill in a form and send it."""
    fields = hidden_fields(client.get(page or address).text, address)
    return client.post(address, data={**fields, **typed})


def stored() -> list[Registration]:
    db.session.rollback()
    make.unfenced()
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def test_an_office_adds_one_and_it_is_journalled(client: CheckingClient, office: User, operative: User) -> None:
    """Rules: C8."""
    until = make.today() + timedelta(days=200)
    address = f"{AT}/{operative.id}/registrations"
    answer = send(client, address, scheme="gas-safe", number="  12 34 5a ", expires_on=until.isoformat())
    assert (answer.status_code, answer.location) == (303, AT)
    (row,) = stored()
    assert (row.user_id, row.scheme, row.number, row.expires_on) == (operative.id, "gas-safe", "12 34 5A", until)
    page = reads(client.get(AT))
    assert "Registration of Jo Kestrel added." in page
    assert "Gas Safe 12 34 5A of Jo Kestrel" in page
    assert "In date" in page
    (row,) = db.session.scalars(select(JournalRow))  # type: ignore[assignment]
    assert (row.command, row.chain, row.outcome) == ("add-registration", f"user:{office.id}", "applied")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"scheme": ""}, "Choose the scheme."),
        ({"scheme": "magic"}, "Choose the scheme."),
        ({"number": " "}, "Write the number on the card."),
        ({"number": "9" * 61}, "Use at most 60 characters."),
        ({"expires_on": ""}, "Write the last day on which it is good."),
        ({"expires_on": "31/02/2030"}, "Write a day, for example"),
        ({"expires_on": "1 Jan 2020"}, "It ended on 1 Jan 2020. Write the day until which it is good now."),
        ({"expires_on": "1 Jan 2099"}, "That is more than ten years ahead. Correct the year."),
    ],
)
def test_what_cannot_be_right_comes_back_as_typed(
    client: CheckingClient, office: User, operative: User, typed: dict[str, str], why: str
) -> None:
    good = {"scheme": "oftec", "number": "C-1234", "expires_on": (make.today() + timedelta(days=9)).isoformat()}
    answer = send(client, f"{AT}/{operative.id}/registrations", **{**good, **typed})
    assert answer.status_code == 422
    assert why in reads(answer)
    assert stored() == []
    for kept in {**good, **typed}.values():
        assert f'value="{kept.strip()}"' in answer.text or len(kept) > 60 or kept == "magic" or not kept.strip()


def test_a_number_that_the_person_has_already_is_refused(
    client: CheckingClient, office: User, operative: User, contract: Contract
) -> None:
    """A colleague may have it, as a firm's own number; so may the person again, once it was ended."""
    registration(operative, number="12345")
    colleague = make.user("operative", contract.contractor)
    typed = {"scheme": "gas-safe", "number": " 12345", "expires_on": make.today().isoformat()}
    answer = send(client, f"{AT}/{operative.id}/registrations", **typed)
    assert "Jo Kestrel has Gas Safe registration 12345 already. Change that one instead." in reads(answer)
    assert send(client, f"{AT}/{colleague.id}/registrations", **typed).status_code == 303
    assert send(client, f"{AT}/{operative.id}/registrations", **{**typed, "scheme": "oftec"}).status_code == 303
    one = f"{AT}/registrations/{stored()[0].id}"
    assert send(client, f"{one}/end", page=one).status_code == 303
    assert send(client, f"{AT}/{operative.id}/registrations", **typed).status_code == 303


def test_one_is_renewed_and_ended(client: CheckingClient, office: User, operative: User) -> None:
    until = make.today() + timedelta(days=365)
    row = registration(operative, until=make.today() + timedelta(days=3))
    other = registration(operative)
    one = f"{AT}/registrations/{row.id}"
    assert f'value="{row.expires_on.isoformat()}"' in client.get(one).text
    assert other.number in reads(send(client, one, number=other.number, expires_on=until.isoformat()))
    assert send(client, one, number=row.number, expires_on=until.isoformat()).status_code == 303
    assert stored()[0].expires_on == until
    fields = hidden_fields(client.get(one).text, f"{one}/end")
    # The same form twice is one deed, and hears one answer.
    assert [client.post(f"{one}/end", data=fields).location for _ in range(2)] == [AT, AT]
    assert [one.removed for one in stored()] == [True, False]
    assert client.get(one).status_code == 404
    again = client.post(f"{one}/end", headers={"X-CSRFToken": client.get("/api/whoami").json["csrf"]})
    assert again.status_code == 404


def test_what_has_ended_or_runs_out_within_30_days_stands_above(
    client: CheckingClient, office: User, operative: User, contract: Contract
) -> None:
    today = make.today()
    for name, days in (("A. Later", 31), ("B. Soon", 30), ("C. Ended", -1), ("D. Today", 0)):
        registration(make.user("operative", contract.contractor, name=name), until=today + timedelta(days=days))
    page = client.get(AT).text
    above = page[page.index('id="ending"') : page.index("<table")]
    assert re.findall(r"<b>([A-D]\. \w+)</b>", above) == ["C. Ended", "D. Today", "B. Soon"]
    assert "Last day today" in above
    assert "Runs out in 30 days" in above
    assert "A. Later" in page


def test_only_people_of_the_firm_and_only_operatives(client: CheckingClient, office: User, contract: Contract) -> None:
    """Rules: A8."""
    stranger = make.user("operative", name="Z. Stranger")
    theirs = registration(stranger)
    assert "Z. Stranger" not in client.get(AT).text
    for person in (stranger.id, office.id, 987_654):
        assert client.get(f"{AT}/{person}/registrations").status_code == 404
    assert client.get(f"{AT}/registrations/{theirs.id}").status_code == 404
    number, until = theirs.number, (make.today() + timedelta(days=9)).isoformat()
    token = client.get("/api/whoami").json["csrf"]
    answer = client.post(
        f"{AT}/registrations/{theirs.id}", data={"csrf_token": token, "number": "1", "expires_on": until}
    )
    assert answer.status_code == 404
    assert stored()[0].number == number


def test_whose_it_is_comes_from_the_address_alone(
    client: CheckingClient, office: User, operative: User, contract: Contract
) -> None:
    """Rules: A8."""
    other = make.user("operative", contract.contractor)
    typed = {"scheme": "hetas", "number": "7", "expires_on": make.today().isoformat(), "person": str(other.id)}
    assert send(client, f"{AT}/{operative.id}/registrations", **typed).status_code == 303
    assert [one.user_id for one in stored()] == [operative.id]
    row = db.session.scalars(select(JournalRow)).one()
    assert [pair[1] for pair in row.typed or [] if pair[0] == "person"] == [str(operative.id)]


def test_a_landlord_reads_none_of_it(app: Flask, contract: Contract, operative: User) -> None:
    """Rules: A8."""
    registration(operative)
    client = app.test_client()
    sign_in(client, make.user("landlord", contract.landlord))
    assert client.get(AT).status_code == 404
    fences = Fence(landlord_id=contract.landlord_id), Fence(contractor_id=contract.contractor_id)
    found = []
    for fence in fences:
        db.session.remove()
        db.session.info[KEY] = fence
        found.append(len(db.session.scalars(select(Registration)).all()))
    assert found == [0, 1]


def test_what_was_typed_outlives_the_session(client: CheckingClient, office: User, operative: User) -> None:
    """Signed in again the form comes back filled, and nothing was done. Rules: A7."""
    address = f"{AT}/{operative.id}/registrations"
    typed = {"scheme": "gas-safe", "number": "12345A", "expires_on": "2099-01-31"}
    fields = hidden_fields(client.get(address).text, address)
    end_sessions()
    asked = client.post(address, data={**fields, **typed})
    assert asked.status_code == 401
    between = sign_in_on(client, asked, office)
    page = client.post(address, data=hidden_fields(between.text, address))
    assert 'value="12345A"' in page.text
    assert stored() == []
