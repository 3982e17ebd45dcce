"""Pipeline, consent to be e-mailed, documents on records, saved views, snoozed reminders"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "content_text",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_content_text")),
    )
    op.create_table(
        "email_consent",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("given_on", sa.String(length=10), nullable=False),
        sa.Column("proof", sa.Text(), server_default="", nullable=False),
        sa.Column("withdrawn_on", sa.String(length=10), nullable=True),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_email_consent_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_email_consent_officer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_email_consent")),
        sa.UniqueConstraint("id", name=op.f("uq_email_consent_id")),
        info={"table_id": 24},
    )
    with op.batch_alter_table("email_consent", schema=None) as batch_op:
        batch_op.create_index("ix_email_consent_contact_id", ["contact_id"], unique=False, sqlite_where=None)
        batch_op.create_index(
            "ix_email_consent_officer_id", ["officer_id"], unique=False, sqlite_where=sa.text("officer_id IS NOT NULL")
        )

    op.create_table(
        "saved_view",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_saved_view_officer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("id", name=op.f("uq_saved_view_id")),
        info={"table_id": 26},
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(
            "ix_saved_view_officer_id", ["officer_id"], unique=False, sqlite_where=sa.text("officer_id IS NOT NULL")
        )

    op.create_table(
        "stage_change",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("employer_id", sa.String(length=36), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("entered_at", sa.String(length=24), nullable=False),
        sa.Column("lost_reason", sa.String(length=32), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_stage_change_employer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_stage_change_officer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_stage_change")),
        sa.UniqueConstraint("id", name=op.f("uq_stage_change_id")),
        info={"table_id": 23},
    )
    with op.batch_alter_table("stage_change", schema=None) as batch_op:
        batch_op.create_index("ix_stage_change_employer_id", ["employer_id"], unique=False, sqlite_where=None)
        batch_op.create_index(batch_op.f("ix_stage_change_entered_at"), ["entered_at"], unique=False)
        batch_op.create_index(
            "ix_stage_change_officer_id", ["officer_id"], unique=False, sqlite_where=sa.text("officer_id IS NOT NULL")
        )

    op.create_table(
        "attachment",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), server_default="0", nullable=False),
        sa.Column("employer_id", sa.String(length=36), nullable=True),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("placement_id", sa.String(length=36), nullable=True),
        sa.Column("institution_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=32), server_default="other", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(length=127), server_default="", nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.String(length=24), nullable=False),
        sa.Column("expires_on", sa.String(length=10), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "(employer_id IS NOT NULL) + (contact_id IS NOT NULL) + (session_id IS NOT NULL) "
            "+ (placement_id IS NOT NULL) + (institution_id IS NOT NULL) = 1",
            name=op.f("ck_attachment_one_record"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_attachment_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_attachment_employer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_attachment_institution_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_attachment_officer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_attachment_placement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["support_session.id"], name=op.f("fk_attachment_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_attachment")),
        sa.UniqueConstraint("id", name=op.f("uq_attachment_id")),
        info={"table_id": 25},
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attachment_contact_id", ["contact_id"], unique=False, sqlite_where=sa.text("contact_id IS NOT NULL")
        )
        batch_op.create_index(
            "ix_attachment_employer_id", ["employer_id"], unique=False, sqlite_where=sa.text("employer_id IS NOT NULL")
        )
        batch_op.create_index(
            "ix_attachment_institution_id",
            ["institution_id"],
            unique=False,
            sqlite_where=sa.text("institution_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_attachment_officer_id", ["officer_id"], unique=False, sqlite_where=sa.text("officer_id IS NOT NULL")
        )
        batch_op.create_index(
            "ix_attachment_placement_id",
            ["placement_id"],
            unique=False,
            sqlite_where=sa.text("placement_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_attachment_session_id", ["session_id"], unique=False, sqlite_where=sa.text("session_id IS NOT NULL")
        )
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)

    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage", sa.String(length=24), server_default="new", nullable=False))
        batch_op.add_column(sa.Column("stage_since", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("lost_reason", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("snoozed_until", sa.String(length=10), nullable=True))
        batch_op.create_index(batch_op.f("ix_employer_stage"), ["stage"], unique=False)

    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.add_column(sa.Column("snoozed_until", sa.String(length=10), nullable=True))

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("snoozed_until", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("due_time", sa.String(length=5), nullable=True))
