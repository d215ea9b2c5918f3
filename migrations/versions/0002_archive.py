"""Archived visits, orders on legal hold, and indexes for a firm's lists that leave the archive out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LISTED = sa.text("archived_at IS NULL")
INDEXES = (
    ("ix_ticket_listed_due", ("state", "due_at", "id", "visit", "archived_at")),
    ("ix_ticket_listed_changed", ("state", "state_at", "id", "landlord_id", "acknowledged_at", "archived_at")),
    ("ix_ticket_listed_two", ("two_to_attend", "state", "due_at", "id", "archived_at")),
)


def upgrade() -> None:
    op.add_column("ticket", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket", sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("works_order", sa.Column("legal_hold", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_ticket_contractor_id_state_due_at_id", "ticket")
    op.drop_index("ix_ticket_contractor_id_state_state_at_id", "ticket")
    op.add_column("ticket", sa.Column("two_to_attend", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE ticket SET two_to_attend = (SELECT two_to_attend FROM works_order WHERE works_order.id = order_id)"
    )
    for name, columns in INDEXES:
        op.create_index(name, "ticket", ["contractor_id", *columns], sqlite_where=LISTED, postgresql_where=LISTED)


def downgrade() -> None:
    for name, _columns in reversed(INDEXES):
        op.drop_index(name, "ticket")
    for column in ("state_at", "due_at"):
        op.create_index(
            f"ix_ticket_contractor_id_state_{column}_id", "ticket", ["contractor_id", "state", column, "id"]
        )
    op.drop_column("ticket", "two_to_attend")
    op.drop_column("works_order", "legal_hold")
    op.drop_column("ticket", "given_back_at")
    op.drop_column("ticket", "archived_at")
