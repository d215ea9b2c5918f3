"""Tests of web/desk_home.py, and of the preview beside a list."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from fieldapp.extensions import db
from fieldapp.models import Announcement, Contract, Landlord, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.invoicing import finished, recorded
from tests.reading import reads
from tests.signing_in import sign_in
from tests.statements import statements
from tests.web.desk_people import contract, office, operative, post

__all__ = ["contract", "office", "operative"]


def figures(client: CheckingClient) -> dict[str, tuple[str, int]]:
    """What each figure of the home page counts: its address, and its number."""
    page = client.get("/desk/")
    found = re.findall(r'<li><a href="([^"]+)"><b[^>]*>([\d,]+)</b> <span>([^<]+)', page.text)
    return {words: (html.unescape(href), int(number)) for href, number, words in found}


def filled(contract: Contract) -> None:
    """A desk with something in every list but those of ended visits, which have one each."""
    officer, colleague = make.user("landlord", contract.landlord), make.user("office", contract.contractor)
    for state in ("issued", "accepted", "booked", "booked", "on-site"):
        make.ticket(state, contract)
    make.ticket("accepted", contract, two_to_attend=True)
    make.ticket("issued", contract, two_to_attend=True)
    make.ticket("booked", contract, due_at=make.now() - timedelta(hours=1), day=make.today() + timedelta(days=1))
    make.do(officer, "cancel", make.ticket("booked", contract).order, ("reason", "duplicate"))
    make.do(colleague, "reject", make.ticket("issued", contract), ("reason", "wrong-trade"))
    make.do(colleague, "no-access", make.ticket("booked", contract), ("called", "no"), ("comments", "Knocked twice"))
    completed = finished(contract)
    for number in ("INV 42", "INV 43"):
        recorded(completed, number)
    noted = make.ticket("booked", contract)
    for reason in ("addition", "kitchens"):
        of = make.ticket("booked", contract)
        make.do(colleague, "vary", of, ("reason", reason), ("code-1", "310911"), ("quantity-1", "1"))
    make.do(colleague, "add-note", noted, ("text", "Our own"))
    for text, reply in (("Key with the neighbour", ()), ("Which day?", (("needs_reply", "y"),))):
        make.do(officer, "add-note", noted, ("text", text), *reply)
    archived = make.ticket("issued", contract)
    make.do(colleague, "reject", archived, ("reason", "wrong-trade"))
    archived.archived_at = make.now()
    db.session.commit()
    make.ticket("booked")


def test_each_figure_is_the_number_of_rows_that_its_link_shows(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: L1."""
    filled(contract)
    counted = figures(client)
    assert len(counted) == 20
    for words, (href, number) in counted.items():
        page = client.get(href)
        assert page.status_code == 200
        assert len(re.findall(r"<tr data-(?:ticket|note|invoice|variation)=", page.text)) == number, words
    expected = {
        "New notes": 2,
        "Needs a reply": 1,
        "Two to attend": 2,
        "Overdue": 1,
        "Total in progress": 9,
        "Variations waiting": 1,
    }
    expected["Invoices submitted"] = 2
    assert {words: counted[words][1] for words in expected} == expected


def test_a_figure_of_nothing_leads_to_a_list_that_says_so(client: CheckingClient, office: User) -> None:
    """Rules: L1."""
    assert {number for _, number in figures(client).values()} == {0}


def test_the_desk_opens_on_its_home(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: L1."""
    contract.site_name, contract.site_address = "Brackwater east", "4 Depot Road"
    db.session.commit()
    words = reads(client.get("/desk/"))
    assert f"{office.name}, {contract.contractor.name}" in words
    assert f"Site code {contract.site_code} Brackwater east 4 Depot Road" in words


def announce(of: Landlord, title: str, starts: int, ends: int | None = None) -> None:
    day = make.today()
    writer = make.user("administrator", of)
    make.saved(Announcement(
        landlord_id=of.id, title=title, text="Offices are closed.", starts_on=day + timedelta(days=starts),
        ends_on=None if ends is None else day + timedelta(days=ends), written_at=make.now(), written_by_id=writer.id,
    ))  # fmt: skip


def test_what_landlords_announce_stands_on_its_days(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: L1, A8."""
    for title, starts, ends in (
        ("From today", 0, None), ("Until today", -9, 0), ("Over since yesterday", -9, -1), ("From tomorrow", 1, None),
    ):  # fmt: skip
        announce(contract.landlord, title, starts, ends)
    announce(make.landlord(), "For others", 0)
    words = reads(client.get("/desk/"))
    assert words.index("From today") < words.index("Until today")
    assert all(one not in words for one in ("Over since yesterday", "From tomorrow", "For others"))


def test_home_costs_the_same_however_much_there_is(client: CheckingClient, contract: Contract, office: User) -> None:
    counted = []
    for more in (1, 3):
        for _ in range(more):
            make.ticket("booked", contract)
            announce(contract.landlord, "News", 0)
        with statements() as sent:
            assert client.get("/desk/").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_a_visit_can_be_looked_at_beside_its_list(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """Rules: L2."""
    visit = make.ticket("booked", contract, operative)
    link = f"/desk/?list=accepted&amp;preview={visit.id}"
    assert f'href="{link}"' in client.get("/desk/?list=accepted").text
    page = client.get(html.unescape(link))
    assert f'data-preview="{visit.id}"' in page.text
    assert f'<tr data-ticket="{visit.id}" aria-current="true">' in page.text
    assert {"Rebook", "Add a note"} <= set(re.findall(rf'href="/desk/tickets/{visit.id}#[a-z-]+">([^<]+)', page.text))
    assert "Book a slot" not in page.text


def test_the_visit_that_one_looks_at_stays_in_view_after_a_step(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """It has left the list, not the page. Rules: T6, L2."""
    visit = make.ticket("issued", contract)
    answer = post(client, visit.id, "accept", own_reference="BM-1")
    assert answer.location == f"/desk/tickets/{visit.id}"
    page = client.get(f"/desk/?list=new&preview={visit.id}")
    assert f'<tr data-ticket="{visit.id}"' not in page.text
    assert f'data-preview="{visit.id}"' in page.text


def test_nobody_looks_at_what_is_not_theirs(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: A8."""
    archived = make.ticket("issued", contract)
    make.do(make.user("office", contract.contractor), "reject", archived, ("reason", "wrong-trade"))
    archived.archived_at = make.now()
    db.session.commit()
    stranger = make.ticket("booked").id
    for typed in (stranger, archived.id, 999999, "x", "", "²"):
        assert client.get("/desk/", query_string={"list": "all", "preview": typed}).status_code == 404


def test_the_preview_follows_the_page_of_its_list(client: CheckingClient, contract: Contract, office: User) -> None:
    visit = make.ticket("booked", contract)
    page = client.get("/desk/?list=all&after=20010101T000000.000000-1")
    assert f"after=20010101T000000.000000-1&amp;preview={visit.id}" in page.text


def test_an_operative_has_no_home_at_the_desk(client: CheckingClient, operative: User) -> None:
    """Rules: A8."""
    sign_in(client, operative)
    assert client.get("/desk/").status_code == 404
