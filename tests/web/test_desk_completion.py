"""Completing at the desk, step by step."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, User
from tests import factories as make
from tests import pictures
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in_instead
from tests.web.completing import DID, Steps, at_work, steps
from tests.web.desk_people import contract, fresh, office

__all__ = ["contract", "office", "steps"]


def test_a_visit_is_completed_in_four_steps(steps: Steps) -> None:
    """The last one names the order and everything that is sent. Rules: C1, C4."""
    assert steps.step == "The visit"
    assert f"<title>Complete {steps.visit.reference}: The visit – Fieldapp</title>" in steps.page.text
    assert 'value="complete" id="outcome-complete" checked' in steps.page.text
    at_work(steps).next(**{steps.line: "2"})
    assert steps.step == "Photos and certificates"
    steps.next()
    said = reads(steps.page)
    assert steps.step == "Check and complete"
    assert f"<title>Complete {steps.visit.reference}: Check and complete – Fieldapp</title>" in steps.page.text
    assert f"Yes, complete {steps.visit.reference} at {steps.visit.order.property.line_1}" in said
    assert DID in said
    assert "2 items" in said
    assert fresh(steps.visit).state == "on-site"
    assert steps.send().status_code == 303
    assert fresh(steps.visit).state == "completed"
    assert [line.completed for line in steps.visit.order.lines] == [Decimal(2)]


def test_nothing_is_recorded_before_the_last_step(steps: Steps) -> None:
    """Rules: C1."""
    at_work(steps).next(**{steps.line: "x"})
    assert steps.page.status_code == 422
    steps.next(**{steps.line: "1"})
    steps.next()
    assert not db.session.query(JournalRow).filter_by(ticket_id=steps.visit.id, command="complete").all()


@pytest.mark.parametrize("words", ["", "done", "Found …; renewed …"])
def test_what_a_step_takes_is_checked_there(steps: Steps, words: str) -> None:
    """Rules: C2."""
    page = steps.next(comments=words)
    assert (page.status_code, steps.step) == (422, "The visit")
    assert '<a href="#complete-comments">' in page.text
    assert 'id="complete-comments-error"' in page.text


def test_a_way_to_begin_is_put_into_the_comment(steps: Steps) -> None:
    """Those of the order's trade alone. Rules: C2."""
    steps.visit.order.trade = "ELE"
    db.session.commit()
    page = steps.client.get(steps.address)
    assert "Found …; renewed …" in page.text
    assert "Ran … to waste" not in page.text
    steps.page = page
    assert ">Found …; renewed … the tap</textarea>" in steps.press(begin="1", comments="the tap").text


def test_a_completion_time_before_the_arrival_stays_at_its_step(steps: Steps) -> None:
    """Rules: C3."""
    page = steps.client.post(
        f"{steps.address}/steps",
        data={
            **hidden_fields(steps.page.text, f"{steps.address}/steps"),
            "comments": DID,
            "completed": ["2001-02-03", "10:00"],
            "do": "next",
        },
    )
    assert page.status_code == 422
    assert 'value="2001-02-03"' in page.text
    assert '<a href="#complete-completed">' in page.text


def test_not_completed_leads_to_what_comes_next(steps: Steps) -> None:
    """Rules: C1."""
    page = steps.next(outcome="not", comments="")
    assert page.status_code == 200
    assert f'href="/desk/tickets/{steps.visit.id}#follow-on"' in page.text
    assert steps.step == "The visit"


def test_a_sum_on_a_counted_line_is_asked_about_and_settled_by_a_box(steps: Steps) -> None:
    """Rules: C5."""
    at_work(steps).next(**{steps.line: "£77"})
    assert "310403 asks how many, not pounds." in reads(steps.page)
    assert f'name="sure-{steps.line}" value="77"' in steps.page.text
    steps.next(**{f"sure-{steps.line}": "77"})
    assert steps.step == "Photos and certificates"
    steps.next()
    assert steps.send().status_code == 303


def test_additional_work_is_found_added_and_counted(steps: Steps) -> None:
    """Each time it is said how many there are; it stands as ordered 0, completed 1. Rules: C7."""
    at_work(steps)
    page = steps.press(words="310911", do="search")
    assert 'name="add" value="310911"' in page.text
    steps.press(add="310911")
    assert "1 item in the basket." in reads(steps.page)
    assert 'name="extra-310911" inputmode="decimal" autocomplete="off" value="1"' in steps.page.text
    steps.press(add="SQW")
    assert "2 items in the basket." in reads(steps.page)
    steps.press(remove="SQW")
    assert "1 item in the basket." in reads(steps.page)
    steps.next(**{steps.line: "1"})
    assert "Write who agreed the extra work." in reads(steps.page)
    steps.next(agreed_by="P. Plover", agreed_on=make.today().isoformat())
    steps.next()
    assert "P. Plover" in reads(steps.page)
    assert steps.send().status_code == 303
    added = fresh(steps.visit).order.lines[1]
    assert (added.code, added.ordered, added.completed, added.extra) == ("310911", 0, 1, True)


def test_the_same_code_twice_is_merged_by_asking(steps: Steps) -> None:
    """Rules: C7."""
    at_work(steps).press(add="310911")
    page = steps.press(add="310911")
    assert "310911 is in the basket already" in reads(page)
    assert steps.press(do="write").text.count('name="extra-310911"') == 1
    assert 'value="1"' in steps.page.text
    steps.press(add="310911")
    assert "310911 is now 2." in reads(steps.press(merge="310911"))
    assert steps.page.text.count('name="extra-310911"') == 1


