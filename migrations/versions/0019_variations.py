"""Variations of works orders, and their rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ASKED = sa.text("state = 'asked'")
QUANTITY = sa.Numeric(12, 2)
MOST = 1_000_000


def upgrade() -> None:
    _variation()
    _rows()


def downgrade() -> None:
    op.drop_table("variation_row")
    op.drop_table("variation")


def _variation() -> None:
    op.create_table(
        "variation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord_id", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("permitted_by", sa.String(120), nullable=False),
        sa.Column("permitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_landlord", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("cost_before_pence", sa.BigInteger(), nullable=False),
        sa.Column("cost_asked_pence", sa.BigInteger(), nullable=False),
        sa.Column("cost_authorised_pence", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'authorised', 'refused', 'withdrawn')", name=op.f("ck_variation_state")),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_variation_decided_when")),
        sa.CheckConstraint(
            "state <> 'authorised' OR cost_authorised_pence IS NOT NULL", name=op.f("ck_variation_authorised_cost")
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_variation_landlord_id")),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"], name=op.f("fk_variation_contractor_id")),
        sa.ForeignKeyConstraint(["order_id"], ["works_order.id"], name=op.f("fk_variation_order_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_variation_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_variation_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variation")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_variation_order_id_number")),
    )
    op.create_index(
        "uq_variation_one_asked", "variation", ["order_id"], unique=True, sqlite_where=ASKED, postgresql_where=ASKED
    )
    for side in ("landlord", "contractor"):
        columns = [f"{side}_id", "state", "planned", "asked_at", "id"]
        op.create_index(f"ix_variation_waiting_{side}", "variation", columns)


def _rows() -> None:
    op.create_table(
        "variation_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord_id", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=False),
        sa.Column("variation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("short", sa.String(120), nullable=False),
        sa.Column("long", sa.Text(), nullable=False),
        sa.Column("description", sa.String(400), nullable=False),
        sa.Column("unit", sa.String(8), nullable=False),
        sa.Column("rate_pence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("certificate", sa.String(60), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("before", QUANTITY, nullable=False),
        sa.Column("quantity", QUANTITY, nullable=False),
        sa.Column("authorised", QUANTITY, nullable=True),
        sa.Column("refused_because", sa.String(400), nullable=False),
        sa.CheckConstraint("action IN ('add', 'change', 'remove')", name=op.f("ck_variation_row_action")),
        sa.CheckConstraint("kind IN ('', 'price', 'placeholder')", name=op.f("ck_variation_row_kind")),
        *(_range(name) for name in ("before", "quantity", "authorised")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_variation_row_landlord_id")),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"], name=op.f("fk_variation_row_contractor_id")),
        sa.ForeignKeyConstraint(["variation_id"], ["variation.id"], name=op.f("fk_variation_row_variation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variation_row")),
        sa.UniqueConstraint("variation_id", "position", name=op.f("uq_variation_row_variation_id_position")),
    )


def _range(name: str) -> sa.CheckConstraint:
    within = f"({name} >= 0 AND {name} <= {MOST})" if name == "authorised" else f"{name} >= 0 AND {name} <= {MOST}"
    either = f"{name} IS NULL OR {within}" if name == "authorised" else within
    return sa.CheckConstraint(either, name=op.f(f"ck_variation_row_{name}_range"))
