"""The ledger: one row for each write that was proposed in a call."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_ledger_call": ["call_id", "proposed_at"],
    "ix_ledger_state": ["state", "proposed_at"],
}


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ledger",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("call_id", sa.String, nullable=False),
        sa.Column("tool", sa.String, nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("occasion", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("result", sa.JSON),
        sa.Column("read_back", sa.String, nullable=False),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "ledger", columns)


def downgrade() -> None:
    """Drop the table, and with it its indexes."""
    op.drop_table("ledger")
