"""Completing at the desk where the world is otherwise: on hold, with another policy, with codes that claim nothing."""

from __future__ import annotations

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
