"""What was invoiced for an order, and who attended a visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("operative_details", sa.String(length=200), nullable=False, server_default=""))
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord_id", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("number_key", sa.String(length=120), nullable=False),
        sa.Column("invoiced_on", sa.Date(), nullable=False),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_pence > 0 AND amount_pence <= 100000000", name=op.f("ck_invoice_amount_range")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_invoice_landlord_id")),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"], name=op.f("fk_invoice_contractor_id")),
        sa.ForeignKeyConstraint(["order_id"], ["works_order.id"], name=op.f("fk_invoice_order_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_invoice_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
    )
    op.create_index(op.f("ix_invoice_order_id"), "invoice", ["order_id"])
    _standing("uq_invoice_once_an_order", ["order_id", "contractor_id", "number_key"], unique=True)
    _standing("ix_invoice_standing", ["contractor_id", "recorded_at", "id", "landlord_id", "withdrawn_at"])


def downgrade() -> None:
    op.drop_table("invoice")
    op.drop_column("ticket", "operative_details")


def _standing(name: str, columns: list[str], *, unique: bool = False) -> None:
    op.create_index(name, "invoice", columns, unique=unique, sqlite_where=STANDING, postgresql_where=STANDING)
