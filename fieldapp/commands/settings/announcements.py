"""Announcements: write, edit, end, and delete one that has not begun. Rules: O1, L1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from fieldapp.commands.settings.keeping import Changed, Keeping, version_of
from fieldapp.domain.announcements import ASKED, COMING, CURRENT, asked_in, fault, state_on
from fieldapp.domain.asking import Values, differences, read
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.models import Announcement


def values_of(row: Announcement) -> Values:
    """What its form asks, as it stands."""
    ends = row.ends_on.isoformat() if row.ends_on else None
    return {"title": row.title, "text": row.text, "starts": row.starts_on.isoformat(), "ends": ends}


def version(row: Announcement) -> str:
    """The version that its forms carry."""
    return version_of(values_of(row))


def write(keeping: Keeping) -> Changed:
    """Add one, from today or a later day on."""
    values = _read(keeping, COMING)
    row = Announcement(landlord_id=keeping.landlord.id, written_at=keeping.now, written_by_id=keeping.actor.id)
    _put(row, values)
    keeping.session.add(row)
    keeping.session.flush()
    return _changed(row, {})


def edit(keeping: Keeping) -> Changed:
    """Change one that has not ended; the day from which a current one stands is history."""
    row, state = _found(keeping)
    if state not in (COMING, CURRENT):
        raise Refused("ended", "This announcement has ended. Write a new one instead.")
    before = values_of(row)
    _put(row, {**before, **_read(keeping, state)})
    return _changed(row, before)


def end(keeping: Keeping) -> Changed:
    """Take a current one down now: its last day was yesterday."""
    row, state = _found(keeping)
    if state != CURRENT:
        raise Refused("not-current", "This announcement is not shown now, so there is nothing to end.")
    before = values_of(row)
    row.ends_on = keeping.today - timedelta(days=1)
    return _changed(row, before)


def delete(keeping: Keeping) -> Changed:
    """Delete one that nobody has been shown."""
    row, state = _found(keeping)
    if state != COMING:
        raise Refused("begun", "This announcement has begun, so it stays in the record. End it instead.")
    gone = _changed(row, {})
    keeping.session.delete(row)
    fields = {label: [now, before] for label, (before, now) in gone.fields.items()}
    return replace(gone, fields=fields)


def _found(keeping: Keeping) -> tuple[Announcement, str]:
    row = keeping.row(Announcement, "announcement")
    keeping.expect(_thing(row), version(row))
    return row, state_on(row.starts_on, row.ends_on, keeping.today)


def _read(keeping: Keeping, state: str) -> Values:
    values, faults = read(asked_in(state), keeping.typed)
    faults = faults or fault(values, keeping.today)
    if faults:
        raise Invalid(faults)
    return values


def _put(row: Announcement, values: Values) -> None:
    row.title, row.text = values["title"], values["text"]
    row.starts_on = date.fromisoformat(values["starts"])
    row.ends_on = date.fromisoformat(values["ends"]) if values["ends"] else None


def _thing(row: Announcement) -> str:
    return f"announcement-{row.id}"


def _changed(row: Announcement, before: Values) -> Changed:
    return Changed(
        thing=_thing(row),
        name=f"Announcement “{row.title}”",
        fields=differences(ASKED, before, values_of(row)),
        kept=False,
    )
