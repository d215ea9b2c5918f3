"""An index by which a contract's newest orders are read: what was used recently is theirs."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NAME = "ix_works_order_contract_id_id"


def upgrade() -> None:
    op.create_index(op.f(NAME), "works_order", ("contract_id", "id"))


def downgrade() -> None:
    op.drop_index(op.f(NAME), "works_order")
