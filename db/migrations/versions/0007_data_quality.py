"""Findings about data quality that are right as they are"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "quality_left",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.Column("left_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_quality_left_officer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_quality_left")),
        sa.UniqueConstraint("id", name=op.f("uq_quality_left_id")),
    )
    with op.batch_alter_table("quality_left", schema=None) as batch_op:
        batch_op.create_index("ix_quality_left_rule", ["rule", "record_id"], unique=False)
        batch_op.create_index(
            "ix_quality_left_officer_id", ["officer_id"], unique=False, sqlite_where=sa.text("officer_id IS NOT NULL")
        )
