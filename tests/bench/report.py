"""The figures of a run: printed as a table, and written to build/bench.json beside their limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LIMITS: dict[str, dict[str, Any]] = json.loads((HERE / "limits.json").read_text())
WRITTEN = HERE.parent.parent / "build" / "bench.json"


def entry(name: str, value: float) -> dict[str, Any]:
    """A figure with its limit, and whether it keeps within it."""
    limit = LIMITS[name]
    within = value <= limit["limit"] if limit["better"] == "less" else value >= limit["limit"]
    return {"value": round(value, 3), "unit": limit["unit"], "limit": limit["limit"], "within": within}


def table(figures: dict[str, dict[str, Any]]) -> str:
    """The figures as people read them."""
    lines = [f"{'measure':<42} {'value':>10} {'limit':>8}  unit"]
    for name, one in figures.items():
        mark = "" if one["within"] else "  OVER"
        lines.append(f"{name:<42} {one['value']:>10} {one['limit']:>8}  {one['unit']}{mark}")
    return "\n".join(lines)


def write(figures: dict[str, dict[str, Any]]) -> None:
    """Write build/bench.json."""
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(json.dumps(figures, indent=2) + "\n")
