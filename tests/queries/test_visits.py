"""Tests of queries/visits.py, visit_cards.py and words.py."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fieldapp.domain.units import measured
from fieldapp.extensions import db
from fieldapp.models import Caution, Contract, Fence, Ticket, User, WorksOrder
from fieldapp.models.fence import KEY
from fieldapp.queries import visits
from fieldapp.queries.addresses import addressed
from fieldapp.queries.day import kept_tickets
from fieldapp.queries.visit_cards import VisitCard, held
from tests import factories as make
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def operative(contract: Contract) -> User:
    return make.user("operative", contract.contractor)


def cards(person: User, day: date | None = None) -> list[VisitCard]:
    """The cards of the person's day, as a fresh request reads them."""
    db.session.rollback()
    db.session.expire_all()
    db.session.info[KEY] = Fence(landlord_id=None, contractor_id=person.contractor_id)
    page = visits.day_page(person, day or make.today(), is_today=True)
    return [card for slot in page.slots for card in slot.cards]


def next_one(person: User) -> list[int]:
    return [one.id for one in cards(person) if one.is_next]


def hold(visit: Ticket, contract: Contract) -> None:
    make.do(make.user("landlord", contract.landlord), "hold", visit.order, ("comments", "The roof comes first"))


def test_the_first_of_the_day_is_the_next_one(contract: Contract, operative: User) -> None:
    """Rules: P7."""
    first, _ = (make.ticket("booked", contract, operative) for _ in range(2))
    assert next_one(operative) == [first.id]


def test_a_visit_on_site_is_next_before_any_booked_one(contract: Contract, operative: User) -> None:
    """Who is at a home finishes there first, whatever the slots say."""
    make.ticket("booked", contract, operative)
    begun = make.ticket("on-site", contract, operative)
    assert next_one(operative) == [begun.id]


def test_a_visit_that_lasts_past_midnight_stays_in_the_day(contract: Contract, operative: User) -> None:
    """Who is on site since yesterday has the visit on Today, first, and keeps it without signal."""
    make.ticket("booked", contract, operative)
    begun = make.ticket("on-site", contract, operative)
    tomorrow = begun.visit_on + timedelta(days=1)
    db.session.info[KEY] = Fence(landlord_id=None, contractor_id=operative.contractor_id)
    assert [one.id for one in cards(operative, tomorrow)] == [begun.id]
    assert begun.id in {one.id for one in kept_tickets(operative, tomorrow)}
    assert cards(operative, tomorrow + timedelta(days=7)) == []


def test_an_emergency_to_accept_is_next_before_all(contract: Contract, operative: User) -> None:
    """It has no day yet, and is still the first thing to do."""
    make.ticket("on-site", contract, operative)
    make.ticket("issued", contract, operative)
    emergency = make.ticket("issued", contract, operative, emergency=True)
    assert next_one(operative) == [emergency.id]


@pytest.mark.parametrize(
    ("status", "state", "mark"),
    [
        ("ISS", "booked", ""),
        ("HLD", "booked", "On hold"),
        ("IVR", "on-site", "Waiting for the landlord"),
        ("CVR", "completed", ""),
    ],
)
def test_a_visit_that_has_ended_waits_for_nobody(status: str, state: str, mark: str) -> None:
    """Rules: V2."""
    assert held(Ticket(state=state, order=WorksOrder(status=status))) == mark


def test_an_address_is_looked_for_among_the_given_landlords_alone(contract: Contract) -> None:
    """Whatever fence stands behind it. Rules: A8."""
    own = make.home(contract.landlord, line_1="3 Larch Row")
    other = make.home(make.landlord(), line_1="5 Larch Row")
    assert addressed([contract.landlord_id], "3 larch") == [own.id]
    assert addressed([contract.landlord_id], "5 larch") == []
    assert addressed([other.landlord_id], "5 LARCH") == [other.id]


def test_what_is_held_is_never_the_next_one(contract: Contract, operative: User) -> None:
    """Rules: V1, V2."""
    held, other = (make.ticket("booked", contract, operative) for _ in range(2))
    hold(held, contract)
    assert next_one(operative) == [other.id]


def test_a_held_card_says_so_and_what_to_do(contract: Contract, operative: User) -> None:
    """Rules: V1."""
    visit, begun = make.ticket("booked", contract, operative), make.ticket("on-site", contract, operative)
    hold(visit, contract)
    hold(begun, contract)
    by_id = {one.id: one for one in cards(operative)}
    assert (by_id[visit.id].held, by_id[visit.id].held_advice) == ("On hold", "Do not start. Call the office.")
    assert by_id[begun.id].held_advice == "Do not carry on. Call the office."


def test_a_visit_without_a_hold_says_nothing_of_one(contract: Contract, operative: User) -> None:
    """Nor does the page of a day without any have a tag for it."""
    make.ticket("booked", contract, operative)
    assert [(one.held, one.held_advice) for one in cards(operative)] == [("", "")]


def test_every_card_has_its_priority_and_when_it_is_due(contract: Contract, operative: User) -> None:
    """In the landlord's words and style of dates. Rules: A6, P7."""
    visit = make.ticket("booked", contract, operative)
    card = cards(operative)[0]
    assert card.priority_words == visits.visit_page(operative, visit).priority_words
    assert card.due_words == visits.visit_page(operative, visit).due_words


def test_a_warning_is_marked(contract: Contract, operative: User) -> None:
    """Rules: T2."""
    make.ticket("booked", contract, operative, warning=True)
    make.ticket("booked", contract, operative)
    assert [one.read_the_notes for one in cards(operative)] == [True, False]


def test_the_cards_of_a_day_cost_the_same_however_many_they_are(contract: Contract, operative: User) -> None:
    """What a card shows is read for all of them at once."""

    def add() -> None:
        visit = make.ticket("booked", contract, operative, warning=True)
        home = visit.order.property
        home.cautions.append(Caution(landlord_id=home.landlord_id, code="customer", action="Knock", detail=""))
        db.session.commit()
        hold(visit, contract)

    def cost() -> int:
        with statements() as sent:
            cards(operative)
        return len(sent)

    add()
    one = cost()
    for _ in range(4):
        add()
    assert cost() == one


@pytest.mark.parametrize(
    ("quantity", "unit", "words"),
    [
        ("1", "NO", "1"),
        ("9", "NO", "9"),
        ("2", "LM", "2 metres"),
        ("1", "HR", "1 hour"),
        ("2.5", "SM", "2.5 square metres"),
        ("1", "WEEKS", "1 WEEKS"),
    ],
)
def test_a_quantity_is_said_with_its_unit_in_words(quantity: str, unit: str, words: str) -> None:
    """`1 NO` reads as no; a code that has no words stays as it is."""
    assert measured(Decimal(quantity), unit) == words
