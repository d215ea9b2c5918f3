"""The certificates of a visit as office pages show them: what each says, where its file is, what is to be put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.domain.certificate_forms import form_of
from fieldapp.domain.certificates import OUTCOME_WORDS, TO_PUT_RIGHT, remedy_by
from fieldapp.models import Certificate, Ticket, WorksOrder
from fieldapp.queries.visit_parts import label


@dataclass(frozen=True)
class ShownCertificate:
    """One certificate: `file` is its blob's id once there is one, `drawn` whether the program makes it."""

    row: Certificate
    label: str
    outcome: str
    faulty: bool
    put_right_by: date | None
    file: str
    drawn: bool

    @property
    def remedy_owed(self) -> bool:
        """Whether what it found waits for an order (D2)."""
        return self.faulty and self.row.remedy_id is None


def shown_certificates(ticket: Ticket, order: WorksOrder) -> list[ShownCertificate]:
    """Those of a visit that nobody took off."""
    files = {one.blob_id for one in ticket.evidence if not one.removed_at}
    return [
        ShownCertificate(
            row=one,
            label=label(order, "certificate", one.kind),
            outcome=OUTCOME_WORDS[one.outcome],
            faulty=one.outcome in TO_PUT_RIGHT,
            put_right_by=remedy_by(form_of(one.form), one.outcome, one.done_on),
            file=one.blob_id if one.blob_id in files else "",
            drawn=bool(one.data),
        )
        for one in ticket.certificates
        if not one.removed_at
    ]
