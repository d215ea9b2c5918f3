"""A contract's site by name and address, and an appointment's number of units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SITE = (("site_name", 120), ("site_address", 200))


def upgrade() -> None:
    for name, length in SITE:
        op.add_column("contract", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.add_column("appointment", sa.Column("units", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("appointment", "units")
    for name, _length in reversed(SITE):
        op.drop_column("contract", name)
