"""Asking for a variation, and what is decided of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import BigInteger, select

from fieldapp.extensions import db
from fieldapp.models import JournalRow, Variation
from tests import factories as make
from tests.commands.varying import (
    ONE,
    TAP,
    TWO,
    VALVE,
    add,
    ask,
    decide,
    manager,
    new_quantity,
    office,
    standing,
    variations,
    visit,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(("state", "frozen"), [("booked", "IVR"), ("completed", "CVR")])
def test_a_variation_freezes_the_order_until_it_is_decided(state: str, frozen: str) -> None:
    """Its lines stay as they were; whoever asked reads who decides. Rules: V2, V3."""
    of = visit(state)
    answer = ask(of, *add(VALVE, "2"), new_quantity(of.order, TAP, "2"), ("comments", "Two valves seized"))
    assert answer.outcome == "applied"
    assert "The contract manager decides." in answer.reason
    assert "Notes and photos are sent meanwhile." in answer.reason
    assert (of.order.status, standing(of)) == (frozen, [(TAP, ONE)])
    (kept,) = variations(of)
    assert (kept.state, kept.number, kept.reason, kept.comments) == ("asked", 1, "addition", "Two valves seized")
    assert (kept.cost_before_pence, kept.cost_asked_pence) == (5250, 2 * 5250 + 2 * 1800)
    assert [(row.action, row.code, row.before, row.quantity) for row in kept.rows] == [
        ("change", TAP, ONE, TWO), ("add", VALVE, 0, TWO),
    ]  # fmt: skip
    assert kept.asked_by_id == of.operative_id


@pytest.mark.parametrize(("state", "after"), [("booked", "ISS"), ("completed", "COM")])
def test_authorised_the_lines_are_what_was_asked(state: str, after: str) -> None:
    """Rules: V2, V5."""
    of = visit(state)
    ask(of, *add(VALVE, "2"), new_quantity(of.order, TAP, "3"))
    answer = decide(of, "authorise-variation", ("variation", "1"), ("comments", "Go ahead"))
    assert answer.outcome == "applied", answer
    assert (of.order.status, standing(of)) == (after, [(TAP, Decimal(3)), (VALVE, TWO)])
    (kept,) = variations(of)
    assert (kept.state, kept.cost_authorised_pence, kept.decision_reason) == ("authorised", 3 * 5250 + 3600, "Go ahead")
    assert not kept.amended
    assert kept.rows[1].line == of.order.lines[1].id


def test_of_completed_work_what_is_authorised_counts_as_completed() -> None:
    """Rules: C4, V5."""
    of = visit("completed")
    ask(of, *add(VALVE, "2"), new_quantity(of.order, TAP, "3"))
    decide(of, "authorise-variation")
    db.session.expire_all()
    assert [(one.code, one.completed) for one in of.order.lines] == [(TAP, Decimal(3)), (VALVE, TWO)]


def test_a_line_is_taken_off_by_nothing_of_it() -> None:
    """Rules: V3."""
    of = visit(lines=((TAP, 1), (VALVE, 2)))
    ask(of, new_quantity(of.order, TAP, "0"))
    decide(of, "authorise-variation")
    assert standing(of) == [(VALVE, TWO)]
    assert variations(of)[0].rows[0].action == "remove"


def test_line_by_line_one_is_authorised_one_amended_one_refused() -> None:
    """With reasons for what is otherwise. Rules: V5."""
    of = visit()
    ask(of, new_quantity(of.order, TAP, "5"), *add(VALVE, "4"), *add("480115", "1", 2))
    tap, valve, heater = (row.id for row in variations(of)[0].rows)
    typed = (
        (f"choice-of-{tap}", "as-asked"),
        (f"choice-of-{valve}", "otherwise"), (f"row-of-{valve}", "1"), (f"why-of-{valve}", "One is enough"),
        (f"choice-of-{heater}", "refuse"), (f"why-of-{heater}", "Not our heater"),
    )  # fmt: skip
    assert decide(of, "amend-variation", *typed).outcome == "applied"
    assert standing(of) == [(TAP, Decimal(5)), (VALVE, ONE)]
    (kept,) = variations(of)
    assert (kept.state, kept.amended, kept.cost_authorised_pence) == ("authorised", True, 5 * 5250 + 1800)
    assert [row.refused_because for row in kept.rows] == ["", "One is enough", "Not our heater"]
    assert [row.authorised for row in kept.rows] == [Decimal(5), ONE, 0]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ((), "choose what you decide"),
        ((("choice-of-{}", "otherwise"), ("row-of-{}", ""), ("why-of-{}", "No")), "Write the quantity"),
        ((("choice-of-{}", "otherwise"), ("row-of-{}", "1")), "Write why"),
        ((("choice-of-{}", "refuse"), ("why-of-{}", "No")), "Every line is refused"),
    ],
)
def test_what_is_decided_of_a_line_has_to_be_whole(said: tuple[tuple[str, str], ...], fault: str) -> None:
    """Rules: V5."""
    of = visit()
    ask(of, *add(VALVE, "4"))
    row = variations(of)[0].rows[0].id
    answer = decide(of, "amend-variation", *((name.format(row), value) for name, value in said))
    assert (answer.outcome, of.order.status) == ("invalid", "IVR")
    assert fault in answer.reason


def test_what_a_million_of_them_come_to_is_kept() -> None:
    """More pence than 32 bits hold. Rules: V3."""
    of = visit()
    typed = new_quantity(of.order, TAP, "1,000,000")
    assert ask(of, typed, (f"sure-{typed[0]}", "1000000")).outcome == "applied"
    assert variations(of)[0].cost_asked_pence == 5_250_000_000
    names = ("cost_before_pence", "cost_asked_pence", "cost_authorised_pence")
    assert all(isinstance(Variation.__table__.c[name].type, BigInteger) for name in names)


@pytest.mark.parametrize(
    ("command", "more"),
    [("authorise-variation", ()), ("amend-variation", ()), ("refuse-variation", (("reason", "No"),)),
     ("withdraw-variation", ())],
)  # fmt: skip
def test_a_decision_names_its_variation(command: str, more: tuple[tuple[str, str], ...]) -> None:
    """Rules: V2, V5."""
    of = visit()
    person = manager(of)
    ask(of, *add(VALVE, "2"), by=person)
    answer = decide(of, command, ("variation", ""), *more)
    assert (answer.outcome, of.order.status) == ("invalid", "IVR")
    assert "It is not known which variation you mean." in answer.fields["variation"][0]


def test_refused_nothing_changes_and_the_reason_is_kept() -> None:
    """Rules: V2, V5."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    assert decide(of, "refuse-variation").outcome == "invalid"
    assert decide(of, "refuse-variation", ("reason", "Covered by the first order")).outcome == "applied"
    assert (of.order.status, standing(of)) == ("ISS", [(TAP, ONE)])
    (kept,) = variations(of)
    assert (kept.state, kept.decision_reason) == ("refused", "Covered by the first order")


