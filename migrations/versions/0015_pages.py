"""Copies of a file to be shown: their sizes, and a PDF's pages; what was received before and never drawn is drawn."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

blob = sa.table("blob", sa.column("id"), sa.column("state"), sa.column("media_type"))
outgoing = sa.table(
    "outgoing",
    sa.column("kind", sa.String),
    sa.column("facts", sa.JSON),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("attempts", sa.Integer),
    sa.column("last_error", sa.Text),
)


def upgrade() -> None:
    op.add_column("blob", sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("blob", sa.Column("copies", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("blob", sa.Column("warning", sa.String(200), nullable=False, server_default=""))
    undrawn = sa.select(blob.c.id).where(
        blob.c.state == "received", blob.c.media_type.in_(("image/heic", "application/pdf"))
    )
    now = datetime.now(UTC)
    rows = [
        {"kind": "derive", "facts": {"blob": one}, "due_at": now, "attempts": 0, "last_error": ""}
        for one in op.get_bind().scalars(undrawn)
    ]
    if rows:
        op.bulk_insert(outgoing, rows)


def downgrade() -> None:
    op.drop_column("blob", "warning")
    op.drop_column("blob", "copies")
    op.drop_column("blob", "pages")
