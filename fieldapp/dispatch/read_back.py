"""Reads a certificate's file once it is here, and notes what it says otherwise than was recorded; refuses nothing."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from fieldapp.commands import certificate_row
from fieldapp.dispatch.claims import Claim
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.domain.dates import london_day
from fieldapp.domain.media import PDF
from fieldapp.domain.read_back import Recorded, doubts_of
from fieldapp.gateways.confined import Died
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.reader import text_of_pdf, text_of_picture
from fieldapp.gateways.storage import Storage
from fieldapp.models import Blob, Certificate, Evidence, WorksOrder
from fieldapp.models.connection import writing
from fieldapp.queries.files import bytes_of

ATTEMPTS = 3


def read_back(one: Claim) -> None:
    """`{"blob": id}`: the certificate whose file this is has its doubts afterwards. Twice does no harm. Rules: D2.

    What the program drew itself, what is not here yet, and what was read before is left alone.
    """
    session = session_for_everybody()
    found = select(Certificate).where(Certificate.blob_id == one.facts["blob"], Certificate.removed_at.is_(None))
    row = session.scalar(found)
    if row is None or row.data or row.doubts:
        return
    file = session.scalar(select(Evidence).where(Evidence.blob_id == row.blob_id))
    blob, recorded, order_id = bytes_of(file) if file else None, recorded_of(row), row.order_id
    if blob is None:
        return
    session.expunge(blob)
    session.rollback()
    doubts = doubts_of(_text(current_app.extensions["storage"], blob, one.attempt), recorded)
    if not doubts:
        return
    with writing(session):
        # Whoever takes it off meanwhile holds its order.
        session.scalars(select(WorksOrder.id).where(WorksOrder.id == order_id).with_for_update()).one()
        row = session.scalar(found.execution_options(populate_existing=True))
        if row is not None and not row.doubts:
            certificate_row.doubt(row, doubts)


def recorded_of(row: Certificate) -> Recorded:
    """What is known of a certificate without its file."""
    visit, order = row.ticket, row.order
    moments = (visit.arrived_at, visit.ended_at, row.recorded_at)
    days = [london_day(one) for one in moments if one] + ([visit.visit_on] if visit.visit_on else [])
    return Recorded(
        postcode=row.property.postcode,
        line=row.property.line_1,
        form=row.form,
        done_on=row.done_on,
        first_day=min(days),
        last_day=max(days),
        next_due=row.expires_on,
        outcome=row.outcome,
        registration=row.registration,
        style=order.landlord.policy.date_style,
    )


def _text(storage: Storage, blob: Blob, attempt: int) -> str:
    """What is written in a PDF, or on the copy of a picture; nothing where a file kills its reader again and again."""
    of_pdf = blob.media_type == PDF
    if blob.state == "refused" or not (of_pdf or blob.shown_key):
        return ""
    with storage.open(original_key(blob.sha256) if of_pdf else blob.shown_key) as file:
        try:
            return text_of_pdf(file) if of_pdf else text_of_picture(file)
        except Died:
            if attempt < ATTEMPTS:
                raise
            return ""
