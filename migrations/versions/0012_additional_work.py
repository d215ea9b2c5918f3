"""What the landlord's review of additional work found; what was completed with some is owed one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OWED = """
UPDATE works_order SET extra_review = 'owed'
WHERE status = 'COM' AND EXISTS (SELECT 1 FROM line WHERE line.order_id = works_order.id AND line.extra)
"""


def upgrade() -> None:
    op.add_column("works_order", sa.Column("extra_review", sa.String(8), nullable=False, server_default=""))
    op.execute(OWED)
    op.create_index("ix_works_order_extra_review", "works_order", ["landlord_id", "extra_review", "due_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_works_order_extra_review", "works_order")
    op.drop_column("works_order", "extra_review")
