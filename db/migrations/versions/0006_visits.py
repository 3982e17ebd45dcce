"""Visits at employers' sites"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("employer_id", sa.String(length=36), nullable=False),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.Column("planned_on", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=24), server_default="first", nullable=False),
        sa.Column("state", sa.String(length=16), server_default="planned", nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("items", sa.Text(), server_default="", nullable=False),
        sa.Column("notice", sa.String(length=32), server_default="", nullable=False),
        sa.Column("accepted_by_id", sa.String(length=36), nullable=True),
        sa.Column("accepted_at", sa.String(length=24), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_visit_employer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_visit_officer_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["support_session.id"], name=op.f("fk_visit_session_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["contact.id"], name=op.f("fk_visit_accepted_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_visit")),
        sa.UniqueConstraint("id", name=op.f("uq_visit_id")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_planned_on", ["planned_on"], unique=False)
        batch_op.create_index("ix_visit_employer_id", ["employer_id"], unique=False)
        for name in ("officer_id", "session_id", "accepted_by_id"):
            batch_op.create_index(f"ix_visit_{name}", [name], unique=False, sqlite_where=sa.text(f"{name} IS NOT NULL"))
