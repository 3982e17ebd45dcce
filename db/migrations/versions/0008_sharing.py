"""Sharing with the team's database"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "conflict",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.Integer(), server_default="0", nullable=False),
        sa.Column("base", sa.Text(), server_default="", nullable=False),
        sa.Column("kept", sa.Text(), server_default="", nullable=False),
        sa.Column("kept_by", sa.String(length=36), server_default="", nullable=False),
        sa.Column("kept_at", sa.String(length=24), server_default="", nullable=False),
        sa.Column("other", sa.Text(), server_default="", nullable=False),
        sa.Column("other_by", sa.String(length=36), server_default="", nullable=False),
        sa.Column("other_at", sa.String(length=24), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("settled_by", sa.String(length=36), server_default="", nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_conflict")),
        sa.UniqueConstraint("id", name=op.f("uq_conflict_id")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_state", ["state"], unique=False)
        batch_op.create_index("ix_conflict_record_id", ["record_id"], unique=False)
    op.create_table(
        "held",
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("table_id", "row_id", "field", name=op.f("pk_held")),
    )
    op.create_table(
        "refetch",
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("table_id", "row_id", name=op.f("pk_refetch")),
    )
    op.create_table(
        "settled",
        sa.Column("row_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_settled")),
    )
    op.create_table(
        "refused",
        sa.Column("change_n", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("change_n", name=op.f("pk_refused")),
    )
    op.create_table(
        "content_part",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "n", name=op.f("pk_content_part")),
    )
    op.add_column("content", sa.Column("shared", sa.Integer(), server_default="0", nullable=False))
    op.add_column("changeset", sa.Column("base", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_changeset_unshared", "changeset", ["n"], sqlite_where=sa.text("acknowledged = 0"))
