"""Tests of web/kept_form.py: what was typed as the session ended comes back to its writer, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Certificate, Contract, JournalRow, Ticket, User, WorksOrder
from fieldapp.web.kept_form import LIFE, SHOWN_AGAIN, WITH_A_FILE
from tests import factories as make
from tests.certifying import GAS
from tests.checking_client import CheckingClient
from tests.factories import PASSWORD
from tests.reading import reads
from tests.signing_in import end_sessions, hidden_fields, sign_in, sign_in_instead, sign_in_on
from tests.web.desk_people import contract, office

__all__ = ["contract", "office"]

WROTE = "Rehung the gate,\nand eased both hinges"
TOLD = "You were signed out. Sign in again: what you wrote is kept."


def written(client: CheckingClient, visit: Ticket) -> tuple[str, dict[str, str]]:
    """The address of the form for a note on the visit's page, and its fields with the note."""
    address = f"/desk/tickets/{visit.id}/add-note"
    return address, {**hidden_fields(client.get(f"/desk/tickets/{visit.id}").text, address), "text": WROTE}


def note(client: CheckingClient, visit: Ticket, **more: Any) -> TestResponse:
    """Write a note on the visit's page, and send it after the session has ended."""
    address, fields = written(client, visit)
    end_sessions()
    return client.post(address, data={**fields, **more})


@pytest.mark.parametrize("cookie", ["kept", "gone"])
def test_what_was_typed_comes_back_and_is_not_carried_out(
    client: CheckingClient, contract: Contract, office: User, cookie: str
) -> None:
    """Timed out, the cookie is still there; signed out in another tab, it is gone. Rules: A7."""
    visit = make.ticket("issued", contract)
    address, fields = written(client, visit)
    if cookie == "gone":
        client.post("/sign-out", data=hidden_fields(client.get("/desk/").text, "/sign-out"))
    end_sessions()
    asked = client.post(address, data={**fields, "needs_reply": "y"})
    assert asked.status_code == 401
    assert TOLD in reads(asked)
    wrong = client.post("/sign-in", data={**hidden_fields(asked.text, "/sign-in"), "username": "x", "password": "y"})
    assert TOLD in reads(wrong)
    between = sign_in_on(client, wrong, office)
    assert between.status_code == 200
    sent = hidden_fields(between.text, address)
    assert (sent["text"], sent["needs_reply"]) == (WROTE, "y")
    assert not {"password", "username", "next", "kept"} & sent.keys()
    page = client.post(address, data=sent)
    assert page.status_code == 200
    assert SHOWN_AGAIN in reads(page)
    assert f">{WROTE}</textarea>" in unescape(page.text)
    assert not db.session.query(JournalRow).filter_by(ticket_id=visit.id, command="add-note").all()
    again = {**hidden_fields(page.text, address), "text": WROTE}
    assert client.post(address, data=again).status_code == 303
    assert len(db.session.query(JournalRow).filter_by(ticket_id=visit.id, command="add-note").all()) == 1


def test_another_person_gets_nothing_of_it(client: CheckingClient, contract: Contract, office: User) -> None:
    """Also a colleague who may see the visit. Rules: A8."""
    visit = make.ticket("issued", contract)
    asked = note(client, visit)
    colleague = make.user("office", contract.contractor)
    answer = sign_in_on(client, asked, colleague)
    assert (answer.status_code, answer.location) == (303, "/desk/")


def test_a_form_that_is_of_no_session_is_not_kept(client: CheckingClient, contract: Contract, office: User) -> None:
    visit = make.ticket("issued", contract)
    for more in ({"csrf_token": "made-up"}, {"text": "x" * 100_001}):
        answer = note(client, visit, **more)
        assert answer.status_code == 303
        assert answer.location == f"/sign-in?next=%2Fdesk%2Ftickets%2F{visit.id}%2Fadd-note"
        sign_in_instead(client, office)


