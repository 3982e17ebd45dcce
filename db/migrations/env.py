"""Alembic's entry: migrations always run on the connection that the program hands over."""

from __future__ import annotations

from alembic import context

import db.models  # noqa: F401
from db.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
