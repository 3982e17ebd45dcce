"""Decisions about pairs of records that may be one, and the pairs that a scan found"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "duplicate_decision",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("one_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_duplicate_decision_officer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_duplicate_decision")),
        sa.UniqueConstraint("id", name=op.f("uq_duplicate_decision_id")),
        info={"table_id": 28},
    )
    with op.batch_alter_table("duplicate_decision", schema=None) as batch_op:
        batch_op.create_index("ix_duplicate_decision_one_id", ["one_id"], unique=False)
        batch_op.create_index("ix_duplicate_decision_other_id", ["other_id"], unique=False)
        batch_op.create_index(
            "ix_duplicate_decision_officer_id",
            ["officer_id"],
            unique=False,
            sqlite_where=sa.text("officer_id IS NOT NULL"),
        )

    op.create_table(
        "duplicate_pair",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("one_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pair")),
    )
    with op.batch_alter_table("duplicate_pair", schema=None) as batch_op:
        batch_op.create_index("ix_duplicate_pair_queue", ["kind", "level", "score"], unique=False)
