"""Tests of web/board.py, web/board_blocks.py and web/board_needs.py: what the supervisor sees of a day."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from fieldapp.build import PACKAGE
from fieldapp.domain.dates import london_day
from fieldapp.extensions import db
from fieldapp.models import Contract, Device, Ticket, User
from fieldapp.web import board as board_page
from fieldapp.web.board_blocks import COLUMNS, blocks
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import sign_in
from tests.statements import statements

# Half past eleven on a winter's day: London's clock is UTC.
NOON = datetime(2026, 1, 14, 11, 30, tzinfo=UTC)
DAY = NOON.date()


class Stopped(datetime):
    """A clock that stands at NOON."""

    @classmethod
    def now(cls, tz: Any = None) -> Stopped:
        return cls.fromtimestamp(NOON.timestamp(), UTC)


@pytest.fixture
def supervisor(contract: Contract, client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> User:
    person: User = make.user("supervisor", contract.contractor)
    sign_in(client, person)
    monkeypatch.setattr(board_page, "datetime", Stopped)
    return person


@pytest.fixture
def operative(contract: Contract) -> User:
    return make.user("operative", contract.contractor, name="Jo Kestrel", telephone="07700 900 311")


def booked(contract: Contract, operative: User | None = None, slot: str = "am", **facts: Any) -> Ticket:
    """A visit for the day at NOON, booked the evening before."""
    before = NOON - timedelta(hours=16)
    raised = make.order(contract, raised_at=NOON - timedelta(days=2), **facts)
    office = make.user("office", contract.contractor)
    make.do(make.user("landlord", contract.landlord), "issue", raised, done_at=before)
    visit: Ticket = raised.tickets[0]
    if operative:
        make.do(office, "allocate", visit, ("operative", str(operative.id)), done_at=before)
    make.do(office, "accept", visit, done_at=before)
    make.do(office, "book", visit, ("date", DAY.isoformat()), ("slot", slot), done_at=before)
    return visit


def at(hour: int, minute: int = 0) -> datetime:
    return NOON.replace(hour=hour, minute=minute)


def speaks(person: User, minutes_ago: int, unsent: int = 0) -> None:
    moment = NOON - timedelta(minutes=minutes_ago)
    oldest = moment if unsent else None
    make.saved(Device(id=str(uuid.uuid4()), user_id=person.id, contact_at=moment, unsent=unsent, oldest_at=oldest))


def board(client: CheckingClient, path: str = "/board/") -> str:
    return reads(client.get(path))


def test_a_day_shows_its_visits_by_operative(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    """Rules: P7."""
    mine, nobodys = booked(contract, operative), booked(contract, slot="pm")
    booked(make.contract())
    page = client.get("/board/")
    words = board(client)
    assert "Wednesday 14 January" in words
    assert words.index("Not given out") < words.index(nobodys.order.property.line_1) < words.index("Jo Kestrel")
    assert words.index("Jo Kestrel") < words.index(mine.order.property.line_1)
    assert words.count("Marlow Court") == 2
    assert 'data-module="board"' in page.text
    assert 'data-poll="/board/"' in page.text


def test_what_has_happened_is_said_with_both_times(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    """Rules: S1."""
    on_site, done = booked(contract, operative), booked(contract, operative)
    make.do(operative, "no-access", done, ("called", "no"), ("comments", "Knocked twice"),
            done_at=at(8, 40), sent_at=at(9, 30), received_at=at(9, 30))  # fmt: skip
    make.do(operative, "arrive", on_site, done_at=at(10, 40))
    words = board(client)
    assert "On site 10:40" in words
    assert re.search(r"No access \d+ Marlow Court received 09:30 at 08:40", words)


def test_late_and_without_word_are_told_apart(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(contract, operative)
    speaks(operative, minutes_ago=150, unsent=4)
    words = board(client)
    assert "No word since 09:00" in words
    assert "Late, not arrived" not in words
    monkeypatch.setattr(Stopped, "now", classmethod(lambda _cls, _tz=None: at(13, 1)))
    words = board(client)
    assert "Late, not arrived" in words
    assert "Jo Kestrel is late" in words
    assert "Last word from the phone 09:00" in words


def test_phones_that_hold_unsent_work_are_always_named(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    assert "All phones have sent everything." in board(client)
    assert "Phone never seen" in board(client)
    speaks(operative, minutes_ago=190, unsent=4)
    words = board(client)
    assert "Jo Kestrel’s phone holds 4 unsent items Oldest 3 h 10. Last contact 08:20. Call 07700 900 311" in words
    assert "4 unsent, 3 h 10" in words


def test_what_needs_the_supervisor_is_sorted_and_leads_somewhere(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    again = booked(contract, operative)
    make.do(operative, "no-access", again, ("called", "no"), ("comments", "Knocked twice"), done_at=at(9))
    bad = booked(contract, operative, slot="pm")
    refused = make.op(
        operative, "arrive", bad, ("arrived", "2001-01-01"), ("arrived", "09:00"), door="phone", done_at=at(9)
    )
    make.perform_as(operative, refused)
    emergency = booked(contract, slot="pm", emergency=True, due_at=at(16, 40), description="No power to one room.")
    page = client.get("/board/").text
    words = board(client)
    titles = ["Emergency not given out", "Jo Kestrel: 1 item not accepted (arrived)", "no access 1 of 2"]
    places = [words.index(title) for title in titles]
    assert places == sorted(places)
    assert "1 refused" in words
    assert f'href="/desk/tickets/{emergency.id}#allocate"' in page
    assert re.search(rf'href="/desk/tickets/{bad.id}#journal-\d+"', page)
    link = re.search(rf'href="(/desk/tickets/{bad.id})#(journal-\d+)"', page)
    assert link
    assert f'id="{link[2]}"' in client.get(link[1]).text


def test_nothing_to_do_says_so(client: CheckingClient, contract: Contract, supervisor: User) -> None:
    words = board(client)
    assert "Nothing needs you now." in words
    assert "Your firm has no operatives yet" in words


def test_other_days_are_one_step_away(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    """Rules: P7."""
    booked(contract, operative)
    assert 'href="/board/2026-01-15"' in client.get("/board/").text
    assert "Thursday 15 January" in board(client, "/board/2026-01-15")
    assert "Marlow Court" not in board(client, "/board/2026-01-15")
    assert "Marlow Court" in board(client, "/board/2026-01-14")
    assert [client.get(f"/board/{text}").status_code for text in ("tomorrow", "2026-13-01", "1999-01-01")] == [404] * 3


def test_a_poll_that_finds_nothing_new_costs_next_to_nothing(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    visit = booked(contract, operative)
    etag = client.get("/board/").headers["ETag"]
    asked = {"If-None-Match": etag, "X-Fieldapp-Poll": "1"}
    with statements() as sent:
        answer = client.get("/board/", headers=asked)
    assert (answer.status_code, answer.data) == (304, b"")
    assert len([one for one in sent if one.startswith("SELECT")]) <= 4
    make.do(operative, "arrive", visit, done_at=at(9))
    fresh = client.get("/board/", headers=asked)
    assert fresh.status_code == 200
    assert "On site 09:00" in fresh.text
    assert fresh.headers["ETag"] != etag


def test_the_board_costs_the_same_however_full_it_is(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    counted = []
    for more in (1, 4):
        for _ in range(more):
            booked(contract, operative)
        client.get("/board/")
        with statements() as sent:
            client.get("/board/")
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_blocks_never_cover_each_other(contract: Contract, app: Flask) -> None:
    """Visits that share a slot share its width; what overlaps goes to a lane of its own."""
    operative = make.user("operative", contract.contractor)
    visits = [booked(contract, operative, slot=slot) for slot in ("am", "am", "am", "am", "pm", "pm")]
    make.do(operative, "arrive", visits[2], done_at=at(8, 5))
    db.session.expire_all()
    placed = blocks(visits, DAY, NOON)
    assert len(placed) == 6
    cells = [(one.lane, column) for one in placed for column in range(one.at, one.at + one.length)]
    assert len(cells) == len(set(cells))
    assert all(one.at >= 1 and one.at + one.length - 1 <= COLUMNS for one in placed)


def test_every_place_on_the_board_has_its_class() -> None:
    """No style may stand on an element, so each column and length is a rule of the sheet."""
    sheet = Path(PACKAGE, "static/css/board.css").read_text()
    for number in range(1, COLUMNS + 1):
        assert f".fa-at-{number}{{" in sheet
    for number in range(6, COLUMNS + 1):
        assert f".fa-for-{number}{{" in sheet


def test_a_visit_that_two_attend_stands_in_both_rows(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    second = make.user("operative", contract.contractor, name="Sam Wren")
    visit = booked(contract, operative, two_to_attend=True)
    given = (("operative", str(operative.id)), ("second_operative", str(second.id)))
    make.do(make.user("office", contract.contractor), "allocate", visit, *given, done_at=at(7))
    assert "Second person" in board(client)
    assert london_day(NOON) == DAY
    assert client.get("/board/").text.count(f'data-ticket="{visit.id}"') == 2


def test_an_emergency_that_nobody_accepted_stands_first(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    """Given out or not. Rules: T7."""
    booked(contract, slot="pm", emergency=True, due_at=at(12, 40))
    raised = make.order(contract, raised_at=at(10), emergency=True, due_at=at(16, 40))
    make.do(make.user("landlord", contract.landlord), "issue", raised, done_at=at(10))
    visit = raised.tickets[0]
    given = ("operative", str(operative.id))
    for person in (None, operative):
        if person:
            make.do(make.user("office", contract.contractor), "allocate", visit, given, done_at=at(11))
        words, page = board(client), client.get("/board/").text
        assert words.index("Emergency not accepted") < words.index("Emergency not given out")
        assert "Due 16:40." in words
        assert f'href="/desk/tickets/{visit.id}#accept"' in page
        assert page.count(f'data-ticket="{visit.id}"') == 1


def test_an_order_on_hold_is_marked_on_its_block(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    """Rules: V2."""
    visit = booked(contract, operative)
    assert "On hold" not in board(client)
    make.do(make.user("landlord", contract.landlord), "hold", visit.order, ("comments", "Wait"), done_at=at(9))
    assert "On hold" in board(client)


def test_what_began_before_the_first_hour_is_said_with_its_times(
    client: CheckingClient, contract: Contract, supervisor: User, operative: User
) -> None:
    """Rules: S1."""
    early, going = booked(contract, operative), booked(contract, operative, slot="pm")
    make.do(operative, "arrive", early, done_at=at(5, 40))
    make.do(operative, "needs-landlord", early, ("comments", "Wall must be made safe"), done_at=at(6, 10))
    make.do(operative, "on-my-way", going, done_at=at(11, 5))
    assert "05:40 to 06:10" in board(client)
    assert "On the way 11:05" in board(client)
