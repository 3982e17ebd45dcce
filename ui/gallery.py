"""The components of the kit, each in each of its states, for those who change them: `talented-desk gallery`.

Captions are the names of classes; the words inside are the program's own, so that they can be seen in each language.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QPlainTextEdit, QRadioButton, QScrollArea, QWidget

from talented_desk.domain.duplicates import Match, ground
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from talented_desk.jobs import Progress
from talented_desk.services.duplicates import Candidate
from ui.gallery_states import state_sections
from ui.likely.panel import LikelyPanel
from ui.pages.pipeline.lane import CardWords, Lane
from ui.pages.today.agenda import Agenda, AgendaLine
from ui.qt import qt_application
from ui.theme.desk_style import DeskStyle
from ui.theme.theme import Theme
from ui.theme.tokens import THEMES
from ui.widgets.basics import Button, ElidedLabel, Icon, Kind, Pill, Role, clear, column, hairline, label, line
from ui.widgets.chips import Choice, FilterChip, FilterChips
from ui.widgets.diff_row import DiffRow
from ui.widgets.fact_row import FactRow
from ui.widgets.filter_bar import FilterBar
from ui.widgets.flow import FlowLayout
from ui.widgets.form import FormColumn
from ui.widgets.header import PageHeader
from ui.widgets.inputs import ChoiceField, DateField, MinutesField
from ui.widgets.messages import Banner, EmptyState, Toast
from ui.widgets.nav_bar import NavBar
from ui.widgets.progress import ProgressLine
from ui.widgets.search_field import SearchField
from ui.widgets.signature import SignaturePad
from ui.widgets.status import StatusBar
from ui.widgets.tabs import Tabs
from ui.widgets.timeline import Timeline, TimelineEntry

LONG: Final = "Société québécoise de développement des technologies ferroviaires et agricoles Wapití ltée"
DAY: Final = date(2026, 11, 23)
LANGUAGES: Final = ("en", "fr")
ROLES: Final[tuple[Role, ...]] = (
    "title",
    "heading",
    "strong",
    "",
    "muted",
    "small",
    "caption",
    "ok",
    "warn",
    "bad",
    "problem",
    "key",
)
COLOURS: Final = ("text", "muted", "accent", "ok", "warn", "bad")
KINDS: Final[tuple[Kind, ...]] = ("primary", "plain", "quiet", "link")
SCALES: Final = (100, 125, 150, 200)


class Gallery(QWidget):
    """All components under their names; theme, text size and language are chosen above them."""

    def __init__(self, theme: Theme, language: str = "en") -> None:
        super().__init__()
        self._theme, self._language = theme, language
        self.setWindowTitle("Talented Desk – gallery")
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._themes = ChoiceField([(name, name) for name in THEMES])
        self._themes.setAccessibleName("theme")
        self._scales = ChoiceField([(str(scale), f"{scale} %") for scale in SCALES])
        self._scales.setAccessibleName("scale")
        self._languages = ChoiceField([(code, code) for code in LANGUAGES])
        self._languages.setAccessibleName("language")
        bar = line(spacing=theme.px(8))
        for box in (self._themes, self._scales, self._languages):
            bar.addWidget(box)
            box.activated.connect(self._switch)
        bar.addStretch(1)
        self._inside = QWidget()
        self._inside.setProperty("ground", "page")
        self._inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows = column(self._inside, spacing=theme.px(20))
        area = QScrollArea()
        area.setWidget(self._inside)
        area.setWidgetResizable(True)
        area.setAccessibleName("gallery")
        whole = column(self, margins=theme.px(16), spacing=theme.px(12))
        whole.addLayout(bar)
        whole.addWidget(area, 1)
        self._themes.setCurrentIndex(self._themes.findData(theme.tokens.name))
        self._scales.setCurrentIndex(max(0, self._scales.findData(str(theme.metrics.scale))))
        self._languages.setCurrentIndex(self._languages.findData(language))
        self._fill()

    def content(self) -> QWidget:
        """Everything, as tall as it is, for pictures."""
        return self._inside

    def _switch(self) -> None:
        self._language = str(self._languages.currentData())
        self._theme.use(str(self._themes.currentData()), int(self._scales.currentData()), "comfortable")
        self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        self._rows.setContentsMargins(*[self._theme.px(16)] * 4)
        t = Translator(self._language)
        formats = Formats(self._language)
        for name, widgets in (*sections(self._theme, t, formats), *state_sections(self._theme, t, formats)):
            self._rows.addWidget(label(name, "heading"))
            shelf = QWidget()
            flow = FlowLayout(shelf, self._theme.px(12))
            for widget in widgets:
                flow.addWidget(widget)
            self._rows.addWidget(shelf)
            self._rows.addWidget(hairline())
        self._rows.addStretch(1)


def sections(theme: Theme, t: Translator, formats: Formats) -> Iterator[tuple[str, Sequence[QWidget]]]:
    """Each component's name and its states."""
    yield "label", [label(role or t("Notes"), role) for role in ROLES]
    yield "ElidedLabel", [_wide(ElidedLabel(LONG), theme, 220)]
    yield "Button", list(_buttons(theme, t))
    yield "Icon", [Icon(theme, name, role, 20) for name in ("phone", "shield", "handshake") for role in COLOURS]
    yield "Pill", [Pill(t("Main contact"), tone) for tone in ("plain", "accent", "ok", "warn", "bad")]
    yield "FilterChip", list(_chips(theme, t))
    yield "FilterBar", [_wide(_filter_bar(theme, t), theme, width) for width in (700, 420)]
    yield "QCheckBox, QRadioButton", list(_marks(t))
    yield "QLineEdit, QPlainTextEdit, ChoiceField, SearchField", list(_inputs(theme, t))
    yield "DateField, MinutesField", list(_reading(theme, t, formats))
    yield "FormColumn", [_wide(_form(theme, t), theme, 420)]
    yield "FactRow", [_wide(row, theme, 420) for row in _facts(theme, t)]
    yield "DiffRow", [_wide(DiffRow(theme, t, t("Phone"), "403 555 0100", "403 555 0188"), theme, 520)]
    yield "PageHeader", [_wide(_header(theme, t), theme, 700)]
    yield "Tabs", [_wide(_tabs(theme, t), theme, 520)]
    yield "NavBar", [_tall(_navigation(theme, t, collapsed=collapsed), theme, 190) for collapsed in (False, True)]
    yield "Banner", [_wide(_banner(theme, t, tone), theme, 560) for tone in ("info", "ok", "warn", "bad")]
    yield "Toast", [_toast(theme, t)]
    empty = EmptyState(theme, "building-2", t("Nothing is due."), t("Clear filters"))
    yield "EmptyState", [_tall(_wide(empty, theme, 420), theme, 220)]
    yield "SignaturePad", [_signature(theme, t, signed) for signed in (False, True)]
    yield "ProgressLine, StatusBar", [_wide(_progress(theme, t), theme, 560), _wide(_status(theme, t), theme, 700)]
    yield "Timeline", [_tall(_wide(_timeline(theme, t), theme, 700), theme, 200)]
    yield "Agenda", [_tall(_wide(_agenda(theme, t), theme, 700), theme, 230)]
    yield "Lane", [_tall(_wide(_lane(theme, t), theme, 220), theme, 300)]
    yield "LikelyPanel", [_tall(_wide(panel, theme, 340), theme, 420) for panel in _likely(theme, t)]


