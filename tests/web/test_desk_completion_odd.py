"""Completing at the desk where the world is otherwise: on hold, with another policy, with codes that claim nothing."""

from __future__ import annotations

import re

from fieldapp.extensions import db
from fieldapp.models import Contract, Rate
from tests import factories as make
from tests.reading import reads
from tests.web.completing import Steps, at_work, steps
from tests.web.desk_people import contract, fresh, office

__all__ = ["contract", "office", "steps"]


def test_what_would_wait_is_tried_before_it_is_sent(steps: Steps, contract: Contract) -> None:
    """On hold too a step says what is wrong: after the release nobody stands at the form. Rules: V2."""
    officer = make.user("landlord", contract.landlord)
    make.do(officer, "hold", steps.visit.order, ("comments", "Resident in hospital"))
    at_work(steps).next(**{steps.line: "£77"})
    assert "310403 asks how many, not pounds." in reads(steps.page)
    steps.next(**{steps.line: "1"})
    steps.next()
    assert steps.send().status_code == 303
    assert fresh(steps.visit).state == "on-site"
    make.do(officer, "release", steps.visit.order)
    assert fresh(steps.visit).state == "completed"


def test_the_last_look_tells_a_wrong_year(steps: Steps) -> None:
    """Rules: C3, A6."""
    page = steps.press(to="check", completed=["2001-02-03", "10:00"], agreed_on="2001-02-04")
    assert "3 Feb 2001 10:00" in reads(page)


def test_every_step_says_that_it_is_kept_until_the_landlord_decides(steps: Steps, contract: Contract) -> None:
    """Rules: V2, C1."""
    assert "is kept" not in reads(steps.page)
    make.do(make.user("landlord", contract.landlord), "hold", steps.visit.order, ("comments", "Resident in hospital"))
    told = "What you send here is kept, and counts as soon as the landlord releases it."
    steps.page = steps.client.get(steps.address)
    assert told in reads(steps.page)
    at_work(steps)
    assert told in reads(steps.page)
    for _ in range(2):
        steps.next(**{steps.line: "1"})
        assert told in reads(steps.page)
    assert steps.step == "Check and complete"


def test_a_second_completion_is_not_kept_beside_the_first(steps: Steps, contract: Contract) -> None:
    """Neither offered nor taken, also where the first came by phone meanwhile; the phone keeps its own. Rules: V2."""
    visit, ref = steps.visit, steps.visit.reference
    officer, jo = make.user("landlord", contract.landlord), make.user("operative", contract.contractor)
    make.do(officer, "hold", visit.order, ("comments", "Resident in hospital"))
    at_work(steps).next(**{steps.line: "1"})
    steps.next()
    assert "complete" in offers_of(steps)
    typed = (("comments", "Renewed the tap and tested it"), (steps.line, "2"))
    fresh(visit).operative_id = jo.id
    db.session.commit()
    for _ in range(2):
        by_phone = make.op(jo, "complete", visit, *typed, door="phone")
        assert make.perform_as(jo, by_phone).outcome == "waiting"
    assert steps.send().status_code == 409
    words = f"{ref} has a completion that is kept already: it counts after the landlord’s release"
    assert words in reads(steps.page)
    steps.next()
    assert (steps.page.status_code, words in reads(steps.page)) == (409, True)
    assert "complete" not in offers_of(steps)
    assert steps.client.get(steps.address).location == f"/desk/tickets/{visit.id}"
    assert words in reads(steps.client.get(f"/desk/tickets/{visit.id}"))
    make.do(officer, "release", visit.order)
    assert [line.completed for line in fresh(visit).order.lines] == [2]


def offers_of(steps: Steps) -> set[str]:
    return set(re.findall(r'class="fa-offer fa-offer--page" id="([a-z-]+)"', steps.client.get(steps.address[:-9]).text))


def test_a_price_in_the_basket_is_written_whole_and_what_is_no_number_stays(steps: Steps) -> None:
    """Rules: C5, C7."""
    at_work(steps).press(add="SQW")
    assert "Write the whole sum below." in reads(steps.press(add="SQW"))
    assert 'name="merge"' not in steps.page.text
    steps.press(add="310911", **{"extra-SQW": "450"})
    assert "310911 stays as it is" in reads(steps.press(merge="310911", **{"extra-310911": "1,5"}))
    assert 'value="1,5"' in steps.page.text


def test_a_policy_that_asks_no_quantities_any_more_leaves_a_step_out(steps: Steps, contract: Contract) -> None:
    """Rules: C10."""
    at_work(steps)
    contract.landlord.stored_policy = contract.landlord.policy.to_mapping() | {"completion_quantities_asked": False}
    db.session.commit()
    assert steps.next(**{steps.line: "1"}).status_code == 200
    assert steps.step == "Photos and certificates"
    assert steps.press(begin="9" * 5000).status_code == 200


def test_a_placeholder_is_no_extra_work(steps: Steps, contract: Contract) -> None:
    """It stands for work without a cost. Rules: V4, C7."""
    schedule = contract.schedules[0]
    facts = {"schedule_id": schedule.id, "landlord_id": schedule.landlord_id, "unit": "IT", "kind": "placeholder"}
    db.session.add(Rate(code="PROPLUMB", short="To be priced", **facts))
    db.session.commit()
    agreed = {"agreed_by": "P. Plover", "agreed_on": make.today().isoformat()}
    at_work(steps).next(**{steps.line: "1", "extra-PROPLUMB": "1", **agreed})
    assert "PROPLUMB stands for work without a cost." in reads(steps.page)
