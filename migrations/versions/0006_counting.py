"""Indexes for counting a firm's visits, what came back, the archive, decisions, and changes without an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LISTED, ARCHIVED = sa.text("archived_at IS NULL"), sa.text("archived_at IS NOT NULL")
TWO = "UPDATE ticket SET two_to_attend = (SELECT two_to_attend FROM works_order WHERE works_order.id = order_id)"
OLD = (("ix_ticket_listed_due", "due_at"), ("ix_ticket_listed_changed", "state_at"))
NEW = (
    ("ix_ticket_listed_due", ("state", "due_at", "id", "visit", "archived_at")),
    ("ix_ticket_listed_changed", ("state", "state_at", "id", "landlord_id", "acknowledged_at", "archived_at")),
    ("ix_ticket_listed_two", ("two_to_attend", "state", "due_at", "id", "archived_at")),
)
JOURNAL = (
    ("ix_journal_decided", "actor_id", sa.text("answers IS NOT NULL")),
    ("ix_journal_of_no_order", "landlord_id", sa.text("order_id IS NULL")),
)


def upgrade() -> None:
    op.add_column("ticket", sa.Column("two_to_attend", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(TWO)
    for name, _column in OLD:
        op.drop_index(name, "ticket")
    for name, columns in NEW:
        _index(name, "ticket", ["contractor_id", *columns], LISTED)
    _index("ix_ticket_archived", "ticket", ["landlord_id", "state", "due_at", "id"], ARCHIVED)
    op.create_index(
        "ix_works_order_came_back", "works_order", ["landlord_id", "status", "back_with_landlord", "due_at", "id"]
    )
    for name, whose, rows in JOURNAL:
        _index(name, "journal", [whose, "number"], rows)


def downgrade() -> None:
    for name, _whose, _rows in JOURNAL:
        op.drop_index(name, "journal")
    op.drop_index("ix_works_order_came_back", "works_order")
    op.drop_index("ix_ticket_archived", "ticket")
    for name, _columns in NEW:
        op.drop_index(name, "ticket")
    for name, column in OLD:
        _index(name, "ticket", ["contractor_id", "state", column, "id"], LISTED)
    op.drop_column("ticket", "two_to_attend")


def _index(name: str, table: str, columns: list[str], rows: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)