def test_a_made_up_kept_form_leads_nowhere(client: CheckingClient, contract: Contract, office: User) -> None:
    visit = make.ticket("issued", contract)
    asked = note(client, visit)
    fields = hidden_fields(asked.text, "/sign-in") | {"kept": "W10.abc.def", "next": "https://elsewhere.example"}
    answer = client.post("/sign-in", data={**fields, "username": office.username, "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/desk/")


def test_a_form_that_an_earlier_release_kept_leads_nowhere(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Signing in goes on. Rules: A7."""
    client.delete_cookie("session")
    page = client.get("/sign-in")
    seal = URLSafeTimedSerializer(str(client.application.secret_key), salt="kept-form").dumps(["/desk/", [], "x"])
    fields = {**hidden_fields(page.text, "/sign-in"), "kept": seal}
    answer = client.post("/sign-in", data={**fields, "username": office.username, "password": PASSWORD})
    assert answer.status_code == 303


def test_signed_in_anew_in_another_tab_it_is_kept_as_well(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    visit = make.ticket("issued", contract)
    address, fields = written(client, visit)
    sign_in_instead(client, office)
    answer = client.post(address, data=fields)
    assert answer.status_code == 200
    page = client.post(address, data=hidden_fields(answer.text, address))
    assert f">{WROTE}</textarea>" in unescape(page.text)
    sign_in_instead(client, make.user("office", contract.contractor))
    assert client.post(address, data=fields).status_code == 403


def test_it_is_kept_for_a_day(
    client: CheckingClient, contract: Contract, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = make.ticket("issued", contract)
    for passed, status in ((LIFE + timedelta(minutes=1), 303), (LIFE - timedelta(minutes=1), 200)):
        asked, then = note(client, visit), make.now() + passed
        with monkeypatch.context() as later:
            later.setattr(TimestampSigner, "get_timestamp", lambda _, then=then: int(then.timestamp()))
            answer = sign_in_on(client, asked, office)
        assert answer.status_code == status, passed


def test_a_file_that_came_along_has_to_be_chosen_again(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """That is said where it is asked who it is, also after a wrong password, and only where there was a file."""
    visit = make.ticket("issued", contract)
    asked = note(client, visit, photo=(BytesIO(b""), ""))
    assert TOLD in reads(asked)
    assert WITH_A_FILE not in reads(asked)
    sign_in_on(client, asked, office)
    asked = note(client, visit, photo=(BytesIO(b"x"), "door.jpg"))
    assert asked.status_code == 401
    assert WITH_A_FILE in reads(asked)
    wrong = sign_in_on(client, asked, office, "wrong-password-1")
    assert wrong.status_code == 422
    assert WITH_A_FILE in reads(wrong)


def test_it_waits_until_an_issued_password_is_changed(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: A1."""
    visit = make.ticket("issued", contract)
    asked = note(client, visit)
    office.must_change_password = True
    db.session.commit()
    first = sign_in_on(client, asked, office)
    assert (first.status_code, WROTE in unescape(first.text)) == (200, False)
    typed = {**hidden_fields(first.text, "/new-password"), "current": PASSWORD}
    same = client.post("/new-password", data={**typed, "new": PASSWORD})
    assert same.status_code == 422
    typed = {**hidden_fields(same.text, "/new-password"), "current": PASSWORD}
    between = client.post("/new-password", data={**typed, "new": "another-horse-9"})
    assert hidden_fields(between.text, f"/desk/tickets/{visit.id}/add-note")["text"] == WROTE


def test_an_order_that_was_being_written_comes_back(client: CheckingClient, contract: Contract) -> None:
    """Whole, and not raised until it is sent again. Rules: O1."""
    officer = make.user("landlord", contract.landlord)
    sign_in(client, officer)
    home = make.home(contract.landlord)
    address = f"/landlord/raise/{home.id}"
    fields = hidden_fields(client.get(address).text, address)
    end_sessions()
    typed = {
        "reference": "C900001/1", "contract": contract.site_code, "description": "Gate off its hinges",
        "priority": "cal90", "code-1": "310403", "quantity-1": "2", "do": "raise",
    }  # fmt: skip
    between = sign_in_on(client, client.post(address, data={**fields, **typed}), officer)
    page = client.post(address, data=hidden_fields(between.text, address))
    assert page.status_code == 200
    assert SHOWN_AGAIN in reads(page)
    assert "Gate off its hinges" in page.text
    assert not db.session.query(WorksOrder).count()
    assert client.post(address, data={**hidden_fields(page.text, address), **typed}).status_code == 303
    assert db.session.query(WorksOrder).one().reference == "C900001/1"


def test_a_certificate_that_was_being_filled_in_comes_back(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: D2."""
    visit = make.ticket("on-site", contract)
    address = f"/desk/tickets/{visit.id}/record-certificate/gas-compliance"
    typed = {**hidden_fields(client.get(address).text, address), **dict(GAS)}
    end_sessions()
    asked = client.post(address, data=typed)
    assert (asked.status_code, TOLD in reads(asked)) == (401, True)
    between = sign_in_on(client, asked, office)
    page = client.post(address, data=hidden_fields(between.text, address))
    assert page.status_code == 200
    assert SHOWN_AGAIN in reads(page)
    assert 'value="Vaillant ecoTEC"' in page.text
    assert not db.session.query(Certificate).count()
    typed = {**hidden_fields(page.text, address), **dict(GAS)}
    assert client.post(address, data=typed).status_code == 303
    assert db.session.query(Certificate).count() == 1


@pytest.mark.parametrize("command", ["book", "arrive", "add-note"])
def test_a_commands_address_opened_as_a_page_leads_to_its_visit(
    client: CheckingClient, contract: Contract, office: User, command: str
) -> None:
    visit = make.ticket("accepted", contract)
    answer = client.get(f"/desk/tickets/{visit.id}/{command}")
    assert (answer.status_code, answer.location) == (303, f"/desk/tickets/{visit.id}")
    assert client.get(f"/desk/tickets/{visit.id}/nonsense").status_code == 404
