"""Works orders from a file: checked first, raised by the command, the same file again changes nothing."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from fieldapp.cli.order_file import COLUMNS, NEEDED
from fieldapp.domain.dates import LONDON
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, User, WorksOrder
from tests import factories as make

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "orders.md"


@pytest.fixture
def under(app: Flask) -> Contract:
    """A contract with a home, P1, of its landlord."""
    made = make.contract()
    make.home(made.landlord, reference="P1")
    return made


@pytest.fixture
def officer(under: Contract) -> User:
    """The landlord's officer."""
    return make.user("landlord", under.landlord, username="officer")


def rows(under: Contract, *changes: dict[str, str]) -> list[dict[str, str]]:
    """Good rows, numbered, with changes."""
    good = {
        "contract": under.site_code, "property": "P1", "priority": "cal90", "description": "Tap leaks",
        "lines": "310403|1|Kitchen; 310911|2",
    }  # fmt: skip
    return [{**good, "reference": f"C{number}/1", **change} for number, change in enumerate(changes, start=1)]


def write(path: Path, given: list[dict[str, str]]) -> Path:
    """A CSV file of rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in given for name in row)))
        writer.writeheader()
        writer.writerows(given)
    return path


def imported(app: Flask, path: Path, *options: str) -> Result:
    """What the command says."""
    result = app.test_cli_runner().invoke(args=["orders", "import", str(path), "--as", "officer", *options])
    make.unfenced()
    db.session.rollback()
    return result


def count() -> int:
    """How many orders there are."""
    return db.session.scalar(select(func.count(WorksOrder.id))) or 0


def test_good_rows_become_raised_orders_with_their_journal(
    app: Flask, under: Contract, officer: User, tmp_path: Path
) -> None:
    """Rules: O1, T1."""
    path = write(tmp_path / "orders.csv", rows(under, {"raised": "14/07/2026 09:30", "two_to_attend": "Yes"}, {}))
    answer = imported(app, path)
    assert (answer.exit_code, "2 orders raised" in answer.output) == (0, True), answer.output
    first = db.session.scalars(select(WorksOrder).where(WorksOrder.reference == "C1/1")).one()
    assert (first.status, first.two_to_attend, [line.code for line in first.lines]) == (
        "RAI",
        True,
        ["310403", "310911"],
    )
    assert f"{first.raised_at.astimezone(LONDON):%d/%m/%Y %H:%M}" == "14/07/2026 09:30"
    assert [(row.command, row.door) for row in db.session.scalars(select(JournalRow))] == [("raise", "import")] * 2


def test_details_come_in_with_their_order(app: Flask, under: Contract, officer: User, tmp_path: Path) -> None:
    """Those of one row are not asked of another. Rules: O1, T3."""
    said = {
        "access_am": "yyyynn", "right_to_repair": "Yes", "estimated_cost": "88.50",
        "line_details": "2|PLU|AUT|AMP|2026|UNC|no",
    }  # fmt: skip
    answer = imported(app, write(tmp_path / "orders.csv", rows(under, said, {})))
    assert answer.exit_code == 0, answer.output
    first, second = db.session.scalars(select(WorksOrder).order_by(WorksOrder.id))
    assert first.details == {
        "access_am": "YYYYNN", "right_to_repair": "Y", "estimated_cost": 8850,
    }  # fmt: skip
    assert [line.details for line in first.lines] == [
        {},
        {"trade": "PLU", "liability": "AUT", "budget": "AMP", "budget_year": "2026", "status": "UNC", "invoiced": "N"},
    ]
    assert (second.details, [line.details for line in second.lines]) == ({}, [{}, {}])


def test_the_same_file_again_changes_nothing(app: Flask, under: Contract, officer: User, tmp_path: Path) -> None:
    """Not even the journal."""
    path = write(tmp_path / "orders.csv", rows(under, {}, {}))
    imported(app, path, "--issue")
    before = db.session.scalar(select(func.count(JournalRow.number)))
    answer = imported(app, path, "--issue")
    assert "0 orders raised, 2 already here" in answer.output
    assert (count(), db.session.scalar(select(func.count(JournalRow.number)))) == (2, before)


BAD = [
    ({"priority": "soon"}, "priority: There is no priority soon."),
    ({"property": "P999"}, "property: There is no property P999."),
    ({"contract": "NOWHERE"}, "contract: There is no contract with site code NOWHERE."),
    ({"description": ""}, "description: Write what is wrong."),
    ({"lines": "999999|1"}, "lines: 999999 is not in this contract's schedule of rates."),
    ({"lines": "310403|minus one"}, "lines: 310403: Write a number, for example 2 or 2.5."),
    ({"raised": "31/02/2026 10:00"}, "raised: Write a day and a time"),
    ({"raised": "01/01/2099 10:00"}, "raised: The order cannot be raised in the future."),
    ({"warning": "perhaps"}, "warning: Write yes or no, not perhaps."),
    ({"access_am": "YYYY"}, "access_am: Write six letters, one for each day from Monday to Saturday"),
    ({"estimated_cost": "about 20"}, "estimated_cost: Write pounds, for example 250 or 250.50."),
    ({"confirmation": "perhaps"}, "confirmation: Write yes or no, not perhaps."),
    ({"tenant_email": "larkspur"}, "tenant_email: Write an email address"),
    ({"line_details": "2|PLU|||two thousand"}, "line_details: Line 2, budget year: Use at most 9 characters."),
    ({"line_details": "3|PLU"}, "line_details: There is no line 3."),
    ({"reference": "C1/1"}, "reference: C1/1 stands in line 2 as well."),
]


@pytest.mark.parametrize(("change", "said"), BAD)
def test_a_bad_row_is_told_with_line_column_and_reason(
    app: Flask, under: Contract, officer: User, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    """And refuses the whole file, unless the good rows are to be kept."""
    path = write(tmp_path / "orders.csv", rows(under, {}, change))
    answer = imported(app, path)
    assert (answer.exit_code, count()) == (1, 0)
    assert f"line 3, {said}" in answer.output
    kept = imported(app, path, "--keep-good")
    assert (kept.exit_code, count()) == (0, 1), kept.output
    assert "1 orders raised, 0 already here, 1 bad rows left out." in kept.output


@pytest.mark.parametrize(("content", "said"), [
    (b"reference,contract\n", "the header lacks property, priority, description"),
    (b"\xff\xfe\x00", "not in UTF-8"),
    (b"reference,contract,property,priority,description,colour\n", "unknown columns: colour"),
    (b"reference,contract,property,priority,description\nC1/1,S,P1,cal90,a,b\n", "more cells than the header"),
    (b"", "the header lacks"),
])  # fmt: skip
def test_a_file_that_is_no_list_of_orders_says_what_to_do(
    app: Flask, under: Contract, officer: User, tmp_path: Path, content: bytes, said: str
) -> None:
    """Nothing is guessed."""
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    answer = imported(app, path)
    assert answer.exit_code == 1
    assert said in answer.output


def test_only_a_landlords_officer_imports(app: Flask, under: Contract, tmp_path: Path) -> None:
    """Rules: A8."""
    make.user("office", under.contractor, username="officer")
    answer = imported(app, write(tmp_path / "orders.csv", rows(under, {})))
    assert (answer.exit_code, count()) == (1, 0)


def test_another_landlords_contract_does_not_exist(app: Flask, under: Contract, tmp_path: Path) -> None:
    """Rules: A8."""
    make.user("landlord", make.landlord(), username="officer")
    answer = imported(app, write(tmp_path / "orders.csv", rows(under, {})))
    assert "There is no contract with site code" in answer.output


def test_the_template_is_a_file_that_the_import_reads(app: Flask) -> None:
    """Header and one example."""
    given = list(csv.DictReader(io.StringIO(app.test_cli_runner().invoke(args=["orders", "template"]).output)))
    assert given == [COLUMNS]


def test_the_document_names_every_column() -> None:
    """And marks those that must be there."""
    told = re.findall(r"^\| `(\w+)`( \*)? \|", DOCUMENT.read_text(), re.MULTILINE)
    assert [name for name, _ in told] == list(COLUMNS)
    assert tuple(name for name, star in told if star) == NEEDED
