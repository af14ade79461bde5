"""Who got in, with which tokens, and the workers that hold them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "admissions",
        sa.Column("call_id", sa.String, primary_key=True),
        sa.Column("carrier", sa.String, nullable=False),
        sa.Column("carrier_call", sa.String, nullable=False),
        sa.Column("visit", sa.Integer, nullable=False),
        sa.Column("agent", sa.String, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("worker", sa.String, nullable=False),
        sa.Column("admitted_at", moment, nullable=False),
        sa.Column("entered_at", moment),
        sa.Column("over_at", moment),
        sa.Column("closed_at", moment),
        sa.Column("end_reason", sa.String),
        sa.Column("secs", sa.Double, nullable=False),
        sa.UniqueConstraint("carrier", "carrier_call", "visit", name="uq_admissions_visit"),
    )
    op.create_index("ix_admissions_open", "admissions", ["closed_at", "worker"])
    op.create_index("ix_admissions_admitted", "admissions", ["admitted_at"])
    op.create_table(
        "tokens",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("call_id", sa.String, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("used_at", moment),
    )
    op.create_index("ix_tokens_call_id", "tokens", ["call_id"])
    op.create_table(
        "workers",
        sa.Column("worker", sa.String, primary_key=True),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("beat_at", moment, nullable=False),
        sa.Column("lease_secs", sa.Double, nullable=False),
        sa.Column("active_calls", sa.Integer, nullable=False),
        sa.Column("draining", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, and with them their indexes."""
    for table in ("workers", "tokens", "admissions"):
        op.drop_table(table)
