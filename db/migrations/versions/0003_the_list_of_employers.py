"""A narrow index that the list of employers filters, counts and sorts by"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    columns = ["city", "headcount", "naics", "language", "stage", "stage_since", "owner_id"]
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index("ix_employer_list", columns, unique=False)