@pytest.mark.parametrize("role", ["landlord", "office", "operative"])
def test_only_a_contract_manager_or_an_administrator_decides(role: str) -> None:
    """Rules: V5."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    person = make.user(role, of.order.landlord if role == "landlord" else of.contractor)
    assert decide(of, "authorise-variation", by=person).outcome == "refused"
    assert of.order.status == "IVR"
    assert decide(of, "authorise-variation", by=make.user("administrator", of.order.landlord)).outcome == "applied"


def test_within_the_limit_it_is_authorised_at_once_and_the_journal_says_so() -> None:
    """Rules: V5."""
    of = visit(limit=3600)
    answer = ask(of, *add(VALVE, "2"))
    assert (answer.outcome, of.order.status, standing(of)) == ("applied", "ISS", [(TAP, ONE), (VALVE, TWO)])
    (kept,) = variations(of)
    assert (kept.state, kept.decided_by_id, kept.cost_authorised_pence) == ("authorised", None, 5250 + 3600)
    told = db.session.scalars(select(JournalRow.reason).where(JournalRow.command == "vary")).one()
    assert "within the limit" in told


def test_the_limit_cannot_be_split() -> None:
    """What passed by itself counts along; what somebody decided does not. Rules: V5."""
    of = visit(limit=3600)
    assert "changed at once" in ask(of, *add(VALVE, "1")).reason
    decided = ask(of, *add(VALVE, "3"))
    assert decided.reason.startswith("Sent to the landlord.")
    decide(of, "authorise-variation")
    assert "changed at once" in ask(of, *add(VALVE, "1")).reason
    assert ask(of, *add(VALVE, "1")).reason.startswith("Sent to the landlord.")
    assert of.order.status == "IVR"


@pytest.mark.parametrize("typed", ["over", "swapped"])
def test_over_the_limit_somebody_decides_also_where_sums_cancel_out(typed: str) -> None:
    """What goes up and what goes down both count. Rules: V5."""
    of = visit(limit=5300, lines=((TAP, 1), (VALVE, 2)))
    swapped = (new_quantity(of.order, TAP, "2"), new_quantity(of.order, VALVE, "0"))
    assert ask(of, *(swapped if typed == "swapped" else add(VALVE, "3"))).outcome == "applied"
    assert of.order.status == "IVR"


def test_a_second_one_is_told_who_asked_and_for_what() -> None:
    """Rules: V2."""
    of = visit()
    ask(of, *add(VALVE, "2"), new_quantity(of.order, TAP, "2"))
    for person in (office(of), make.user("landlord", of.order.landlord)):
        answer = ask(of, *add("480115", "1"), by=person)
        assert (answer.outcome, answer.code) == ("refused", "out-of-turn")
        assert of.operative
        assert of.operative.name in answer.reason
        assert "310403 from 1 to 2; 310911 added, 2" in answer.reason
    assert len(variations(of)) == 1


def test_after_a_decision_the_next_one_has_the_next_number() -> None:
    """A decision about the first is none about it. Rules: V2."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    decide(of, "refuse-variation", ("reason", "No"))
    ask(of, *add(VALVE, "1"))
    assert decide(of, "authorise-variation", ("variation", "1")).outcome == "refused"
    assert decide(of, "authorise-variation", ("variation", "2")).outcome == "applied"
    assert [(one.number, one.state) for one in variations(of)] == [(1, "refused"), (2, "authorised")]