def _wide(widget: QWidget, theme: Theme, width: int) -> QWidget:
    widget.setFixedWidth(theme.px(width))
    return widget


def _tall(widget: QWidget, theme: Theme, height: int) -> QWidget:
    widget.setFixedHeight(theme.px(height))
    return widget


def _off(widget: QWidget) -> QWidget:
    widget.setEnabled(False)
    return widget


def _buttons(theme: Theme, t: Translator) -> Iterator[QWidget]:
    for kind in KINDS:
        yield Button(theme, t("Save"), "save", kind)
        yield _off(Button(theme, t("Save"), "save", kind))
    yield Button(theme, t("Delete"), "trash-2", "quiet", bare=True)
    yield _off(Button(theme, t("Delete"), "trash-2", "quiet", bare=True))
    yield Button(theme, LONG, "building-2")


def _chips(theme: Theme, t: Translator) -> Iterator[QWidget]:
    choices = (Choice("met", t("Stage"), 12), Choice("long", LONG, 1))
    for value in (None, "met", "long"):
        chip = FilterChip(theme, t("Stage"), t("Any stage"), choices)
        chip.choose(value)
        yield chip
    yield _off(FilterChip(theme, t("Stage"), t("Any stage"), choices))


def _marks(t: Translator) -> Iterator[QWidget]:
    kinds: tuple[Callable[[str], QCheckBox | QRadioButton], ...] = (QCheckBox, QRadioButton)
    for kind in kinds:
        for checked in (False, True):
            mark = kind(t("Main contact"))
            mark.setChecked(checked)
            yield mark
        yield _off(kind(t("Main contact")))


