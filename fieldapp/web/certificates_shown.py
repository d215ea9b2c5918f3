"""The certificates of a visit as office pages show them: what each says, and where its file is."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.domain.certificates import OUTCOME_WORDS
from fieldapp.domain.lifecycle import OFFICE
from fieldapp.models import Certificate, Evidence, Ticket, User, WorksOrder
from fieldapp.queries.files import may_read_landlords
from fieldapp.queries.visit_parts import label
from fieldapp.web import offers


@dataclass(frozen=True)
class ShownCertificate:
    """One certificate: `file` is its blob's id where there is one to be read, `drawn` whether the program makes it.

    `comes_off` is whether its contractor may still take it off.
    """

    row: Certificate
    label: str
    outcome: str
    file: str
    drawn: bool
    by_landlord: bool
    comes_off: bool


def shown_certificates(user: User, ticket: Ticket, order: WorksOrder) -> list[ShownCertificate]:
    """Those of a visit that nobody took off; files only as far as `user`, who sees the visit, may read them."""
    files = {one.blob_id: one for one in ticket.evidence if not one.removed_at}
    reads_all = user.landlord_id is not None or may_read_landlords(ticket)
    readable = {blob for blob, one in files.items() if reads_all or not one.by_landlord}
    return [
        ShownCertificate(
            row=one,
            label=label(order, "certificate", one.kind),
            outcome=OUTCOME_WORDS[one.outcome],
            file=one.blob_id if one.blob_id in readable else "",
            drawn=bool(one.data),
            by_landlord=one.blob_id in files and files[one.blob_id].by_landlord,
            comes_off=comes_off(ticket, files.get(one.blob_id)),
        )
        for one in ticket.certificates
        if not one.removed_at
    ]


def comes_off(ticket: Ticket, file: Evidence | None) -> bool:
    """Whether the contractor may still take a file off a visit; what the landlord added stays. Rules: D2."""
    return file is not None and not file.by_landlord and offers.may(OFFICE, ticket, offers.ON_A_FILE)
