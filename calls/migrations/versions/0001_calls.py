"""The table of calls."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_calls_started": ["started_at", "call_id"],
    "ix_calls_agent": ["agent", "started_at", "call_id"],
    "ix_calls_state": ["state", "started_at"],
    "ix_calls_end_reason": ["end_reason", "started_at"],
    "ix_calls_disposition": ["disposition", "started_at"],
    "ix_calls_from": ["from_address", "started_at"],
}


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "calls",
        sa.Column("call_id", sa.String, primary_key=True),
        sa.Column("agent", sa.String, nullable=False),
        sa.Column("agent_hash", sa.String, nullable=False),
        sa.Column("carrier", sa.String, nullable=False),
        sa.Column("direction", sa.String, nullable=False),
        sa.Column("from_address", sa.String),
        sa.Column("to_address", sa.String),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("duration_secs", sa.Double, nullable=False),
        sa.Column("end_reason", sa.String),
        sa.Column("ended_by", sa.String),
        sa.Column("fault", sa.String),
        sa.Column("disposition", sa.String, nullable=False),
        sa.Column("resolved", sa.Boolean, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("record", sa.JSON, nullable=False),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "calls", columns)


def downgrade() -> None:
    """Drop the table, and with it its indexes."""
    op.drop_table("calls")
