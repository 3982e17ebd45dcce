"""Who may see, write and export what."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped

from db.base import Record, field


class AccessRight(Record):
    """What a role may do with one kind of thing. Id: `fixed_id("right", role, entity)`.

    Written by the shared database alone, which holds everybody to it; here it is read, so that a screen can show it.
    """

    __tablename__ = "access_right"
    table_number = 32
    set_key = ("=right", "role", "entity")

    role: Mapped[str] = field(1, String(32))
    entity: Mapped[str] = field(2, String(32))
    """See `db.shared.rights.ENTITIES`."""
    see: Mapped[int] = field(3, Integer, default=0, server_default="0")
    write: Mapped[int] = field(4, Integer, default=0, server_default="0")
    export: Mapped[int] = field(5, Integer, default=0, server_default="0")
