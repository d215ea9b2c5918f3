"""One certificate in words, as a page and a PDF show it; who may ask for it is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fieldapp.domain.certificate_forms import form_of
from fieldapp.domain.certificates import OUTCOME_WORDS, drawn, spoken_rows, written
from fieldapp.domain.dates import show_day, show_moment
from fieldapp.domain.strokes import Stroke
from fieldapp.models import Certificate
from fieldapp.queries.visit_parts import label

# Of an order's description.
LONGEST = 4000
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CertificatePaper:
    """A certificate in words; `rows` are the things of its repeated part, each with its own words.

    What it says ends with the name of who signed; `drawn` are the strokes of the signature under it.
    """

    title: str
    form: str
    about: str
    reference: str
    head: Facts
    said: Facts
    drawn: tuple[Stroke, ...]
    rows_title: str
    row_words: str
    rows: tuple[Facts, ...]
    recorded: str
    recorded_at: datetime


def remedy_described(one: Certificate) -> str:
    """What is to be done to put right what a certificate found, and by when, as an order describes it."""
    form = form_of(one.form)
    style = one.order.landlord.policy.date_style
    title = label(one.order, "certificate", one.kind)
    number = f" {one.number}" if one.number else ""
    first = f"Put right what {title}{number} of {show_day(one.done_on, style)} found."
    due = f" To be done by {show_day(one.put_right_by, style)}." if one.put_right_by else ""
    found = (f"– {', '.join(words for _label, words in row)}" for row in spoken_rows(form, one.data))
    return "\n".join([first + due, *found])[:LONGEST]


def paper_of(one: Certificate) -> CertificatePaper:
    """Everything that is written on a certificate."""
    order, landlord, form = one.order, one.order.landlord, form_of(one.form)
    style = landlord.policy.date_style

    def day(found: date | None) -> str:
        return show_day(found, style) if found else ""

    head = (
        ("Outcome", OUTCOME_WORDS[one.outcome]),
        ("To be put right by", day(one.put_right_by)),
        ("Date", day(one.done_on)),
        ("Next one due", day(one.expires_on)),
        ("Number", one.number),
        ("Home", one.property.address),
        ("Place", order.place),
        ("Landlord", "\n".join(filter(None, (landlord.name, landlord.address, landlord.telephone)))),
        (
            "Contractor",
            " – ".join(part for part in (one.ticket.contractor.name, one.ticket.contractor.telephone) if part),
        ),
        ("Done by", one.engineer),
        ("Registration number", one.registration),
        ("Works order", one.ticket.reference),
    )
    return CertificatePaper(
        title=label(order, "certificate", one.kind),
        form=form.title,
        about=form.about,
        reference=one.ticket.reference,
        head=tuple(pair for pair in head if pair[1]),
        said=tuple(written(form, one.data)),
        drawn=drawn(form, one.data),
        rows_title=form.rows.title if form.rows else "",
        row_words=form.rows.one.capitalize() if form.rows else "",
        rows=tuple(tuple(row) for row in spoken_rows(form, one.data)),
        recorded=f"Recorded by {one.recorded_by.name}, {show_moment(one.recorded_at, style)}",
        recorded_at=one.recorded_at,
    )
