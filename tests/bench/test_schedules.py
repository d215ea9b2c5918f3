"""A schedule of 10,000 rates from a file, by the operator's command, and the next year's after it."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from fieldapp.domain.schedules import COLUMNS
from fieldapp.extensions import db
from fieldapp.models import Rate
from tests import factories as make

CODES = 10_000


def test_ten_thousand_rates(app: Flask, tmp_path: Path, measured: Callable[[str, float], None]) -> None:
    """Each with every text there is; the slower of a first file and of one that ends all of its codes."""
    under = make.landlord()
    seconds = [timed(app, under.code, written(tmp_path, year)) for year in (2025, 2026)]
    make.unfenced()
    assert db.session.scalar(select(func.count(Rate.id))) == 2 * CODES
    measured("10,000 rates imported", max(seconds))


def written(folder: Path, year: int) -> Path:
    """A file of one year's rates."""
    path = folder / f"{year}.csv"
    row = {**COLUMNS, "medium": "Medium words " * 10, "long": "What is to be done, at length. " * 15}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number in range(CODES):
            dated = {"valid_from": f"01/04/{year}", "valid_to": "", "rate": f"{year % 100}.{number % 100:02d}"}
            writer.writerow({**row, **dated, "code": f"{number:06d}"})
    return path


def timed(app: Flask, landlord: str, path: Path) -> float:
    """The seconds that an import takes."""
    begun = time.perf_counter()
    options = ["--landlord", landlord, "--schedule", "SOR-1"]
    answer = app.test_cli_runner().invoke(args=["schedules", "import", str(path), *options])
    assert answer.exit_code == 0, answer.output
    return time.perf_counter() - begun
