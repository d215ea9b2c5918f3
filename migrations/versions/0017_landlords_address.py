"""The landlord's address, which a gas safety record has to carry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("landlord", sa.Column("address", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("landlord", "address")
