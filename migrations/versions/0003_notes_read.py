"""When the other side read a note, and who did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL")
SIDES = ("contractor", "landlord")


def upgrade() -> None:
    with op.batch_alter_table("note") as note:
        note.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
        note.add_column(sa.Column("read_by_id", sa.Integer(), nullable=True))
        note.create_foreign_key(op.f("fk_note_read_by_id"), "user", ["read_by_id"], ["id"])
    for side in SIDES:
        op.create_index(
            f"ix_note_unread_{side}",
            "note",
            [f"{side}_id", "by_landlord", "received_at", "id"],
            sqlite_where=UNREAD,
            postgresql_where=UNREAD,
        )


def downgrade() -> None:
    for side in reversed(SIDES):
        op.drop_index(f"ix_note_unread_{side}", "note")
    with op.batch_alter_table("note") as note:
        note.drop_constraint(op.f("fk_note_read_by_id"), type_="foreignkey")
        note.drop_column("read_by_id")
        note.drop_column("read_at")
