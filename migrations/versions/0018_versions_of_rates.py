"""Versions of rates by date, their medium descriptions, and what kinds of codes rates and lines have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = "kind IN ('', 'price', 'placeholder')"
# What made a code one whose quantity is pounds, before kinds were kept.
PRICED = "UPDATE {} SET kind = 'price' WHERE unit = 'PRICE' OR rate_pence = 100"
# A code is there once again: its newest version stays.
OLDER = (
    "DELETE FROM rate WHERE EXISTS (SELECT 1 FROM rate AS newer WHERE newer.schedule_id = rate.schedule_id"
    " AND newer.code = rate.code AND newer.valid_from > rate.valid_from)"
)


def upgrade() -> None:
    with op.batch_alter_table("rate") as table:
        table.add_column(sa.Column("medium", sa.String(400), nullable=False, server_default=""))
        table.add_column(sa.Column("kind", sa.String(12), nullable=False, server_default=""))
        table.add_column(sa.Column("valid_from", sa.Date(), nullable=False, server_default="1900-01-01"))
        table.add_column(sa.Column("valid_to", sa.Date(), nullable=False, server_default="9999-12-31"))
        table.create_check_constraint(op.f("ck_rate_kind"), KINDS)
        table.create_check_constraint(op.f("ck_rate_spell"), "valid_from <= valid_to")
        table.drop_constraint(op.f("uq_rate_schedule_id_code"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_rate_schedule_id_code_valid_from"), ["schedule_id", "code", "valid_from"]
        )
    with op.batch_alter_table("line") as table:
        table.add_column(sa.Column("kind", sa.String(12), nullable=False, server_default=""))
        table.create_check_constraint(op.f("ck_line_kind"), KINDS)
    op.execute(PRICED.format("rate"))
    op.execute(PRICED.format("line"))


def downgrade() -> None:
    op.execute(OLDER)
    with op.batch_alter_table("line") as table:
        table.drop_constraint(op.f("ck_line_kind"), type_="check")
        table.drop_column("kind")
    with op.batch_alter_table("rate") as table:
        table.drop_constraint(op.f("uq_rate_schedule_id_code_valid_from"), type_="unique")
        table.create_unique_constraint(op.f("uq_rate_schedule_id_code"), ["schedule_id", "code"])
        table.drop_constraint(op.f("ck_rate_spell"), type_="check")
        table.drop_constraint(op.f("ck_rate_kind"), type_="check")
        for name in ("valid_to", "valid_from", "kind", "medium"):
            table.drop_column(name)
