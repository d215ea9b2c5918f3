"""Indexes by which works orders are searched: dates, purchase order, SOR code and a firm's own reference."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEXES = (
    ("works_order", ("landlord_id", "due_at", "id")),
    ("works_order", ("landlord_id", "status_at", "id")),
    ("works_order", ("landlord_id", "completed_at", "id")),
    ("works_order", ("landlord_id", "purchase_order", "id")),
    ("line", ("landlord_id", "code", "order_id")),
    ("ticket", ("contractor_id", "own_reference", "order_id")),
)


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(_name(table, columns), table, columns)


def downgrade() -> None:
    for table, columns in reversed(INDEXES):
        op.drop_index(_name(table, columns), table)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return str(op.f(f"ix_{table}_{'_'.join(columns)}"))
