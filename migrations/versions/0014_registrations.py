"""Registrations of a firm's people; why a completed visit has no signature, with what landlords' lists need for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STANDING = sa.text("NOT removed")
# What a landlord of before needs so that its policy about signatures can be switched on.
ADDED = (
    ("photo-kind", "signature-operative", "Signature of the operative"),
    ("photo-kind", "signature-tenant", "Signature of the resident"),
    ("no-signature-reason", "nobody-in", "Nobody was in to sign"),
    ("no-signature-reason", "declined", "The resident did not want to sign"),
    ("no-signature-reason", "unable", "The resident could not sign"),
    ("no-signature-reason", "communal", "Communal work, no resident concerned"),
    ("no-signature-reason", "empty-home", "The home is empty"),
    ("no-signature-reason", "phone-fault", "The phone could not take one"),
)
ADD = """
INSERT INTO list_item (landlord_id, list_name, code, label, position, active, facts)
SELECT landlord.id, :list_name, :code, :label,
    (SELECT coalesce(max(one.position), -1) + 1 FROM list_item AS one
     WHERE one.landlord_id = landlord.id AND one.list_name = :list_name),
    :active, '{}'
FROM landlord
WHERE NOT EXISTS (
    SELECT 1 FROM list_item AS known
    WHERE known.landlord_id = landlord.id AND known.list_name = :list_name AND known.code = :code
)
"""


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
    for list_name, code, label in ADDED:
        given = {"list_name": list_name, "code": code, "label": label, "active": True}
        op.execute(sa.text(ADD).bindparams(**given))


def downgrade() -> None:
    op.drop_table("registration")
    op.drop_column("ticket", "no_signature")
