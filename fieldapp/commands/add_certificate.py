"""Add a certificate to a visit as a file, with the little of it that the register needs. Rules: D2, C8."""

from __future__ import annotations

from datetime import date

from fieldapp.commands import certificate_row, evidence_row
from fieldapp.commands.form import DayField, FixedRadio, ListChoice, Written
from fieldapp.commands.op import Act
from fieldapp.commands.receiving import to_read_back
from fieldapp.domain.certificates import OUTCOME_WORDS, OUTCOMES
from fieldapp.extensions import db
from fieldapp.models import Ticket


class Form(evidence_row.FileForm):
    """The file, its type, a note, and what it says; what a phone of before leaves out stays unsaid."""

    kind = ListChoice("Type", "certificate", required="Choose its type.")
    done_on = DayField("Date on it")
    outcome = FixedRadio("What does it say?", [(one, OUTCOME_WORDS[one]) for one in OUTCOMES if one], required="")
    next_due = DayField("Next one due")
    engineer = Written("Engineer’s name", longest=120)
    registration = Written("Engineer’s registration number", longest=60)
    number = Written("Certificate number", longest=60)


def apply(
    ticket: Ticket,
    act: Act,
    *,
    blob: str | None,
    sha256: str,
    size: int | None,
    kind: str,
    caption: str,
    done_on: date | None,
    outcome: str,
    next_due: date | None,
    engineer: str,
    registration: str,
    number: str,
) -> None:
    """Record the file, and the certificate for the home."""
    file = evidence_row.record(
        ticket, act, sort="certificate", kind=kind, blob=blob, sha256=sha256, size=size, caption=caption
    )
    told = certificate_row.Told(
        kind=kind,
        blob_id=file.blob_id,
        done_on=done_on,
        next_due=next_due,
        outcome=outcome or "",
        engineer=engineer,
        registration=registration,
        number=number,
    )
    certificate_row.record(ticket, act, told)
    db.session.add(to_read_back(file.blob_id, act.received_at))