def test_whoever_asked_may_withdraw_it_and_nobody_else() -> None:
    """Rules: V2, A8."""
    of = visit()
    desk = office(of)
    ask(of, *add(VALVE, "2"), by=desk)
    assert decide(of, "withdraw-variation", by=manager(of)).outcome == "refused"
    assert of.operative
    assert decide(of, "withdraw-variation", by=of.operative).outcome == "refused"
    assert decide(of, "withdraw-variation", ("reason", "Not needed"), by=desk).outcome == "applied"
    assert (of.order.status, variations(of)[0].state) == ("ISS", "withdrawn")


@pytest.mark.parametrize(
    ("command", "typed"), [("cancel", ("reason", "duplicate")), ("take-back", ("comments", "Another goes"))]
)
def test_the_landlord_going_another_way_refuses_it(command: str, typed: tuple[str, str]) -> None:
    """Rules: V2."""
    of = visit()
    ask(of, *add(VALVE, "2"))
    make.do(manager(of), command, of if command == "take-back" else of.order, typed)
    (kept,) = variations(of)
    assert kept.state == "refused"
    assert kept.decision_reason.startswith("The landlord")
    assert of.order.status == ("CAN" if command == "cancel" else "RAI")


def test_an_operative_varies_at_a_visit_of_theirs_only() -> None:
    """Another's order is not there; one without a visit named neither. Rules: A8."""
    of = visit()
    colleague, stranger = make.user("operative", of.contractor), visit().operative
    assert stranger
    for person in (colleague, stranger):
        assert ask(of, *add(VALVE, "1"), by=person).code == "unknown"
    assert of.operative
    alone = make.op(of.operative, "vary", of.order, ("reason", "addition"), *add(VALVE, "1"))
    assert make.perform_as(of.operative, alone).code == "unknown"
    foreign = make.op(of.operative, "vary", of.order, ("reason", "addition"), *add(VALVE, "1"), ticket=visit().id)
    assert make.perform_as(of.operative, foreign).code == "unknown"
    assert variations(of) == []


def test_another_landlords_manager_decides_nothing() -> None:
    """Rules: A8."""
    of, other = visit(), visit()
    ask(of, *add(VALVE, "1"))
    assert decide(of, "authorise-variation", by=manager(other)).code == "unknown"
    assert of.order.status == "IVR"


def test_planned_work_is_marked_by_its_reason() -> None:
    """Rules: V6."""
    of = visit()
    assert of.operative
    typed = (("reason", "kitchens"), *add(VALVE, "1"))
    make.do(of.operative, "vary", of, *typed)
    assert variations(of)[0].planned
