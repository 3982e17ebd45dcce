"""What can be done with several employers at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.context import UiContext
from ui.lists import bulk


class BulkBar(bulk.BulkBar):
    """Change, a group session, a trip, export, merge (of two), delete."""

    session_wanted = Signal()
    visits_wanted = Signal()
    export_wanted = Signal()
    merge_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        t = context.t
        fields = (
            ("stage", t("Stage…")),
            ("owner_id", t("Officer…")),
            ("tag_add", t("Add a tag…")),
            ("tag_remove", t("Take a tag off…")),
            ("language", t("Language…")),
            ("city", t("City…")),
            ("naics", t("NAICS code…")),
        )
        super().__init__(context, fields, parent)
        shared = t("One session with all of them; its minutes are shared")
        self.add("session", t("Log a session"), "notebook-pen", self.session_wanted.emit, tip=shared)
        trip = t("A trip to all of them: a new one, or one that is planned already")
        self.add("visits", t("Plan visits"), "route", self.visits_wanted.emit, tip=trip)
        self.add("export", t("Export"), "download", self.export_wanted.emit)
        self.merge = self.add("merge", t("Merge"), "merge", self.merge_wanted.emit, only=2)  # one goes into the other
        self.add("delete", t("Delete"), "trash-2", self.delete_wanted.emit)