def _inputs(theme: Theme, t: Translator) -> Iterator[QWidget]:
    empty = QLineEdit()
    empty.setPlaceholderText(t("Find in this list"))
    yield _wide(empty, theme, 180)
    yield _wide(QLineEdit("Prairie Robotics Ltd."), theme, 180)
    yield _wide(_off(QLineEdit("Prairie Robotics Ltd.")), theme, 180)
    yield _wide(QLineEdit(LONG), theme, 180)
    paragraph = QPlainTextEdit(LONG)
    yield _tall(_wide(paragraph, theme, 240), theme, 64)
    yield ChoiceField([("a", t("Phone")), ("b", LONG)])
    yield _off(ChoiceField([("a", t("Phone"))]))
    yield _wide(SearchField(theme, t("Find in this list")), theme, 200)


def _reading(theme: Theme, t: Translator, formats: Formats) -> Iterator[QWidget]:
    for day in (None, DAY):
        field = DateField(theme, t, formats, lambda: DAY)
        field.set_day(day)
        yield _wide(field, theme, 240)
    yield _wide(_off(DateField(theme, t, formats, lambda: DAY)), theme, 240)
    minutes = MinutesField(t, formats)
    minutes.set_minutes(45)
    yield _wide(minutes, theme, 120)


def _filter_bar(theme: Theme, t: Translator) -> QWidget:
    chips = FilterChips(theme, t("Clear filters"))
    for words in (t("Stage"), t("Size"), t("Last session")):
        chips.add(FilterChip(theme, words, t("Any time")))
    return FilterBar(theme, (SearchField(theme, t("Find in this list")),), chips)


def _form(theme: Theme, t: Translator) -> QWidget:
    form = FormColumn(theme, t("required"))
    form.add("legal_name", t("Legal name"), QLineEdit(), required=True)
    form.add("phone", t("Phone"), QLineEdit("403"), hint=t("Ten digits; an extension as x12"))
    form.show_problems({"phone": t("“{value}” is not an e-mail address.", value="403")})
    return form


def _facts(theme: Theme, t: Translator) -> Iterator[QWidget]:
    for value in ("403 555 0100", "", LONG):
        row = FactRow(theme, t("Phone"))
        row.show_value(value)
        yield row
    wrong = FactRow(theme, t("E-mail"))
    wrong.show_value("dana@example.ca")
    wrong.show_problem(t("“{value}” is not an e-mail address.", value="dana@"), "dana@")
    yield wrong


def _header(theme: Theme, t: Translator) -> QWidget:
    header = PageHeader(theme, LONG, t("More"))
    header.set_title(LONG, " · ".join(("Calgary", LONG)))
    header.add_beside(Pill(t("Main contact"), "accent"))
    return header


def _tabs(theme: Theme, t: Translator) -> QWidget:
    tabs = Tabs(theme)
    for name in ("Timeline", "Details", "People", "History"):
        tabs.add(name, t(name), QFrame)
    tabs.set_count("People", 3)
    return tabs


def _navigation(theme: Theme, t: Translator, *, collapsed: bool) -> QWidget:
    bar = NavBar(theme, t("Navigation"))
    bar.add("today", t("Today"), "calendar-days", "Ctrl+1").set_count(4)
    bar.add("employers", t("Employers"), "building-2", "Ctrl+2")
    bar.add("settings", t("Settings"), "settings", "Ctrl+,")
    bar.show_page("employers")
    bar.set_collapsed(collapsed)
    return bar


