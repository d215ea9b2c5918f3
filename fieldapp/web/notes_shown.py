"""The notes of an order as one side's page shows them: the current ones or all, what is new, what is awaited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldapp.models import Note, User


@dataclass(frozen=True)
class NotesShown:
    """Notes, the newest first; `new` are the ids of those that the side has not read, `more` is how many are hidden."""

    rows: Sequence[Note]
    new: frozenset[int]
    more: int
    everything: bool

    @property
    def last(self) -> int:
        """The id of the newest note on the page: what comes later is not read by saying so of this page."""
        return max((one.id for one in self.rows), default=0)

    @property
    def awaited(self) -> bool:
        """Whether one of the new ones needs a reply."""
        return any(one.awaits_reply for one in self.rows if one.id in self.new)


def shown_notes(notes: Sequence[Note], reader: User, *, everything: bool) -> NotesShown:
    """Those notes of an order that are current or new to the reader's side, or with `everything` all. Rules: T5."""
    new = frozenset(one.id for one in notes if one.new_to(reader))
    rows = [one for one in reversed(notes) if everything or one.current or one.id in new]
    return NotesShown(rows, new, len(notes) - len(rows), everything and any(not one.current for one in notes))
