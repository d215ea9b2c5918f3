"""Announcements for tests, their days counted from today."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from fieldapp.models import Announcement, Landlord
from tests import factories as make

_numbers = itertools.count(1)


def announcement(of: Landlord, days: tuple[int, int | None] = (0, None), **facts: Any) -> Announcement:
    """An announcement from a day on, until a day or with no end."""
    until = None if days[1] is None else make.today() + timedelta(days=days[1])
    told: Announcement = make.saved(
        Announcement(
            **{
                "landlord_id": of.id,
                "title": f"News {next(_numbers)}",
                "text": "The depot is closed on Friday.",
                "starts_on": make.today() + timedelta(days=days[0]),
                "ends_on": until,
                "written_at": make.now(),
                "written_by_id": make.user("administrator", of).id,
                **facts,
            }
        )
    )
    return told
