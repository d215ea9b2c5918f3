"""What a certificate's file says otherwise than was recorded of it, and who said that it is right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SETTLED_BY = "fk_certificate_doubts_settled_by_id"


def upgrade() -> None:
    with op.batch_alter_table("certificate") as table:
        table.add_column(sa.Column("doubts", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("doubts_settled_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("doubts_settled_by_id", sa.Integer()))
        table.create_foreign_key(op.f(SETTLED_BY), "user", ["doubts_settled_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("certificate") as table:
        table.drop_constraint(op.f(SETTLED_BY), type_="foreignkey")
        table.drop_column("doubts_settled_by_id")
        table.drop_column("doubts_settled_at")
        table.drop_column("doubts")
