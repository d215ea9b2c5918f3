"""Whether appointments are compulsory, by contract, where it differs from the landlord's policy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contract", sa.Column("appointments", sa.String(12), nullable=False, server_default="policy"))


def downgrade() -> None:
    op.drop_column("contract", "appointments")
