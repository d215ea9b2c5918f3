"""A visit that cannot be appointed, is not needed any more, or was not attended: as the people concerned see it."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from fieldapp.domain.dates import show_day
from fieldapp.models import Contract, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web import field_people
from tests.web.desk_people import contract, fresh, offered, office, operative, post
from tests.web.world import browser

__all__ = ["contract", "office", "operative"]


def test_the_desk_says_that_it_could_not_book_and_when_to_call(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """What is missing comes back with what was typed; the note says it to everybody. Rules: P2."""
    visit, day = make.ticket("accepted", contract), make.today() + timedelta(days=2)
    typed = {"outcome": "callback", "called": "yes", "reason": "no-answer", "comments": "Ask for her daughter"}
    page = post(client, visit.id, "cannot-book", **typed)
    assert page.status_code == 422
    assert '<a href="#cannot-book-callback_on">Write the day on which to call back.' in page.text
    assert re.search(r'value="callback"[^>]*checked', page.text)
    assert "Ask for her daughter" in page.text
    assert post(client, visit.id, "cannot-book", **typed, callback_on=day.isoformat()).status_code == 303
    said = reads(client.get(f"/desk/tickets/{visit.id}"))
    assert f"Call back on {show_day(day)}. Ask for her daughter." in said
    assert "book" in offered(client.get(f"/desk/tickets/{visit.id}"))


def test_the_phone_says_that_it_could_not_book(app: Flask, contract: Contract, operative: User) -> None:
    """Rules: P2."""
    visit, phone = make.ticket("accepted", contract, operative), browser(app, operative)
    typed = {"outcome": "try-again", "reason": "no-answer", "comments": "Voicemail is full"}
    status, page = field_people.send(phone, visit, "cannot-book", **typed)
    assert (status, "Say whether you called." in page, "Voicemail is full" in page) == (422, True, True)
    assert field_people.send(phone, visit, "cannot-book", **typed, called="no")[0] == 303
    assert "will try again. Not called. Voicemail is full." in field_people.page_of(phone, visit)


def test_work_that_is_not_required_is_confirmed_and_reaches_the_landlord(
    app: Flask, client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """An operative's phone does not offer it. Rules: P4."""
    visit = make.ticket("accepted", contract, operative)
    assert "no-longer-required" not in field_people.page_of(browser(app, operative), visit)
    typed = {"reason": "fixed", "comments": "The son has done it"}
    page = post(client, visit.id, "no-longer-required", **typed, confirm="")
    assert (page.status_code, fresh(visit).state) == (422, "accepted")
    assert "The son has done it" in page.text
    assert post(client, visit.id, "no-longer-required", **typed).status_code == 303
    assert (fresh(visit).state, visit.order.status) == ("returned", "RAI")
    landlord = browser(app, make.user("landlord", contract.landlord))
    page = landlord.get(f"/landlord/orders/{visit.order_id}")
    for words in ("The son has done it", "Already fixed"):
        assert words in reads(page), words
    assert 'data-command="re-issue"' in page.text


def test_a_visit_that_was_not_attended_goes_back_from_the_phone(
    app: Flask, contract: Contract, operative: User
) -> None:
    """Rules: S2."""
    visit, phone = make.ticket("booked", contract, operative), browser(app, operative)
    status, page = field_people.send(phone, visit, "did-not-attend", comments="Van broke down")
    assert (status, "Choose a reason." in page, "Van broke down" in page) == (422, True, True)
    assert field_people.send(phone, visit, "did-not-attend", comments="Van broke down", reason="staff")[0] == 303
    assert (fresh(visit).state, visit.order.status) == ("rejected", "RAI")
    said = reads(browser(app, make.user("landlord", contract.landlord)).get(f"/landlord/orders/{visit.order_id}"))
    for words in ("Van broke down", "No staff available"):
        assert words in said, words
