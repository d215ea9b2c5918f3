"""Registrations of a firm's people, and why a completed visit has no signature."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STANDING = sa.text("NOT removed")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("no_signature", sa.String(length=60), nullable=False, server_default=""))
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"], name=op.f("fk_registration_contractor_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_registration_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    op.create_index(
        op.f("ix_registration_contractor_id_user_id_id"), "registration", ["contractor_id", "user_id", "id"]
    )
    op.create_index(
        "uq_registration_once", "registration", ["user_id", "scheme", "number"], unique=True,
        sqlite_where=STANDING, postgresql_where=STANDING,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("registration")
    op.drop_column("ticket", "no_signature")