def _banner(theme: Theme, t: Translator, tone: str) -> QWidget:
    banner = Banner(theme, t("Close"))
    banner.say(t("There is no other officer to hand it over to. Add one in Settings."), tone)  # type: ignore[arg-type]
    banner.offer(t("Undo"), banner.update)
    return banner


def _toast(theme: Theme, t: Translator) -> QWidget:
    ground = _tall(_wide(QFrame(), theme, 520), theme, 110)
    Toast(theme, t("Undo"), t("Close"), ground).say(t("Session saved"), undo=True)
    return ground


def _progress(theme: Theme, t: Translator) -> QWidget:
    progress = ProgressLine(theme, t)
    progress.start(t("Saving"))
    progress.advance(Progress(40, 100, ""))
    progress.show()
    return progress


def _signature(theme: Theme, t: Translator, signed: bool) -> SignaturePad:
    pad = SignaturePad(theme, t("Signature"), t("Sign here"))
    if signed:
        pad.set_strokes([[(40 + 4 * step, 60 + 22 * math.sin(step / 3)) for step in range(60)]])
    return pad


def _likely(theme: Theme, t: Translator) -> Iterator[QWidget]:
    reasons = ground("legal_name"), ground("phone", phone="403 555 0100")
    found = (
        Candidate("a", "Prairie Robotics Ltd.", "Calgary", Match(0.99, "merge", reasons)),
        Candidate("b", LONG, "Edmonton", Match(0.7, "site", (ground("legal_name"), ground("other_town")))),
    )
    for shown in ((), found):
        panel = LikelyPanel(theme, t, "employer")
        panel.show_candidates(shown)
        yield panel


def _status(theme: Theme, t: Translator) -> QWidget:
    status = StatusBar(theme, t)
    status.saved(t("Edit employer"))
    status.offer_undo(t("Edit employer"))
    return status


def _timeline(theme: Theme, t: Translator) -> QWidget:
    view = Timeline(theme, t("Timeline"))
    view.show_lines(
        [
            TimelineEntry("1", "session", "phone", "2026-11-20", t("Phone"), LONG, "12 min", "2026"),
            TimelineEntry("2", "task", "circle-check", "2026-11-19", LONG, "", "Maya Boucher"),
        ]
    )
    return view


def _agenda(theme: Theme, t: Translator) -> QWidget:
    view = Agenda(theme, t("Today"))
    view.show_lines(
        [
            AgendaLine("a", "circle", t("Done"), "Prairie Robotics Ltd.", "2026-11-20", "bad", t("Late"), tick=True),
            AgendaLine("b", "handshake", LONG, LONG, "2026-11-27", "muted", "", tick=True),
            AgendaLine("c", "shield", t("Insurance"), "Acme Foods", "2026-12-01", "warn", t("Expires")),
        ]
    )
    return view


def _lane(theme: Theme, t: Translator) -> QWidget:
    lane = Lane(theme, "met", t("Stage"))
    lane.show_lines(
        [
            CardWords("a", "Bow Glass", "Calgary", "12 d", t("Late"), "bad"),
            CardWords("b", LONG, LONG, LONG, LONG, "warn"),
        ]
    )
    return lane


def save_pictures(folder: Path) -> list[Path]:
    """The gallery in each theme and language as pictures; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    application = qt_application()
    files = []
    for name in THEMES:
        theme = Theme(name, parent=application)
        application.setStyle(DeskStyle(theme))
        theme.apply()
        for language in LANGUAGES:
            gallery = Gallery(theme, language)
            gallery.resize(1366, 900)
            gallery.show()
            QCoreApplication.processEvents()
            target = folder / f"gallery-{language}-{name}.png"
            gallery.content().grab().save(str(target))
            files.append(target)
            gallery.close()
            gallery.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        theme.deleteLater()
    return files


def show() -> int:
    """The gallery in a window, until it is closed."""
    application = qt_application()
    theme = Theme(parent=application)
    application.setStyle(DeskStyle(theme))
    theme.apply()
    gallery = Gallery(theme)
    gallery.resize(1366, 900)
    gallery.show()
    return application.exec()
