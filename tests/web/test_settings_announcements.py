"""Announcements on the landlord's pages, and whom they are shown to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fieldapp.domain.policies import Policy
from fieldapp.extensions import db
from fieldapp.models import Announcement, Contract, Fence, User
from fieldapp.models.fence import KEY
from fieldapp.queries import announcements
from tests import factories as make
from tests.announcing import announcement
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web.landlord_people import officer
from tests.web.settings_people import AT, administrator, colleague, contract, fresh, press, rows, save

__all__ = ["administrator", "colleague", "contract", "officer"]


def shown_to(contract: Contract, role: str = "office") -> list[str]:
    """The titles that somebody of the contractor is shown today."""
    person = make.user(role, contract.contractor)
    return [one.title for one in announcements.announcements_for(person, make.today())]


def test_one_is_written_and_contractors_are_shown_it(client: CheckingClient, contract: Contract, officer: User) -> None:
    """Rules: O1, L1."""
    answer = save(client, "announcements/new", title="Depot closed", text="On Friday.\nCall first.")
    assert (answer.status_code, answer.location) == (303, f"{AT}/announcements")
    page = client.get(answer.location)
    assert "Depot closed" in reads(page)
    assert shown_to(contract) == ["Depot closed"]
    (row,) = rows(contract.landlord, "write-announcement")
    assert row.fields["Title"] == ["nothing", "Depot closed"]
    assert row.chain == f"user:{officer.id}"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"title": ""}, "Write a title."),
        ({"text": " "}, "Write what contractors should know."),
        ({"starts": "2020-01-01"}, "That day has passed."),
        ({"starts": ""}, "Write the day from which it is shown."),
        ({"starts": "2099-02-01", "ends": "2099-01-31"}, "It must not end before it begins."),
        ({"ends": "tomorrow"}, "Write a day, for example"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    client: CheckingClient, contract: Contract, officer: User, typed: dict[str, Any], fault: str
) -> None:
    answer = save(client, "announcements/new", **({"title": "News", "text": "Text kept"} | typed))
    assert answer.status_code == 422
    assert fault in reads(answer)
    if "text" not in typed:
        assert "Text kept" in answer.text
    assert shown_to(contract) == []


def test_they_stand_under_their_state_newest_first(client: CheckingClient, contract: Contract, officer: User) -> None:
    """Rules: L1."""
    now, later, past = (
        announcement(contract.landlord, days, title=title)
        for days, title in (((-3, 0), "Until today"), ((1, None), "Tomorrow"), ((-9, -1), "Until yesterday"))
    )
    newer = announcement(contract.landlord, (0, None), title="Since today")
    assert shown_to(contract) == ["Since today", "Until today"]
    for tab, found in (("current", (newer, now)), ("coming", (later,)), ("past", (past,))):
        page = reads(client.get(f"{AT}/announcements?show={tab}"))
        assert [one.title for one in (now, later, past, newer) if one.title in page] == [
            one.title for one in (now, later, past, newer) if one in found
        ]
    assert client.get(f"{AT}/announcements?show=other").status_code == 404


def test_only_contractors_of_the_landlord_are_shown_it(contract: Contract) -> None:
    """Each fence alone would hide it. Rules: A8, L1."""
    announcement(contract.landlord, title="Ours")
    announcement(make.contract().landlord, title="Theirs")
    second = make.contract(to=contract.contractor)
    announcement(second.landlord, title="Also ours")
    assert shown_to(contract) == ["Also ours", "Ours"]
    number = contract.contractor_id
    db.session.remove()
    db.session.info[KEY] = Fence(contractor_id=number)
    assert {one.title for one in db.session.query(Announcement)} == {"Also ours", "Ours"}


def test_one_that_is_shown_is_edited_but_for_its_first_day(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    row = announcement(contract.landlord, (-2, None))
    began = row.starts_on
    assert 'name="starts"' not in client.get(f"{AT}/announcements/{row.id}").text
    last = make.today() + timedelta(days=3)
    answer = save(client, f"announcements/{row.id}", title="Changed", ends=last.isoformat(), starts="2099-01-01")
    assert answer.status_code == 303
    assert (fresh(row).title, row.starts_on, row.ends_on) == ("Changed", began, last)
    (change,) = rows(contract.landlord, "edit-announcement")
    assert change.fields["Title"] == [change.fields["Title"][0], "Changed"]
    assert set(change.fields) == {"Title", "Until"}


@pytest.mark.parametrize(("style", "shown"), [("rocc", "%d/%m/%Y"), ("nec", "%d-%b-%Y")])
def test_its_first_day_is_said_as_its_landlord_writes_days(
    client: CheckingClient, contract: Contract, officer: User, style: str, shown: str
) -> None:
    """Rules: A6."""
    contract.landlord.stored_policy = Policy(date_style=style).to_mapping()
    db.session.commit()
    row = announcement(contract.landlord, (-2, None))
    since = row.starts_on.strftime(shown).upper()
    assert f"Shown since {since}." in reads(client.get(f"{AT}/announcements/{row.id}"))


def test_one_that_is_shown_ends_now_and_is_not_deleted(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    row = announcement(contract.landlord)
    assert f"announcements/{row.id}/delete" not in client.get(f"{AT}/announcements").text
    assert shown_to(contract) == [row.title]
    press(client, "announcements", f"announcements/{row.id}/end")
    assert shown_to(contract) == []
    past = client.get(f"{AT}/announcements?show=past")
    assert "ended on the same day" in reads(past)
    assert "can no longer be changed" in reads(client.get(f"{AT}/announcements/{row.id}"))


def test_one_that_has_not_begun_is_deleted(client: CheckingClient, contract: Contract, officer: User) -> None:
    row = announcement(contract.landlord, (1, None), title="Soon")
    number = row.id
    page = press(client, "announcements?show=coming", f"announcements/{number}/delete")
    assert "The announcement is deleted." in reads(page)
    db.session.rollback()
    assert db.session.query(Announcement).count() == 0
    (change,) = rows(contract.landlord, "delete-announcement")
    assert change.fields["Title"] == ["Soon", "nothing"]


def test_a_change_under_ones_hands_is_refused(
    client: CheckingClient, contract: Contract, administrator: User, colleague: CheckingClient
) -> None:
    row = announcement(contract.landlord, title="First")
    old = client.get(f"{AT}/announcements/{row.id}").text.split('name="version" value="')[1].split('"')[0]
    assert save(colleague, f"announcements/{row.id}", title="Second").status_code == 303
    answer = save(client, f"announcements/{row.id}", title="Third", version=old)
    assert answer.status_code == 409
    assert "N. Wheatear changed this at" in reads(answer)
    assert "Saved now: Second You typed: Third" in reads(answer)
    assert fresh(row).title == "Second"


def test_a_long_list_pages_by_key(
    client: CheckingClient, contract: Contract, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcements, "SIZE", 3)
    for _ in range(4):
        announcement(contract.landlord)
    page = client.get(f"{AT}/announcements")
    assert page.text.count("<article") == 3
    following = page.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert client.get(following).text.count("<article") == 1


def test_phones_fetch_nothing_anew_for_it(client: CheckingClient, contract: Contract, officer: User) -> None:
    """No page that they keep shows announcements. Rules: L1."""
    before = contract.landlord.version
    save(client, "announcements/new", title="Portal closed", text="On Sunday", starts=make.today().isoformat())
    db.session.rollback()
    assert db.session.query(Announcement).count() == 1
    assert contract.landlord.version == before
