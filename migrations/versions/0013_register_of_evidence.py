"""Certificates that were sent as files before there was a register come into it, as far as they are known."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# What stands on the file nobody has read: neither its outcome nor when the next one is due is said.
ENTER = """
INSERT INTO certificate (
    op_id, landlord_id, contractor_id, property_id, order_id, ticket_id, kind, form, number, done_on, outcome,
    engineer, registration, data, blob_id, recorded_at, recorded_by_id, current
)
SELECT
    evidence.blob_id, evidence.landlord_id, evidence.contractor_id, works_order.property_id, works_order.id, ticket.id,
    evidence.kind, 'plain', '', {day}, '', '', '', '{{}}', evidence.blob_id, evidence.added_at, evidence.added_by_id,
    false
FROM evidence
JOIN ticket ON ticket.id = evidence.ticket_id
JOIN works_order ON works_order.id = ticket.order_id
WHERE evidence.sort = 'certificate' AND evidence.removed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM certificate AS known WHERE known.blob_id = evidence.blob_id)
ORDER BY evidence.added_at, evidence.number
"""
# The newest of its home and kind; never before one that was recorded with what stands on it, which may be due.
RANK = """
UPDATE certificate SET current = true
WHERE op_id = blob_id AND NOT EXISTS (
    SELECT 1 FROM certificate AS other
    WHERE other.property_id = certificate.property_id AND other.kind = certificate.kind AND other.removed_at IS NULL
        AND (other.op_id <> other.blob_id OR (other.done_on, other.id) > (certificate.done_on, certificate.id))
)
"""
DAYS = {"sqlite": "date(evidence.added_at)", "postgresql": "CAST(evidence.added_at AT TIME ZONE 'UTC' AS DATE)"}


def upgrade() -> None:
    op.execute(ENTER.format(day=DAYS[op.get_context().dialect.name]))
    op.execute(RANK)


def downgrade() -> None:
    op.execute("DELETE FROM certificate WHERE op_id = blob_id")
