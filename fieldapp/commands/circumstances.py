"""What a form may know beside what was typed: the landlord's lists, and the clock of whoever sent it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from fieldapp.domain.dates import LONDON


def _no_list(_name: str) -> list[tuple[str, str]]:
    return []


def _no_hints(_name: str) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Circumstances:
    """What a form may know of its order (the landlord's lists, by name; the description) and of its sender's clock.

    `hints_of` gives what is said beside the entries of a list, by their codes, where the form is shown.
    """

    list_of: Callable[[str], list[tuple[str, str]]] = _no_list
    hints_of: Callable[[str], dict[str, str]] = _no_hints
    description: str = ""
    zone: ZoneInfo = LONDON
    skew: timedelta = timedelta(0)
