"""How long a person waits after wrong passwords; counting them is the door's, and no clock is read here."""

from __future__ import annotations

from datetime import datetime, timedelta

COUNTED = timedelta(hours=1)
FREE_BY_NAME = 5
# A contractor's whole office, and a mobile network, share an address.
FREE_BY_ADDRESS = 50
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)


def open_again(failures: int, last: datetime | None, free: int) -> datetime | None:
    """The moment from which another try is let in, or None where nothing is in its way.

    `failures` is the number within `COUNTED`, `last` the latest of them. The first `free` cost nothing; from there the
    wait doubles from a minute to a quarter of an hour, so that nobody can keep somebody else out for longer.
    """
    if last is None or failures < free:
        return None
    wait: timedelta = FIRST_WAIT * 2 ** min(failures - free, 10)
    return last + min(wait, LONGEST_WAIT)
