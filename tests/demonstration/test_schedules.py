"""The schedules of rates, homes, people and jobs that ship: shaped as the trade shapes them, and nobody's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldapp.demonstration.drawings import MOTIFS, photo
from fieldapp.demonstration.papers import paper
from fieldapp.demonstration.sources import DATA, homes, jobs, lines, planned, rows, schedule
from fieldapp.domain import comments, schedules
from fieldapp.domain.media import JPEG, PDF, recognise
from fieldapp.presets import preset

UNITS = {"HR", "NO", "IT", "LM", "SM", "CM", "PRICE"}
FILES = ("schedule_of_rates.csv", "schedule_of_rates_nec.csv")
# Numbers that Ofcom keeps for drama.
TELEPHONE = re.compile(r"01632 960 \d{3}|07700 900 \d{3}")
ANY_NUMBER = re.compile(r"\b0\d[\d ]{8,12}\d\b")


def test_the_large_schedule_has_six_figure_codes() -> None:
    codes = [row["code"] for row in rows(FILES[0])]
    assert len(codes) >= 320
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not re.fullmatch(r"\d{6}", code)] == ["SQW"]
    assert {"043001", "039004", "310403", "480115", "310911", "511020"} <= set(codes)


def test_the_small_schedule_has_placeholders_pounds_and_costed_codes() -> None:
    """Rules: V4."""
    book = schedule("alderfold")
    placeholders = {code: row for code, row in book.items() if code.startswith(("PRO", "COM"))}
    pounds = {code: row for code, row in book.items() if code.startswith("PEA-")}
    assert len(book) >= 40
    assert {"PROPLUMB", "PROJOINERY", "TAPREP"} <= set(book)
    assert {row["rate"] for row in placeholders.values()} == {"0.00"}
    assert {row["rate"] for row in pounds.values()} == {"1.00"}
    assert {row["kind"] for row in placeholders.values()} == {"placeholder"}
    assert {row["kind"] for row in pounds.values()} == {"price"}
    assert {code for code, row in book.items() if row["kind"]} == placeholders.keys() | pounds.keys()


@pytest.mark.parametrize("name", FILES)
def test_the_import_reads_it(name: str) -> None:
    read, faults = schedules.read(lines(name))
    assert (len(read), faults) == (len(list(rows(name))), [])


@pytest.mark.parametrize("name", FILES)
def test_every_code_has_a_unit_a_rate_and_words(name: str) -> None:
    certificates = {one["code"] for one in preset("rocc")["lists"]["certificate"]}
    trades = {one["code"] for one in preset("rocc")["lists"]["trade"]}
    for row in rows(name):
        assert row["unit"] in UNITS, row
        assert re.fullmatch(r"\d+\.\d\d", row["rate"]), row
        assert (row["unit"] == "PRICE") <= (row["rate"] == "1.00"), row
        assert 3 <= len(row["short"]) <= 120, row
        assert len(row["long"]) > len("Fit."), row
        assert row["category"], row
        assert row["keywords"], row
        assert row["trade"] in trades, row
        assert row["certificate"] in {"", *certificates}, row


def test_homes_are_invented_and_of_every_kind() -> None:
    found = list(homes().values())
    assert len(found) >= 60
    assert {one.kind for one in found} == {"home", "communal", "void"}
    assert all(one.postcode.startswith("XB") for one in found)
    assert max(len(f"{one.line_1} {one.line_2}") for one in found) > 120
    for one in found:
        assert bool(one.contact) == (one.kind == "home"), one.reference


def test_nobodys_real_number_is_in_the_files() -> None:
    seen = 0
    for file in Path(DATA).iterdir():
        for number in ANY_NUMBER.findall(file.read_text(encoding="utf-8")):
            assert TELEPHONE.fullmatch(number), (file.name, number)
            seen += 1
    assert seen > 60


def test_jobs_are_ordered_in_codes_and_say_what_was_done() -> None:
    """Rules: C2."""
    stock = [one["label"] for one in preset("rocc")["lists"]["stock-comment"]]
    assert len(jobs()) >= 60
    for job in jobs().values():
        assert all(code in schedule(job.landlord) for code, _ in job.lines), job.key
        assert comments.fault(job.did, job.description, stock) is None, job.key


def test_the_plans_name_jobs_and_homes_that_exist() -> None:
    for plan in planned("weeks.csv"):
        assert homes()[plan.home].landlord == jobs()[plan.job].landlord, plan


@pytest.mark.parametrize("kind", [*MOTIFS, "other"])
def test_a_drawing_is_a_photo_that_is_taken(kind: str) -> None:
    drawn = photo(kind, "C263301/1 visit 1")
    assert recognise(drawn) == (JPEG, "")
    assert drawn == photo(kind, "C263301/1 visit 1")
    assert drawn != photo(kind, "C263301/1 visit 2")


def test_a_paper_is_a_pdf_whose_table_points_at_its_parts() -> None:
    data = paper("Quote (worktop)", ["Agreed sum £1,398.99", "", "Kitchen"])
    assert recognise(data) == (PDF, "")
    table = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    places = re.findall(rb"(\d{10}) 00000 n", data[table:])
    for number, place in enumerate(places, start=1):
        assert data[int(place) :].startswith(b"%d 0 obj" % number)
