"""What a visit's page says of its files, photos and signatures: a part of `VisitPage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from fieldapp.domain import lifecycle
from fieldapp.domain.lists import SIGNATURES
from fieldapp.models import Evidence, Ticket, WorksOrder
from fieldapp.queries.files import files_of_landlord
from fieldapp.queries.visit_parts import FileRow, choices, files_of_visit


class WithPhotos:
    """Read from the order, the visit's files, and the lifecycle as the phone replays it."""

    ticket: Ticket
    order: WorksOrder
    picture: Mapping[str, Mapping[str, str | None]]

    @cached_property
    def theirs(self) -> Sequence[Evidence]:
        """What the landlord has added to the order, as far as it may be read; asked for once, and only where needed."""
        return files_of_landlord([self.ticket]).get(self.ticket.id, ())

    @cached_property
    def files(self) -> tuple[FileRow, ...]:
        """The landlord's files and the visit's own (D2)."""
        return files_of_visit(self.ticket, self.theirs)

    @property
    def photo_kinds(self) -> dict[str, str]:
        """The landlord's words for what a photo shows, by their code, for photos that are still on the phone."""
        return {one.code: one.label for one in choices(self.order, "photo-kind")}

    @property
    def kinds_taken(self) -> dict[str, str]:
        """Those of them that a camera takes."""
        return {code: words for code, words in self.photo_kinds.items() if code not in SIGNATURES}

    @property
    def kinds_signed(self) -> dict[str, str]:
        """Those of them that are signatures."""
        return {code: words for code, words in self.photo_kinds.items() if code in SIGNATURES}

    @property
    def signed_words(self) -> str:
        """Whose signatures there are: `Signed: R. Wren, J. Kestrel.`"""
        names = [one.caption for one in self.photos if one.signed]
        return f"Signed: {', '.join(names)}." if names else "Nobody has signed yet."

    @property
    def states_to_sign(self) -> str:
        """The states in which somebody may sign: from arrival on, as long as photos are taken."""
        before = (lifecycle.ISSUED, lifecycle.ACCEPTED, lifecycle.BOOKED)
        return " ".join(state for state in self.picture.get("add-photo", {}) if state not in before)

    @property
    def photos(self) -> tuple[FileRow, ...]:
        """The visit's own photos."""
        return tuple(one for one in self.files if one.sort == "photo" and not one.by_landlord)
