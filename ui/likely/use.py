""" "Use this one": what was typed and the chosen record lacks is added to it, once the officer has seen what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QScrollArea, QWidget

from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.operations.runner import Operation
from ui.widgets.basics import Button, Icon, column, hairline, label, line

if TYPE_CHECKING:
    from talented_desk.services.completing import Completion, Offer
    from talented_desk.services.duplicates import Candidate

Used = Callable[[str], object]


class UseDialog(QDialog):
    """One line with a tick for each thing typed that the record does not say; nothing else of it changes."""

    def __init__(self, form: FormDialog, found: Completion, add: Callable[[tuple[str, ...]], None]) -> None:
        super().__init__(form)
        context = form.context
        theme, t = context.theme, context.t
        self._add = add
        self._ticks: list[tuple[str, QCheckBox]] = []
        title = t("Use {name}", name=found.title)
        self.setWindowTitle(title)
        self.setModal(True)
        self.finished.connect(self.deleteLater)
        self.setMinimumWidth(theme.px(460))
        inside = QWidget()
        box = column(inside, spacing=theme.px(8))
        box.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        box.addWidget(label(title, "title", wrap=True))
        lacking = [offer for offer in found.offers if not offer.known]
        other = [offer for offer in found.offers if offer.known]
        for head, offers in (
            (t("You typed this, and the record does not have it yet. It is added:"), lacking),
            (t("The record says something else. It stays, unless you tick it:"), other),
        ):
            if offers:
                box.addSpacing(theme.px(4))
                box.addWidget(label(head, wrap=True))
                for offer in offers:
                    box.addWidget(self._line(context, offer))
        if found.unreadable:
            box.addSpacing(theme.px(4))
            box.addWidget(label(t("This cannot be kept as it is typed and is left out:"), wrap=True))
            for name, error in found.unreadable.items():
                row = line(spacing=theme.px(8))
                row.addWidget(Icon(theme, "triangle-alert", "warn"), 0, Qt.AlignmentFlag.AlignTop)
                words = t("{name}: {value}", name=labels.field_label(name, t), value=error.describe(t))
                row.addWidget(label(words, wrap=True), 1)
                box.addLayout(row)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(title)
        area.setWidget(inside)
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        foot.addWidget(label(t("Esc goes back to the form"), "small", wrap=True), 1)
        back = Button(theme, t("Cancel"))
        back.clicked.connect(self.reject)
        self.save = Button(theme, t("Use this one"), kind="primary")
        self.save.setObjectName("use-save")
        self.save.clicked.connect(self.use)
        for button in (back, self.save):
            button.setAutoDefault(False)
            foot.addWidget(button)
        whole = column(self)
        whole.addWidget(area, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.use)
        room = self.screen().availableGeometry()
        width = min(theme.px(540), room.width() - theme.px(40))
        height = box.totalHeightForWidth(width) + theme.px(110)
        self.resize(width, min(height, room.height() - theme.px(60)))
        self.save.setFocus()

    def ticked(self) -> tuple[str, ...]:
        """The keys of what is to be added."""
        return tuple(key for key, tick in self._ticks if tick.isChecked())

    def tick(self, key: str) -> QCheckBox:
        """The box of one offer."""
        return next(box for known, box in self._ticks if known == key)

    def use(self) -> None:
        """Add what is ticked, and go to the record."""
        if self.save.isEnabled():
            self.save.setEnabled(False)
            self._add(self.ticked())

    def _line(self, context: UiContext, offer: Offer) -> QWidget:
        t = context.t
        told = _words(context, offer)
        tick = QCheckBox()
        tick.setChecked(offer.proposed)
        tick.setObjectName(f"use-{offer.key.replace(':', '-')}")
        self._ticks.append((offer.key, tick))
        row = QWidget()
        box = line(row, spacing=context.theme.px(8))
        box.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
        words = column()
        words.addWidget(label(told, wrap=True))
        if offer.known:
            instead = t("instead of {value}", value=labels.shown(offer.field, offer.known, t, context.formats))
            words.addWidget(label(instead, "small", wrap=True))
            told = f"{told}, {instead}"
        box.addLayout(words, 1)
        tick.setAccessibleName(told)
        return row


def use_instead(
    form: FormDialog,
    kind: Literal["employer", "contact"],
    one: Candidate,
    employer_id: str,
    used: Used,
    also: Mapping[str, str],
) -> None:
    """Use a record instead of what `form` is about to add; `used` gets its id when the form is closed.

    Where nothing typed would be lost and nothing is in question, it is done at once; else the officer is asked.
    """
    context = form.context
    t, service, values = context.t, context.app.completing, {**form.values(), **also}
    site = one.match.level == "site"

    def add(keys: tuple[str, ...], dialog: UseDialog | None = None) -> None:
        said = t("Worksite added to {name}", name=one.title) if "worksite" in keys else ""
        said = said or (t("{name} was completed", name=one.title) if keys else "")

        def job(task: Task) -> str:
            return service.complete(kind, one.id, values, keys, employer_id)

        def done(record_id: str) -> None:
            if dialog is not None:
                dialog.accept()
            form.accept()
            used(record_id)

        def again() -> None:
            if dialog is not None:
                dialog.save.setEnabled(True)

        context.operations.run(form, Operation(t("Saving"), job, done=done, said=said, ended=again))

    def show(found: Completion) -> None:
        if not found.offers and not found.unreadable:
            add(())
        elif site and found.plain and "worksite" in found.proposed:
            add(found.proposed)  # the button said so
        else:
            held: list[UseDialog] = []
            held.append(UseDialog(form, found, lambda keys: add(keys, held[0])))
            held[0].open()

    context.jobs.read(form, lambda task: service.look(kind, one.id, values, employer_id), show, context.operations.tell)


def _words(context: UiContext, offer: Offer) -> str:
    t = context.t
    if offer.key == "worksite":
        return t("Another worksite: {value}", value=offer.value)
    if offer.key == "site":
        return t("To the worksite {name}: {value}", name=offer.to, value=offer.value)
    if offer.key == "role":
        return t("Works at {name} too", name=offer.value)
    if offer.key in ("name", "trade"):
        return t("Also known as {value}", value=offer.value)
    value = labels.shown(offer.field, offer.value, t, context.formats)
    return t("{name}: {value}", name=labels.field_label(offer.field, t), value=value)
