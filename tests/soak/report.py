"""What soaks have found: printed as a table, and written to build/soak.json."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.soak.judge import COUNTS, Verdict
from tests.soak.soak import Soak

WRITTEN = Path(__file__).resolve().parent.parent.parent / "build" / "soak.json"
DONE = ("seed", "seconds", "steps", "ops", "photos", "kills", "cuts")


@dataclass(frozen=True)
class Report:
    """One soak: what was done, and how much was found wrong."""

    seed: int
    seconds: float
    steps: int
    skipped: int
    ops: int
    photos: int
    kills: int
    cuts: int
    lost: int
    duplicate: int
    wrong_bytes: int
    out_of_order: int
    wrong_person: int
    broken_chain: int


# The soaks of this run, controls left out.
runs: list[Report] = []


def report_of(soak: Soak, verdict: Verdict, seconds: float) -> Report:
    """The figures of a soak that was judged. Cuts are faults that requests met, and outages."""
    tally = soak.tally
    return Report(
        seed=soak.seed,
        seconds=round(seconds, 1),
        steps=tally.steps,
        skipped=tally.skipped,
        ops=len(soak.ledger.ops),
        photos=len(soak.ledger.blobs),
        kills=tally.kills,
        cuts=soak.weather.done.total() + tally.outages,
        **verdict.counts(),
    )


def table(reports: list[Report]) -> str:
    """The figures as people read them."""
    columns = (*DONE, *COUNTS)
    lines = ["  ".join(name.replace("_", " ").rjust(7) for name in columns)]
    for report in reports:
        row = asdict(report)
        lines.append("  ".join(str(row[name]).rjust(max(7, len(name))) for name in columns))
    return "\n".join(lines)


def write(reports: list[Report]) -> None:
    """Write build/soak.json."""
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(json.dumps([asdict(report) for report in reports], indent=2) + "\n")
