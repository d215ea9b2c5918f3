"""Rates from a file: checked as a whole, versions by date, the same file again changes nothing."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from fieldapp.domain.schedules import COLUMNS, FIRST_DAY, LAST_DAY, LONGEST, NEEDED
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Landlord, Rate, Schedule, User
from tests import factories as make

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "schedules.md"
GOOD = {"code": "310403", "short": "Renew mixer tap", "unit": "IT", "rate": "52.50", "trade": "PLU"}


@pytest.fixture
def landlord(app: Flask) -> Landlord:
    """A landlord with lists and no schedule."""
    return make.landlord()


def write(path: Path, *changes: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file of good rows with changes."""
    given = [GOOD | one for one in changes]
    with path.open("w", newline="", encoding=encoding) as file:
        names = list(dict.fromkeys(name for row in given for name in row))
        writer = csv.DictWriter(file, names, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(given)
    return path


def imported(app: Flask, path: Path, of: Landlord, *options: str) -> Result:
    """What the command says."""
    given = ["schedules", "import", str(path), "--landlord", of.code, "--schedule", "SOR-1", *options]
    result = app.test_cli_runner().invoke(args=given)
    make.unfenced()
    db.session.rollback()
    return result


def versions(of: Landlord) -> list[tuple[str, int, date, date]]:
    """What the landlord's schedules hold: code, pence, first and last day."""
    rows = db.session.scalars(select(Rate).where(Rate.landlord_id == of.id).order_by(Rate.code, Rate.valid_from))
    return [(one.code, one.rate_pence, one.valid_from, one.valid_to) for one in rows]


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig")])
def test_a_file_becomes_a_schedule(
    app: Flask, landlord: Landlord, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    """With commas or semicolons, with the mark that Excel writes or without. Rules: O1, C5."""
    texts = {
        "medium": "Take out, fit", "long": "All of it; and more, too", "category": "Taps", "keywords": "drip leak",
        "certificate": "gas-compliance", "valid_from": "01/04/2026", "valid_to": "31-MAR-2027",
    }  # fmt: skip
    path = write(
        tmp_path / "rates.csv", texts, {"code": "SQW", "rate": "£1", "unit": "PRICE"},
        {"code": "PRO-1", "rate": "0", "kind": "Placeholder"}, {"code": "PEA-1", "rate": "0", "kind": "price"},
        {"code": "BIG", "rate": "£1,398.99"}, delimiter=delimiter, encoding=encoding,
    )  # fmt: skip
    answer = imported(app, path, landlord, "--name", "The book")
    assert answer.exit_code == 0, answer.output
    assert "SOR-1: 5 new codes, 0 new versions, 0 ended, 0 corrected, 0 unchanged." in answer.output
    book = db.session.scalars(select(Schedule).where(Schedule.landlord_id == landlord.id)).one()
    rates = {rate.code: rate for rate in book.rates}
    assert (book.code, book.name) == ("SOR-1", "The book")
    tap = rates["310403"]
    assert {name: getattr(tap, name) for name in texts if "valid" not in name}.items() <= texts.items()
    assert (tap.rate_pence, tap.valid_from, tap.valid_to) == (5250, date(2026, 4, 1), date(2027, 3, 31))
    assert (rates["BIG"].rate_pence, rates["BIG"].valid_from, rates["BIG"].valid_to) == (139899, FIRST_DAY, LAST_DAY)
    kinds = {code: (rate.kind, rate.is_price, rate.rate_pence) for code, rate in rates.items()}
    assert kinds["SQW"] == kinds["PEA-1"] == ("price", True, 100)
    assert (kinds["PRO-1"], kinds["310403"]) == (("placeholder", False, 0), ("", False, 5250))


def test_the_same_file_again_changes_nothing(app: Flask, landlord: Landlord, tmp_path: Path) -> None:
    """Not even when a later version has ended what the file left open: phones fetch nothing, no row is written."""
    person = make.user("administrator", landlord, username="head")
    first = write(tmp_path / "first.csv", {}, {"code": "310911", "rate": "18"})
    second = write(tmp_path / "second.csv", {"rate": "55.00", "valid_from": "01/04/2026"})
    for path in (first, second):
        assert imported(app, path, landlord, "--as", person.username).exit_code == 0
    before = (landlord.version, versions(landlord), len(list(db.session.scalars(select(JournalRow)))))
    for path, unchanged in ((first, 2), (second, 1)):
        answer = imported(app, path, landlord, "--as", person.username)
        assert f"0 ended, 0 corrected, {unchanged} unchanged." in answer.output
    assert before == (landlord.version, versions(landlord), len(list(db.session.scalars(select(JournalRow)))))


def test_a_new_version_ends_the_one_before(app: Flask, landlord: Landlord, tmp_path: Path) -> None:
    """On the day before, which is said; phones fetch it; an earlier version that is added later ends by itself."""
    imported(app, write(tmp_path / "1.csv", {"valid_from": "01/04/2025"}, {"code": "OTHER"}), landlord)
    version = landlord.version
    answer = imported(app, write(tmp_path / "2.csv", {"rate": "60", "valid_from": "01/04/2026"}), landlord)
    assert "0 new codes, 1 new versions, 1 ended" in answer.output
    assert "310403 from 1 Apr 2025 now ends on 31 Mar 2026" in answer.output
    assert landlord.version == version + 1
    imported(app, write(tmp_path / "0.csv", {"rate": "40", "valid_from": "01/04/2024"}), landlord)
    assert versions(landlord)[:3] == [
        ("310403", 4000, date(2024, 4, 1), date(2025, 3, 31)),
        ("310403", 5250, date(2025, 4, 1), date(2026, 3, 31)),
        ("310403", 6000, date(2026, 4, 1), LAST_DAY),
    ]


def test_versions_of_one_file_follow_each_other(app: Flask, landlord: Landlord, tmp_path: Path) -> None:
    path = write(tmp_path / "rates.csv", {"rate": "60", "valid_from": "2026-04-01"}, {"valid_from": "2025-04-01"})
    assert imported(app, path, landlord).exit_code == 0
    assert [one[2:] for one in versions(landlord)] == [
        (date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), LAST_DAY),
    ]


def test_what_differs_is_corrected_only_where_that_is_asked(app: Flask, landlord: Landlord, tmp_path: Path) -> None:
    """Each column that differs is told with what stands there."""
    imported(app, write(tmp_path / "1.csv", {}), landlord)
    path = write(tmp_path / "2.csv", {"rate": "53", "short": "Renew tap"})
    answer = imported(app, path, landlord)
    assert answer.exit_code == 1
    assert "line 2, rate: 310403 from 1 Jan 1900 is here with the rate £52.50." in answer.output
    assert "line 2, short: 310403 from 1 Jan 1900 is here with the short “Renew mixer tap”." in answer.output
    assert versions(landlord)[0][1] == 5250
    assert "1 corrected" in imported(app, path, landlord, "--correct").output
    assert versions(landlord) == [("310403", 5300, FIRST_DAY, LAST_DAY)]


BAD = [
    ({"code": ""}, "code: Write the code."),
    ({"code": "3104|03"}, "code: Use letters, digits, dashes"),
    ({"code": "3" * 21}, "code: Use at most 20 characters, not 21."),
    ({"short": ""}, "short: Write the short description."),
    ({"short": "x" * 121}, "short: Use at most 120 characters, not 121."),
    ({"medium": "x" * 401}, "medium: Use at most 400 characters, not 401."),
    ({"long": "a\x00b"}, "long: It holds a character that no text has."),
    ({"unit": ""}, "unit: Write the unit"),
    ({"rate": ""}, "rate: Write the rate in pounds"),
    ({"rate": "lots"}, "rate: Write pounds, for example 250 or 250.50."),
    ({"rate": "-1"}, "rate: Write pounds between 0 and 1,000,000."),
    ({"rate": "1000000.01"}, "rate: Write pounds between 0 and 1,000,000."),
    ({"rate": "1.005"}, "rate: Use at most two decimals"),
    ({"rate": "1,5"}, "rate: Write a point for decimals"),
    ({"trade": "ZZZ"}, "trade: There is no trade ZZZ on the landlord’s list"),
    ({"certificate": "none"}, "certificate: There is no certificate none on the landlord’s list"),
    ({"kind": "quoted"}, "kind: Write price, placeholder or nothing, not quoted."),
    ({"kind": "price", "rate": "2"}, "rate: A price code’s rate is £1.00"),
    ({"unit": "PRICE", "rate": "2"}, "rate: A price code’s rate is £1.00"),
    ({"kind": "placeholder", "rate": "1"}, "rate: A placeholder has no cost of its own: write 0, not £1.00."),
    ({"kind": "placeholder", "rate": "0", "unit": "PRICE"}, "unit: A placeholder is no price line"),
    ({"valid_from": "31/02/2026"}, "valid_from: Write a day with its year in full"),
    ({"valid_from": "01/04/26"}, "valid_from: Write a day with its year in full"),
    ({"valid_to": "soon"}, "valid_to: Write a day with its year in full"),
    ({"valid_from": "01/04/2026", "valid_to": "31/03/2026"}, "valid_to: It ends before it begins, on 1 Apr 2026."),
    ({"code": "GOOD"}, "code: GOOD from 1 Jan 1900 stands in line 2 as well."),
    (
        {"code": "GOOD", "valid_from": "01/04/2026", "valid_to": "30/06/2026"},
        "valid_to: GOOD is here from 1 May 2026 on, before this version ends.",
    ),
]


@pytest.mark.parametrize(("change", "said"), BAD)
def test_a_bad_row_is_told_with_line_column_and_reason(
    app: Flask, landlord: Landlord, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    """And nothing at all is written."""
    later = {"code": "GOOD", "valid_from": "01/05/2026", "rate": "70"}
    answer = imported(app, write(tmp_path / "rates.csv", {"code": "GOOD"}, change, later), landlord)
    assert f"line 3, {said}" in answer.output
    assert "Nothing was imported: 1 rows are bad." in answer.output
    assert (answer.exit_code, versions(landlord), db.session.scalars(select(Schedule)).all()) == (1, [], [])


@pytest.mark.parametrize(("content", "said"), [
    (b"code,rate\n", "the header lacks short, unit. `flask schedules template` gives one"),
    (b"code,short,unit,rate,colour\n", "unknown columns: colour"),
    (b"code;short;unit;rate;rate\n", "names a column twice"),
    (b"code;short;unit;rate\nA;b;IT;1;2\n", "more cells than the header"),
    (b"\xff\xfe\x00", "not in UTF-8"),
    (b"code;short;unit;rate\n;;;\n", "there is no row under the header"),
    (b'code,short,unit,rate\n"A,b,IT,1\n', "not CSV"),
])  # fmt: skip
def test_a_file_that_is_no_schedule_says_what_to_do(
    app: Flask, landlord: Landlord, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "rates.csv"
    path.write_bytes(content)
    answer = imported(app, path, landlord)
    assert answer.exit_code == 1
    assert said in answer.output


def test_a_contract_works_to_several_schedules(app: Flask, tmp_path: Path) -> None:
    """Another landlord's contract does not exist. Rules: O1, A8."""
    under, other = make.contract(), make.contract()
    path = write(tmp_path / "rates.csv", {"code": "NEW-1"})
    answer = imported(app, path, under.landlord, "--contract", under.site_code)
    assert answer.exit_code == 0, answer.output
    assert [one.code for one in db.session.get_one(Contract, under.id).schedules][1:] == ["SOR-1"]
    assert "0 corrected, 1 unchanged" in imported(app, path, under.landlord, "--contract", under.site_code).output
    refused = imported(app, path, under.landlord, "--contract", other.site_code)
    assert f"has no contract with the site code {other.site_code}." in refused.output
    assert refused.exit_code == 1


def test_an_import_is_written_down_in_an_administrators_name(app: Flask, landlord: Landlord, tmp_path: Path) -> None:
    """With the file, what was new, and of what was changed before and after. Rules: O1."""
    person = make.user("administrator", landlord, username="head")
    imported(app, write(tmp_path / "1.csv", {}), landlord)
    path = write(tmp_path / "2.csv", {"rate": "53"}, {"code": "NEW"})
    assert imported(app, path, landlord, "--as", person.username, "--correct").exit_code == 0
    row = db.session.scalars(select(JournalRow)).one()
    assert (row.command, row.door, row.actor_id, row.reason) == (
        "import-schedule",
        "import",
        person.id,
        "SOR-1 (SOR-1)",
    )
    assert row.fields == {
        "New codes": ["0", "1"],
        "Corrected": ["0", "1"],
        "310403 from 1 Jan 1900, rate": ["the rate £52.50", "the rate £53.00"],
    }
    assert dict(row.typed)["file"] == "2.csv"


@pytest.mark.parametrize("role", ["landlord", "office"])
def test_nobody_else_imports(app: Flask, landlord: Landlord, tmp_path: Path, role: str) -> None:
    """Nor an administrator of another landlord. Rules: A8."""
    path = write(tmp_path / "rates.csv", {})
    person: User = make.user(role, landlord if role == "landlord" else None)
    stranger = make.user("administrator", make.landlord())
    for name in (person.username, stranger.username, "nobody"):
        answer = imported(app, path, landlord, "--as", name)
        assert f"{name} is no administrator of {landlord.code}." in answer.output
    assert versions(landlord) == []


def test_ten_thousand_codes_come_in(app: Flask, landlord: Landlord, tmp_path: Path) -> None:
    """And again, as a year's new rates, and as the same file."""
    old = write(tmp_path / "old.csv", *({"code": f"{number:06d}"} for number in range(10_000)))
    new = write(
        tmp_path / "new.csv",
        *({"code": f"{number:06d}", "rate": "60", "valid_from": "01/04/2026"} for number in range(10_000)),
    )
    assert "10,000 new codes" in imported(app, old, landlord).output
    assert "10,000 new versions, 10,000 ended" in imported(app, new, landlord).output
    assert "10,000 unchanged" in imported(app, old, landlord).output


def test_the_template_is_a_file_that_the_import_reads(app: Flask) -> None:
    """Header and one example."""
    printed = app.test_cli_runner().invoke(args=["schedules", "template"]).output
    assert list(csv.DictReader(io.StringIO(printed))) == [COLUMNS]


def test_the_tables_hold_the_longest_texts() -> None:
    """What the file may say is never cut."""
    lengths = {name: getattr(Rate.__table__.c[name].type, "length", None) for name in LONGEST}
    assert {name: length for name, length in lengths.items() if length} == {
        name: longest for name, longest in LONGEST.items() if name not in ("long", "keywords")
    }


def test_the_document_names_every_column() -> None:
    """And marks those that must be there."""
    told = re.findall(r"^\| `(\w+)`( \*)? \|", DOCUMENT.read_text(), re.MULTILINE)
    assert [name for name, _ in told] == list(COLUMNS)
    assert tuple(name for name, star in told if star) == NEEDED
