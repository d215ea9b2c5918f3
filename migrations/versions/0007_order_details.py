"""What an order and its lines say beside their work: access, references, costs, budgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("works_order", "line")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("details", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "details")
