"""Certificates of homes: what the register of them needs, and what was filled in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

REFERENCES = {
    "landlord_id": "landlord", "contractor_id": "contractor", "property_id": "property", "order_id": "works_order",
    "ticket_id": "ticket", "recorded_by_id": "user", "remedy_id": "works_order",
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("landlord_id", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=False),
        sa.Column("property_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("engineer", sa.String(length=120), nullable=False),
        sa.Column("registration", sa.String(length=60), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("blob_id", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("faulty_since", sa.Date(), nullable=True),
        sa.Column("remedy_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('satisfactory', 'unsatisfactory', 'at-risk', '')", name=op.f("ck_certificate_outcome")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_certificate_{column}"))
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("op_id", name=op.f("uq_certificate_op_id")),
    )
    _index("ix_certificate_due", "landlord_id", "due_on", "id", where=sa.text("due_on IS NOT NULL"))
    _index("ix_certificate_faulty", "landlord_id", "faulty_since", "id", where=sa.text("faulty_since IS NOT NULL"))
    _index("ix_certificate_landlord_id_done_on_id", "landlord_id", "done_on", "id")
    _index("ix_certificate_property_id_kind_done_on_id", "property_id", "kind", "done_on", "id")
    _index("ix_certificate_recorded_by_id_id", "recorded_by_id", "id")
    _index("ix_certificate_ticket_id", "ticket_id")
    _index("ix_certificate_blob_id", "blob_id")


def downgrade() -> None:
    op.drop_table("certificate")


def _index(name: str, *columns: str, where: sa.TextClause | None = None) -> None:
    more = {} if where is None else {"sqlite_where": where, "postgresql_where": where}
    op.create_index(op.f(name), "certificate", list(columns), **more)
