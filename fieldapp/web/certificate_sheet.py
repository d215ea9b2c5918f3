"""The form of one kind of certificate as a page shows it: what was typed, or what is known before anybody types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict

from fieldapp.commands.op import Answer
from fieldapp.domain.certificate_forms import form_of
from fieldapp.domain.certificates import CertificateForm, row_numbers
from fieldapp.domain.dates import london_day
from fieldapp.domain.list_entries import all_facts
from fieldapp.models import ListItem, Ticket, User
from fieldapp.queries.certificates import engineer_of, last_registration
from fieldapp.queries.registrations import number_of
from fieldapp.queries.visits import captured
from fieldapp.web import command_door

# Nothing is wrong with what was typed: it is written on, with one more row.
LONGER = Answer(id="", outcome="")
Posted = Answer | None


@dataclass(frozen=True)
class CertificateSheet:
    """A kind of certificate with the shipped form it uses; `rows` are the numbers of its rows."""

    kind: str
    label: str
    form: CertificateForm
    texts: Mapping[str, list[str]]
    rows: tuple[int, ...]
    faults: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def needs(self) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """Which answers have to be explained, and in which fields: for the script that asks for it."""
        return [(one.of, one.values, one.then) for one in self.form.rows.doubts] if self.form.rows else []


def sheet_of(user: User, ticket: Ticket, kind: str, posted: Posted = None) -> CertificateSheet | None:
    """The form of a kind that can be filled in; as it was `posted`, where it was. None is a 404."""
    item = captured(ticket.order).get(kind)
    if item is None:
        return None
    form = form_of(all_facts("certificate", item.facts)["form"])
    engineer = engineer_of(user, ticket)
    known = {"engineer": [engineer.name], "registration": [_registration(engineer, item)]} if engineer else {}
    texts = dict(MultiDict(command_door.typed()).lists()) if posted else known
    rows = row_numbers(form.rows, texts) if form.rows else []
    if form.rows and (posted is LONGER or (form.rows.required and not rows)):
        rows.append(rows[-1] + 1 if rows else 1)
    faults = (posted.fields or {"": [posted.reason]}) if posted and posted is not LONGER else {}
    return CertificateSheet(kind, item.label, form, texts, tuple(rows), faults)


def _registration(engineer: User, item: ListItem) -> str:
    """The number that the firm keeps of the engineer with the scheme that is asked, else the one written last."""
    kept = number_of(engineer, item.facts.get("scheme") or "", london_day(datetime.now(UTC)))
    return kept or last_registration(engineer)
