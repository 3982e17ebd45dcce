"""Beside the preview: the language, what is missing with the way to mend it, and the packages kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QScrollArea, QWidget

from talented_desk.i18n import Translator
from ui.context import UiContext
from ui.pages.placement.links import LinkRow
from ui.pages.placement.record import PlacementView
from ui.widgets.basics import Icon, clear, column, label, line
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from talented_desk.packages.model import Gap
    from talented_desk.services.packages import PackageRow

SHORT_HASH = 8


def language_words(t: Translator, languages: str) -> str:
    """A package's language in words."""
    return {"en": t("English"), "fr": t("French"), "both": t("English and French")}.get(languages, languages)


class PackageSide(QScrollArea):
    """Tells `mend` with a gap's field, `wanted` with a kept package's id, `language_changed` with the code."""

    mend = Signal(str)
    wanted = Signal(str)
    language_changed = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._kept: dict[str, LinkRow] = {}
        self._shown = ""
        inside = QWidget()
        inside.setProperty("ground", "surface")
        self.setProperty("ground", "surface")
        box = column(inside, spacing=theme.px(4))
        edge = theme.px(16)
        box.setContentsMargins(edge, edge, edge, edge)
        box.addWidget(label(t("Language of the package"), "caption"))
        box.addWidget(self._languages())
        box.addSpacing(theme.px(12))
        self._missing_title = label(t("What is missing"), "caption")
        box.addWidget(self._missing_title)
        self._missing = column(spacing=theme.px(2))
        box.addLayout(self._missing)
        box.addSpacing(theme.px(12))
        box.addWidget(label(t("Packages kept"), "caption"))
        self._packages = column(spacing=theme.px(2))
        box.addLayout(self._packages)
        box.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(t("About the package"))

    def language(self) -> str:
        """The language chosen: en, fr or both."""
        chosen = self._group.checkedButton()
        return str(chosen.property("language")) if chosen is not None else "en"

    def choose_language(self, code: str) -> None:
        """Choose without telling."""
        for button in self._group.buttons():
            if button.property("language") == code:
                button.setChecked(True)

    def show_view(self, view: PlacementView) -> None:
        """What this placement lacks, and its packages."""
        self._show_gaps(view.gaps)
        self._show_packages(view.packages)

    def mark_shown(self, package_id: str) -> None:
        """Mark the package that is in the preview."""
        self._shown = package_id
        for kept_id, row in self._kept.items():
            row.set_current(kept_id == package_id)

    def _languages(self) -> QWidget:
        t = self.context.t
        self._group = QButtonGroup(self)
        choices = QWidget()
        row = FlowLayout(choices, self.context.theme.px(8))
        for code, words, full in (
            ("en", t("English"), t("Package in English")),
            ("fr", t("French"), t("Package in French")),
            ("both", t("Both"), t("Package in English and in French")),
        ):
            button = QRadioButton(words)
            button.setObjectName(f"language-{code}")
            button.setProperty("language", code)
            button.setAccessibleName(full)
            button.clicked.connect(self._chosen)
            self._group.addButton(button)
            row.addWidget(button)
        self.choose_language("en")
        return choices

    def _chosen(self) -> None:
        self.language_changed.emit(self.language())

    def _show_gaps(self, gaps: tuple[Gap, ...]) -> None:
        clear(self._missing)
        theme, t = self.context.theme, self.context.t
        fields = {gap.field for gap in gaps}
        # the total follows from the hours a week: asking for both would ask twice
        twice = "placement.total_minutes" if "placement.weekly_minutes" in fields else ""
        told = [gap for gap in gaps if gap.field != twice]
        if not told:
            row = line(spacing=theme.px(8))
            row.setContentsMargins(theme.px(6), theme.px(6), 0, 0)
            row.addWidget(Icon(theme, "circle-check", "ok", 14))
            row.addWidget(label(t("Nothing is missing."), "ok"), 1)
            self._missing.addLayout(row)
            return
        self._missing.addWidget(label(t("What stays unknown prints as a line to fill in."), "small", wrap=True))
        self._part([gap for gap in told if gap.severity == "required"], t("Needed"), "circle-alert", "bad")
        self._part([gap for gap in told if gap.severity != "required"], t("Good to have"), "circle", "muted")

    def _part(self, gaps: list[Gap], words: str, icon: str, role: str) -> None:
        theme, t = self.context.theme, self.context.t
        if not gaps:
            return
        self._missing.addWidget(label(t("{title} ({count})", title=words, count=len(gaps)), "small"))
        for gap in gaps:
            row = LinkRow(theme, t(gap.message), "", icon, role)
            row.setObjectName(f"gap-{gap.field}")
            row.setToolTip(t("Go where this is filled in"))
            row.setAccessibleDescription(t("Go where this is filled in"))
            row.clicked.connect(_sending(self.mend, gap.field))
            self._missing.addWidget(row)

    def _show_packages(self, packages: tuple[PackageRow, ...]) -> None:
        clear(self._packages)
        self._kept = {}
        theme, t = self.context.theme, self.context.t
        if not packages:
            self._packages.addWidget(label(t("None yet"), "muted"))
        for kept in packages:
            what = t.plural(
                "{language}, {count} page",
                "{language}, {count} pages",
                kept.pages,
                language=language_words(t, kept.language),
            )
            parts = (self.context.formats.moment(kept.created_at), kept.officer, kept.sha256[:SHORT_HASH])
            row = LinkRow(theme, what, " · ".join(part for part in parts if part), "file-text")
            row.setObjectName(f"package-{kept.id}")
            row.setToolTip(t("SHA-256 {hash}", hash=kept.sha256))
            row.clicked.connect(_sending(self.wanted, kept.id))
            self._packages.addWidget(row)
            self._kept[kept.id] = row
        self.mark_shown(self._shown)


def _sending(signal: SignalInstance, value: str) -> Callable[[], None]:
    def send() -> None:
        signal.emit(value)

    return send
