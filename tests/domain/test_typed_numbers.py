"""Quantities that a button of the page counts up: read as the server reads them, in hundredths, nothing destroyed."""

from __future__ import annotations

import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from fieldapp.build import PACKAGE
from fieldapp.domain.money import read_number

RUN = """
import { changedBy } from "./numbers.mjs";
console.log(JSON.stringify(JSON.parse(process.argv[2]).map((text) => changedBy(text, 1))));
"""
READ = ("0", "1", "2.5", "0.57", "1.56", "1,000", "12,345.67", "£50", "£ 1,398.99", " 7 ", ".5", "3.", "+4", "-0.5")


def counted_up(folder: Path, *typed: str) -> list[str | None]:
    """What one more of each is, run by the node that comes with the browsers."""
    shutil.copy(PACKAGE / "static" / "js" / "shared" / "numbers.js", folder / "numbers.mjs")
    (folder / "run.mjs").write_text(RUN, encoding="utf-8")
    command = [compute_driver_executable()[0], str(folder / "run.mjs"), json.dumps(typed)]
    found: list[str | None] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def test_one_more_of_what_the_server_reads(tmp_path: Path) -> None:
    """Thousands, pounds and hundredths; of nothing typed it is one. Rules: C4, C7."""
    ours = [Decimal(1) + (read_number(text) or 0) for text in READ]
    assert [Decimal(one or "-1") for one in counted_up(tmp_path, *READ)] == ours
    assert counted_up(tmp_path, "0.57", "", "-3") == ["1.57", "1", "0"]


@pytest.mark.parametrize("text", ["1,5", "lots", "2 m", "1e3", "0x10", "Infinity", "1.2.3", "££5"])
def test_what_cannot_be_read_is_left_alone(tmp_path: Path, text: str) -> None:
    """It is never guessed. Rules: C4, C7."""
    assert counted_up(tmp_path, text) == [None]
