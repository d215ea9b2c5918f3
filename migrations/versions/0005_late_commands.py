"""Commands that came too late, until the landlord honours or declines them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNDECIDED = sa.text("decided_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "late_command",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("landlord_id", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(decided_at IS NULL) = (decision = '')", name=op.f("ck_late_command_decided_when")),
        sa.CheckConstraint("decision IN ('', 'honoured', 'declined')", name=op.f("ck_late_command_decision")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_late_command_landlord_id")),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"], name=op.f("fk_late_command_contractor_id")),
        sa.ForeignKeyConstraint(["order_id"], ["works_order.id"], name=op.f("fk_late_command_order_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_late_command_ticket_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_late_command_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_command")),
        sa.UniqueConstraint("op_id", name=op.f("uq_late_command_op_id")),
    )
    op.create_index(op.f("ix_late_command_order_id"), "late_command", ["order_id"])
    op.create_index(
        "ix_late_command_undecided",
        "late_command",
        ["landlord_id", "received_at", "id"],
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )


def downgrade() -> None:
    op.drop_table("late_command")
