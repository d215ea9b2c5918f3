"""What a desk works out, asks about and is told of variations before and after they count."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask

from fieldapp.extensions import db
from tests import factories as make
from tests.commands.varying import TAP, VALVE, add, ask, decide, manager, office, standing, variations, visit
from tests.reading import reads
from tests.web.test_variations import REASON, deciding, sent
from tests.web.world import browser

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"code-1": "NONESUCH", "quantity-1": "2"}, "code-1", "NONESUCH is not in this contract"),
        ({"code-1": VALVE, "quantity-1": "abc"}, "quantity-1", "Write a number"),
        ({"code-1": VALVE}, "quantity-1", "Write the quantity"),
        ({"code-1": VALVE, "quantity-1": "£20"}, "sure-quantity-1", "asks how many, not pounds."),
        ({}, "added", "Write another quantity for a line, or add a row."),
    ],
)
def test_no_sum_is_worked_out_of_what_is_wrong(app: Flask, typed: dict[str, str], field: str, words: str) -> None:
    """Each row that is wrong is named instead; why it is needed may still be missing. Rules: V3, V4."""
    of = visit(rates_shown=True)
    page = sent(browser(app, office(of)), f"/desk/tickets/{of.id}/vary", data={**typed, "add": "cost"})
    assert page.status_code == 422
    assert f'href="#vary-{field}"' in page.text
    assert words in reads(page)
    assert "with this" not in page.text
    assert "Choose why it is needed." not in reads(page)


def test_what_it_comes_to_is_offered_only_to_who_reads_sums(app: Flask) -> None:
    """Rules: C4."""
    of = visit(rates_shown=False)
    assert "Work out what it comes to" not in browser(app, office(of)).get(f"/desk/tickets/{of.id}/vary").text
    assert "Work out what it comes to" in browser(app, manager(of)).get(f"/landlord/orders/{of.order_id}/vary").text


@pytest.mark.parametrize("side", ["desk", "landlord"])
def test_of_completed_work_it_counts_at_once_within_the_limit(app: Flask, side: str) -> None:
    """Also in a request that had read nothing of the order before. Rules: V5, C4."""
    of = visit("completed", limit=50_000)
    person, number, order = (office(of) if side == "desk" else manager(of)), of.id, of.order_id
    client = browser(app, person)
    page = f"/desk/tickets/{number}" if side == "desk" else f"/landlord/orders/{order}"
    db.session.remove()
    data = {**REASON, "code-1": VALVE, "quantity-1": "2"}
    told = reads(sent(client, f"{page}/vary", data=data, follow=True))
    assert "is changed at once: it is within the limit of the contract." in told


@pytest.mark.parametrize(
    ("typed", "words"),
    [("£3", "310911 asks how many, not pounds."), ("5", "310911: 5 is more than was asked, 4.")],
)
def test_line_by_line_an_odd_quantity_is_asked_about(app: Flask, typed: str, words: str) -> None:
    """A misread unit, and more than was asked; its box settles it. Rules: V4, V5."""
    of, client = deciding(app)
    address = f"/landlord/orders/{of.order_id}/variation/amend-variation"
    row, number = variations(of)[0].rows[0].id, typed.strip("£")
    data = {"variation": "1", f"choice-of-{row}": "otherwise", f"row-of-{row}": typed, f"why-of-{row}": "As seen"}
    asked = sent(client, address, data=data)
    assert asked.status_code == 422
    assert words in reads(asked)
    assert f'name="sure-row-of-{row}" value="{number}"' in asked.text
    assert variations(of)[0].state == "asked"
    assert sent(client, address, data={**data, f"sure-row-of-{row}": number}).status_code == 303
    assert standing(of) == [(TAP, Decimal(1)), (VALVE, Decimal(number))]


def test_line_by_line_nothing_different_is_no_change(app: Flask) -> None:
    """Rules: V5."""
    of, client = deciding(app)
    address = f"/landlord/orders/{of.order_id}/variation/amend-variation"
    row = variations(of)[0].rows[0].id
    page = sent(client, address, data={"variation": "1", f"choice-of-{row}": "as-asked"})
    assert page.status_code == 422
    assert "Every line is as asked: use Authorise as asked instead" in reads(page)


def test_who_decides_reads_what_was_recorded_meanwhile(app: Flask) -> None:
    """Rules: V2."""
    of, client = deciding(app)
    address = f"/landlord/orders/{of.order_id}/variation"
    assert "Nothing was recorded meanwhile." in reads(client.get(address))
    kept = make.perform_as(of.operative, make.op(of.operative, "arrive", of))
    assert kept.outcome == "waiting"
    words = reads(client.get(address))
    assert "Recorded meanwhile, applied by your decision: arrived" in words
    assert of.operative
    assert of.operative.name in words


def test_the_history_says_what_counted_at_once_and_what_was_decided(app: Flask) -> None:
    """Rules: V5."""
    of = visit(limit=2000)
    ask(of, *add(VALVE, "1"))
    ask(of, *add(VALVE, "4"))
    row = variations(of)[1].rows[0].id
    said = ((f"choice-of-{row}", "otherwise"), (f"row-of-{row}", "3"), (f"why-of-{row}", "Three are enough"))
    decide(of, "amend-variation", *said)
    words = reads(browser(app, office(of)).get(f"/desk/tickets/{of.id}"))
    assert "is changed at once: it is within the limit of the contract." in words
    assert "310911 3, Three are enough" in words


def test_beside_a_code_stands_what_the_schedule_says_of_it(app: Flask) -> None:
    """Rules: V3."""
    of = visit()
    data = {"code-1": VALVE, "code-2": "NONESUCH", "add": "row"}
    page = sent(browser(app, office(of)), f"/desk/tickets/{of.id}/vary", data=data).text
    assert page.count("data-code-says>Renew isolation valve, 15 mm, ") == 1
    assert page.count("data-code-says></p>") == 3
