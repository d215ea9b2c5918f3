"""Archived visits and orders on legal hold; a firm's lists are served by indexes without the archive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LISTED = sa.text("archived_at IS NULL")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket", sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("works_order", sa.Column("legal_hold", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_ticket_contractor_id_state_due_at_id", "ticket")
    op.drop_index("ix_ticket_contractor_id_state_state_at_id", "ticket")
    for name, column in (("ix_ticket_listed_due", "due_at"), ("ix_ticket_listed_changed", "state_at")):
        op.create_index(
            name, "ticket", ["contractor_id", "state", column, "id"], sqlite_where=LISTED, postgresql_where=LISTED
        )


def downgrade() -> None:
    for name in ("ix_ticket_listed_changed", "ix_ticket_listed_due"):
        op.drop_index(name, "ticket")
    for column in ("state_at", "due_at"):
        op.create_index(
            f"ix_ticket_contractor_id_state_{column}_id", "ticket", ["contractor_id", "state", column, "id"]
        )
    op.drop_column("works_order", "legal_hold")
    op.drop_column("ticket", "given_back_at")
    op.drop_column("ticket", "archived_at")
