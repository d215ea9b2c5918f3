"""Tests of web/offers.py and web/command_door.py: what cannot be taken back names its visit, and asks first."""

from __future__ import annotations

import html5lib
import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, User
from fieldapp.web.offer_words import WORDS
from fieldapp.web.shown import doing_words
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.page_checks import tags
from tests.reading import reads
from tests.signing_in import sign_in
from tests.web.desk_people import contract, fresh, office, post
from tests.web.field_people import page_of

__all__ = ["contract", "office"]

ASKED = {
    "reject": "issued",
    "no-longer-required": "booked",
    "did-not-attend": "booked",
    "needs-landlord": "on-site",
    "asbestos-alert": "on-site",
    "break-appointment": "booked",
    "cancel-appointment": "booked",
    "complete": "on-site",
}
TYPED = {"comments": "Wall must be made safe first"}


@pytest.mark.parametrize(("command", "state"), ASKED.items())
def test_what_cannot_be_taken_back_asks_whether_it_is_the_right_visit(
    client: CheckingClient, contract: Contract, office: User, command: str, state: str
) -> None:
    """Reference and address stand beside the box; without the tick nothing is done, and nothing typed is lost."""
    visit = make.ticket(state, contract)
    about = f"{visit.reference} at {visit.order.property.line_1}"
    page = post(client, visit.id, command, **TYPED, confirm="")
    asked = page if command == "complete" else client.get(f"/desk/tickets/{visit.id}")
    assert f"{WORDS[command].confirm} {about}" in reads(asked)
    assert page.status_code == 422
    assert "tick the box if they are right" in reads(page)
    assert f'<a href="#{command}-confirm">' in page.text
    assert TYPED["comments"] in page.text
    assert fresh(visit).state == state
    assert not db.session.query(JournalRow).filter_by(ticket_id=visit.id, command=command).all()


def test_the_tick_is_no_part_of_what_is_recorded(client: CheckingClient, contract: Contract, office: User) -> None:
    visit = make.ticket("on-site", contract)
    assert post(client, visit.id, "needs-landlord", **TYPED).status_code == 303
    assert fresh(visit).state == "returned"
    row = db.session.query(JournalRow).filter_by(ticket_id=visit.id, command="needs-landlord").one()
    assert "confirm" not in dict(row.typed)


def test_a_tick_stands_while_something_else_is_corrected(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    page = post(client, make.ticket("on-site", contract).id, "needs-landlord", comments="")
    assert page.status_code == 422
    assert 'id="needs-landlord-confirm" required checked' in page.text


def test_other_forms_ask_for_no_tick(client: CheckingClient, contract: Contract, office: User) -> None:
    """What is done every day, and can be changed, is one tap; what ends a visit still names it."""
    visit = make.ticket("on-site", contract)
    words = reads(client.get(f"/desk/tickets/{visit.id}"))
    for command in ("no-access", "follow-on"):
        assert f"{WORDS[command].doing} {visit.reference} at {visit.order.property.line_1}" in words
    assert post(client, visit.id, "add-note", text="Riser key FB2", confirm="").status_code == 303


def test_a_phone_holds_back_what_is_hard_to_take_back_and_nothing_else(
    client: CheckingClient, contract: Contract
) -> None:
    """Every form of the visit's pages; those that name the visit above their button are those that can be undone."""
    operative = make.user("operative", contract.contractor)
    sign_in(client, operative)
    visit = make.ticket("on-site", contract, operative)
    forms = [
        form
        for page in ("", "/complete")
        for form in tags(html5lib.parse(page_of(client, visit, page)), "form")
        if form.get("data-command")
    ]
    held = {form.get("data-command") for form in forms if form.get("data-undo") is not None}
    assert held == {form.get("data-command") for form in forms if doing_words(form.get("data-command", ""))}
    assert held == {*ASKED, "no-access", "follow-on"} - {"reject", "no-longer-required"}
