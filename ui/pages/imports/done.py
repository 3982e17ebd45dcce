"""The third step: what was imported, with ways to look at it, take it back, or go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.context import UiContext
from ui.pages.imports.scroll import ScrollStep
from ui.widgets.basics import Button, Icon, clear, column, label, line
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from talented_desk.services.import_shapes import ImportResult
    from ui.pages.imports.flow import Flow


class DoneStep(ScrollStep):
    """What the import did."""

    take_back_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.t("What was imported"), parent)
        self.context, self.t = context, context.t
        theme, t = context.theme, context.t
        self._icon = Icon(theme, "circle-check", "ok", 28)
        self._title = label("", "heading", wrap=True)
        self._title.setObjectName("import-result")
        self._lines = column(spacing=theme.px(4))
        self.back = Button(theme, t("Take back the whole import"), "undo-2")
        self.back.setObjectName("take-back-import")
        self.back.clicked.connect(self.take_back_wanted)
        self.save = Button(theme, t("Save as a file to mend…"), "download")
        self.save.setObjectName("save-failed-after")
        self.save.clicked.connect(self.save_wanted)
        buttons = QWidget()
        flow = FlowLayout(buttons, theme.px(8))
        flow.setContentsMargins(0, 0, 0, 0)
        flow.addWidget(self.back)
        flow.addWidget(self.save)
        head = line(spacing=theme.px(12))
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        box = column(self.inside, spacing=theme.px(14))
        box.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(24))
        box.addLayout(head)
        box.addLayout(self._lines)
        box.addSpacing(theme.px(4))
        box.addWidget(buttons)
        box.addStretch(1)

    def show_flow(self, flow: Flow) -> None:
        """Say what came of it."""
        result, t = flow.result, self.t
        assert result is not None and flow.preview is not None
        changed = bool(result.changeset_id)
        name = flow.preview.plan.path.name
        self._icon.show_icon("circle-check" if changed else "info", "ok" if changed else "accent")
        self._title.setText(
            t("{name} was imported", name=name)
            if changed
            else t("All of {name} was here already: nothing was changed", name=name)
        )
        clear(self._lines)
        for words in self._sentences(result):
            self._lines.addWidget(label(words, wrap=True))
        self.back.setVisible(changed)
        self.save.setVisible(result.counts.failed > 0)

    def _sentences(self, result: ImportResult) -> list[str]:
        t, counts, number = self.t, result.counts, self.context.formats.number
        new, known = number(counts.new_employers), number(counts.changed_employers)
        updates, facts, failed = number(counts.updates), number(counts.facts), number(counts.failed)
        found = [
            (counts.new_employers, t.plural("{n} new employer", "{n} new employers", counts.new_employers, n=new)),
            (
                counts.changed_employers,
                t.plural(
                    "{n} employer who was here has something new",
                    "{n} employers who were here have something new",
                    counts.changed_employers,
                    n=known,
                ),
            ),
            (
                result.joined,
                t.plural(
                    "{n} doubtful match joined on your answer",
                    "{n} doubtful matches joined on your answer",
                    result.joined,
                    n=number(result.joined),
                ),
            ),
            (counts.updates, t.plural("{n} field changed", "{n} fields changed", counts.updates, n=updates)),
            (counts.facts, t.plural("{n} dated fact", "{n} dated facts", counts.facts, n=facts)),
            (
                counts.failed,
                t.plural(
                    "{n} row failed and is not imported",
                    "{n} rows failed and are not imported",
                    counts.failed,
                    n=failed,
                ),
            ),
        ]
        return [words for count, words in found if count]