def test_a_code_that_was_ordered_is_a_row_of_its_own_in_the_basket(steps: Steps) -> None:
    """Rules: C7."""
    at_work(steps).press(add="310403")
    steps.next(**{steps.line: "1", "agreed_by": "P. Plover", "agreed_on": make.today().isoformat()})
    steps.next()
    assert steps.send().status_code == 303
    assert [(line.code, line.ordered, line.extra) for line in fresh(steps.visit).order.lines] == [
        ("310403", 1, False), ("310403", 0, True),
    ]  # fmt: skip


def test_an_unknown_code_is_not_put_in_the_basket(steps: Steps) -> None:
    """Rules: C7."""
    page = at_work(steps).press(add="NONE")
    assert page.status_code == 422
    assert "NONE is not in this contract's schedule of rates." in reads(page)


def test_a_mixed_order_is_warned_of_and_taken(steps: Steps) -> None:
    """Rules: C6."""
    at_work(steps).press(add="SQW")
    agreed = {"agreed_by": "P. Plover", "agreed_on": make.today().isoformat()}
    steps.next(**{steps.line: "1", "extra-SQW": "£45.50", **agreed})
    steps.next()
    assert "scheduled quantities and a price in pounds as well" in reads(steps.page)
    assert steps.send().status_code == 303
    assert "scheduled quantities and a price" in reads(steps.client.get(f"/desk/tickets/{steps.visit.id}"))


def test_the_ordered_code_at_nought_with_a_price_line_is_not_warned_of(steps: Steps) -> None:
    """Off the landlord's book. Rules: C6."""
    at_work(steps).press(add="SQW")
    agreed = {"agreed_by": "P. Plover", "agreed_on": make.today().isoformat()}
    steps.next(**{steps.line: "0", "extra-SQW": "45.50", **agreed})
    steps.next()
    assert steps.step == "Check and complete"
    assert "scheduled quantities and a price" not in reads(steps.page)


@pytest.mark.parametrize("shown", [True, False])
def test_claims_and_rates_are_shown_where_the_policy_shows_them(
    client: CheckingClient, contract: Contract, office: User, shown: bool
) -> None:
    """Rules: C4."""
    contract.landlord.stored_policy = contract.landlord.policy.to_mapping() | {"rates_shown": shown}
    db.session.commit()
    visit = make.ticket("on-site", contract, lines=(("310403", 2),))
    visit.order.lines[0].rate_pence = 4599
    db.session.commit()
    steps = at_work(Steps(client, visit))
    assert ("£45.99" in steps.page.text) is shown
    assert ("£91.98" in steps.page.text) is shown


def test_a_file_chosen_in_the_third_step_is_recorded_at_once(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: C8, D1."""
    steps = Steps(client, make.ticket("on-site", contract, lines=(("480115", 1),)))
    at_work(steps).next(**{steps.line: "1"})
    assert steps.next().status_code == 422
    assert "Missing: Electrical certificate." in reads(steps.page)
    steps.press(
        **{
            "do": "write",
            "certificate-electrical-inspection": (BytesIO(pictures.photo(41, 31)), "eic.jpg"),
            "photo-after": (BytesIO(pictures.photo()), "after.jpg"),
        }
    )
    assert sorted(one.sort for one in fresh(steps.visit).evidence) == ["certificate", "photo"]
    steps.next()
    assert steps.step == "Check and complete"
    assert steps.send().status_code == 303


def test_a_file_that_is_no_picture_comes_back_with_the_sentence(steps: Steps) -> None:
    """Rules: D1."""
    at_work(steps).next(**{steps.line: "1"})
    page = steps.press(do="write", **{"photo-after": (BytesIO(pictures.HTML), "after.jpg")})
    assert page.status_code == 422
    assert "This is not a photo" in reads(page)


def test_a_landlord_that_asks_no_quantities_asks_for_no_work(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: C10."""
    contract.landlord.stored_policy = contract.landlord.policy.to_mapping() | {"completion_quantities_asked": False}
    db.session.commit()
    steps = Steps(client, make.ticket("on-site", contract))
    steps.next(comments=DID)
    assert steps.step == "Photos and certificates"
    steps.next()
    assert steps.send().status_code == 303
    assert fresh(steps.visit).state == "completed"


def test_a_step_back_keeps_what_was_typed(steps: Steps) -> None:
    """Rules: C1."""
    at_work(steps).press(to="visit", **{steps.line: "3"})
    assert f">{DID}</textarea>" in steps.page.text
    steps.next()
    assert f'name="{steps.line}" inputmode="decimal" autocomplete="off" value="3"' in steps.page.text


def test_what_the_world_did_meanwhile_is_said_and_nothing_is_lost(steps: Steps, contract: Contract) -> None:
    """Rules: O2."""
    at_work(steps).next(**{steps.line: "1"})
    steps.next()
    make.do(make.user("landlord", contract.landlord), "cancel", steps.visit.order, ("reason", "duplicate"))
    page = steps.send()
    assert page.status_code == 409
    assert "was cancelled by the landlord" in reads(page)
    assert DID in page.text


def test_without_the_tick_nothing_is_sent(steps: Steps) -> None:
    """Rules: C1."""
    at_work(steps).next(**{steps.line: "1"})
    steps.next()
    assert steps.send(confirm="").status_code == 422
    assert fresh(steps.visit).state == "on-site"


def test_what_cannot_be_completed_leads_back_to_the_visit(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    visit = make.ticket("issued", contract)
    answer = client.get(f"/desk/tickets/{visit.id}/complete")
    assert (answer.status_code, answer.location) == (303, f"/desk/tickets/{visit.id}")
    assert f'href="/desk/tickets/{visit.id}/complete"' not in client.get(answer.location).text


def test_another_contractors_visit_is_not_found(client: CheckingClient, steps: Steps) -> None:
    """Rules: A8."""
    other = make.user("office", make.contract().contractor)
    sign_in_instead(client, other)
    assert client.get(steps.address).status_code == 404
