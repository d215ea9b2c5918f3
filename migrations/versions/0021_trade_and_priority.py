"""Indexes by which works orders of a trade and of a priority are searched."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAMES = ("trade", "priority")


def upgrade() -> None:
    for name in NAMES:
        op.create_index(_index(name), "works_order", ("landlord_id", name, "id"))


def downgrade() -> None:
    for name in reversed(NAMES):
        op.drop_index(_index(name), "works_order")


def _index(name: str) -> str:
    return str(op.f(f"ix_works_order_landlord_id_{name}_id"))
