"""What stayed when an import was taken back: by record, with the value that stays and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from talented_desk.domain.kept import REASONS
from ui import labels
from ui.context import UiContext
from ui.widgets.basics import clear, column, label

if TYPE_CHECKING:
    from talented_desk.services.journal import KeptRecord

SHOWN: Final = 200


class KeptList(QWidget):
    """A heading and one line a record; hidden while there is nothing to tell."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.t = context, context.t
        self.setObjectName("import-kept")
        self._box = column(self, spacing=context.theme.px(4))
        self.hide()

    def show_kept(self, name: str, kept: Sequence[KeptRecord]) -> None:
        """Tell what stayed of the import of this file."""
        clear(self._box)
        self.setVisible(bool(kept))
        if not kept:
            return
        t = self.t
        self._box.addWidget(label(t("Kept when {name} was taken back", name=name), "heading", wrap=True))
        words = dict.fromkeys(in_words(self.context, one) for one in kept)
        for one in list(words)[:SHOWN]:
            self._box.addWidget(label(one, wrap=True, select=True))
        if len(words) > SHOWN:
            more = self.context.formats.number(len(words) - SHOWN)
            self._box.addWidget(label(t("… and {count} more", count=more), "muted"))


def in_words(context: UiContext, one: KeptRecord) -> str:
    """One line: whose, which field with its value, why."""
    t = context.t
    what = labels.table_label(one.table, t)
    title = one.title or one.of
    name = t("{kind}: {title}", kind=what, title=title) if title else what
    if one.of and one.title:
        name = f"{name} – {one.of}"
    reason = t(REASONS.get(one.reason, one.reason))
    if not one.field:
        return t("{name}: {reason}", name=name, reason=reason)
    value = labels.shown(one.field, one.now, t, context.formats) if not one.field.endswith("_id") else ""
    field = labels.field_label(one.field, t)
    said = t("{field}: {title}", field=field, title=value) if value else field
    return t("{name} – {field} ({reason})", name=name, field=said, reason=reason)
