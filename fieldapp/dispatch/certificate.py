"""Makes the PDF of a certificate that was filled in, and keeps it as its visit's sealed file; decides nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from flask import current_app
from sqlalchemy import select

from fieldapp.commands.receiving import known_blob, receive
from fieldapp.dispatch.certificate_pdf import certificate_pdf
from fieldapp.dispatch.claims import Claim
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.gateways.originals import seal
from fieldapp.gateways.storage import Storage
from fieldapp.models import Certificate, Evidence, WorksOrder
from fieldapp.models.connection import writing
from fieldapp.queries.certificate_papers import paper_of


def certificate(one: Claim) -> None:
    """`{"certificate": op id}`: its PDF is evidence of the visit afterwards. Twice does no harm. Rules: D2."""
    session = session_for_everybody()
    found = select(Certificate).where(Certificate.op_id == one.facts["certificate"], Certificate.removed_at.is_(None))
    row = session.scalar(found)
    if row is None or known_blob(session, row.blob_id):
        return
    data = certificate_pdf(paper_of(row))
    order_id = row.order_id
    session.rollback()
    storage: Storage = current_app.extensions["storage"]
    original = seal(storage, BytesIO(data))
    with writing(session):
        # Whoever takes it off meanwhile holds its order.
        session.scalars(select(WorksOrder.id).where(WorksOrder.id == order_id).with_for_update()).one()
        row = session.scalar(found.execution_options(populate_existing=True))
        if row is None or known_blob(session, row.blob_id):
            return
        session.add(
            Evidence(
                landlord_id=row.landlord_id,
                contractor_id=row.contractor_id,
                ticket_id=row.ticket_id,
                blob_id=row.blob_id,
                sort="certificate",
                kind=row.kind,
                caption=row.number,
                sha256=original.sha256,
                size=original.size,
                added_at=row.recorded_at,
                added_by_id=row.recorded_by_id,
            )
        )
        session.flush()
        receive(session, row.recorded_by, row.blob_id, original, datetime.now(UTC))
