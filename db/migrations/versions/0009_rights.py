"""Who may see, write and export what"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "access_right",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("see", sa.Integer(), server_default="0", nullable=False),
        sa.Column("write", sa.Integer(), server_default="0", nullable=False),
        sa.Column("export", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_access_right")),
        sa.UniqueConstraint("id", name=op.f("uq_access_right_id")),
    )
