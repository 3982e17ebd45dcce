from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from talented_desk.jobs import Progress
from tests.ui.helpers import find, press, shown, wait
from ui.theme.theme import Theme
from ui.widgets.basics import Button, ElidedLabel
from ui.widgets.chips import Choice, FilterChip, FilterChips
from ui.widgets.diff_row import DiffRow
from ui.widgets.fact_row import FactRow
from ui.widgets.form import FormColumn
from ui.widgets.inputs import DateField, MinutesField
from ui.widgets.messages import Banner, EmptyState, Toast
from ui.widgets.pdf_view import PageImage, PdfView
from ui.widgets.progress import ProgressLine
from ui.widgets.search_field import SearchField
from ui.widgets.tabs import Tabs
from ui.widgets.timeline import Timeline, TimelineEntry
from ui.widgets.token_field import Token, TokenField

Key = Qt.Key
TODAY = date(2026, 11, 23)


def today() -> date:
    return TODAY


def test_a_fact_is_edited_in_place_and_saved_on_leaving(theme: Theme) -> None:
    page = QWidget()
    box = QVBoxLayout(page)
    row, other = FactRow(theme, "Phone"), QLineEdit()
    box.addWidget(row)
    box.addWidget(other)
    row.show_value("+14035550100", "403 555 0100")
    told = QSignalSpy(row.edited)
    with shown(page):
        page.activateWindow()
        row.setFocus()
        QTest.keyClick(row, Key.Key_F2)
        editor = row.editor()
        assert isinstance(editor, QLineEdit)
        assert editor.text() == "+14035550100"  # the raw value is edited, not how it is shown
        QTest.keyClicks(editor, "403 555 0188")
        other.setFocus()
        wait(lambda: told.count() == 1)
        assert told.at(0) == ["403 555 0188"]
        assert row.editor() is None


def test_escape_takes_the_edit_back(theme: Theme) -> None:
    row = FactRow(theme, "Website")
    row.show_value("https://example.ca")
    told = QSignalSpy(row.edited)
    with shown(row):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(200, 15))
        editor = row.editor()
        assert editor is not None
        QTest.keyClicks(editor, "nonsense")
        QTest.keyClick(editor, Key.Key_Escape)
        assert row.editor() is None
        assert row.value() == "https://example.ca"
        assert row.accessibleName() == "Website: https://example.ca"
    assert told.count() == 0


def test_a_fact_that_was_refused_keeps_what_was_typed(theme: Theme) -> None:
    row = FactRow(theme, "Headcount")
    row.show_value("12")
    with shown(row):
        row.show_problem("The headcount is a number.", "twelve")
        editor = row.editor()
        assert isinstance(editor, QLineEdit)
        assert editor.text() == "twelve"
        assert "The headcount is a number." in [label.text() for label in row.findChildren(QLabel) if label.isVisible()]
        row.cancel()
        assert row.value() == "12"


def test_a_long_fact_takes_new_lines(theme: Theme) -> None:
    row = FactRow(theme, "Notes", long=True)
    told = QSignalSpy(row.edited)
    with shown(row):
        row.start()
        editor = row.editor()
        assert isinstance(editor, QPlainTextEdit)
        QTest.keyClicks(editor, "one")
        QTest.keyClick(editor, Key.Key_Return)
        QTest.keyClicks(editor, "two")
        QTest.keyClick(editor, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.at(0) == ["one\ntwo"]


def test_a_form_shows_each_problem_under_its_field_and_goes_to_the_first(theme: Theme) -> None:
    form = FormColumn(theme, "required")
    form.add("name", "Legal name", QLineEdit(), required=True)
    phone = form.add("phone", "Phone", QLineEdit(), hint="With area code")
    with shown(form):
        form.activateWindow()
        rest = form.show_problems({"phone": "This is not a phone number.", "elsewhere": "Something else."})
        assert rest == ["Something else."]
        assert form.problem("phone") == "This is not a phone number."
        assert form.problem("name") == ""
        wait(phone.hasFocus)
        done = QSignalSpy(form.accepted)
        QTest.keyClick(phone, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert done.count() == 1
        form.show_problems({})
        assert form.problem("phone") == ""


def test_chips_narrow_and_clear_at_once(theme: Theme) -> None:
    chips = FilterChips(theme, "Clear")
    city = chips.add(
        FilterChip(theme, "City", "Any city", [Choice("Calgary", "Calgary", 54), Choice("Banff", "Banff")])
    )
    size = chips.add(FilterChip(theme, "Size", "Any size", [Choice((5, 19), "5–19")]))
    told = QSignalSpy(chips.changed)
    with shown(chips, 600, 60):
        city.choose("Calgary")
        size.choose((5, 19))
        assert city.text() == "City: Calgary"
        assert chips.narrowed()
        QTest.keyClick(size, Key.Key_Delete)
        assert size.value is None
        assert told.count() == 3
        city.choose("Banff")
        chips.clear()
        assert told.count() == 5
        assert not chips.narrowed()
        assert city.text() == "City"


def test_the_search_field_waits_for_a_pause(theme: Theme) -> None:
    field = SearchField(theme, "Find", pause=30)
    told = QSignalSpy(field.searched)
    with shown(field, 200, 40):
        QTest.keyClicks(field, "prairie")
        assert told.count() == 0
        wait(lambda: told.count() == 1)
        assert told.at(0) == ["prairie"]
        QTest.keyClick(field, Key.Key_Escape)
        assert told.at(1) == [""]


def test_tabs_are_made_when_looked_at_and_moved_by_arrows(theme: Theme) -> None:
    made: list[str] = []
    tabs = Tabs(theme)
    told = QSignalSpy(tabs.changed)

    def factory(name: str) -> Callable[[], QWidget]:
        def make() -> QWidget:
            made.append(name)
            return QLabel(name)

        return make

    for name in ("timeline", "people", "history"):
        tabs.add(name, name.title(), factory(name))
    with shown(tabs):
        assert made == ["timeline"]
        tabs.set_count("people", 3)
        first = tabs.findChild(QPushButton, "tab-timeline")
        assert first is not None
        first.setFocus()
        QTest.keyClick(first, Key.Key_Right)
        assert tabs.current() == "people"
        press(tabs, "tab-history")
        assert made == ["timeline", "people", "history"]
        assert [told.at(n)[0] for n in range(told.count())][-2:] == ["people", "history"]


def _offer(text: str, bring: Callable[[Sequence[Token]], None]) -> None:
    everything = [Token("1", "Acme Foods", "Calgary"), Token("2", "Prairie Robotics Ltd.", "Red Deer")]
    bring([token for token in everything if text.casefold() in token.text.casefold()])


def _remove(text: str) -> str:
    return f"Remove {text}"


def test_tokens_are_offered_taken_and_removed_by_keyboard(theme: Theme) -> None:
    field = TokenField(theme, "Employer", _offer, _remove)
    told = QSignalSpy(field.changed)
    with shown(field, 500, 60):
        field.activateWindow()
        box = field.findChild(QLineEdit)
        assert box is not None
        box.setFocus()
        wait(box.hasFocus)
        QTest.keyClicks(box, "prai")
        wait(lambda: field.suggestions() == ["Prairie Robotics Ltd.   Red Deer"])
        QTest.keyClick(box, Key.Key_Return)
        assert [token.id for token in field.tokens()] == ["2"]
        QTest.keyClick(box, Key.Key_Down)
        wait(lambda: field.suggestions() == ["Acme Foods   Calgary"])
        QTest.keyClick(box, Key.Key_Return)
        assert [token.text for token in field.tokens()] == ["Acme Foods", "Prairie Robotics Ltd."][::-1]
        QTest.keyClick(box, Key.Key_Backspace)
        assert [token.id for token in field.tokens()] == ["2"]
        assert told.count() == 3


def test_a_single_token_field_replaces_and_a_free_one_takes_words(theme: Theme) -> None:
    single = TokenField(theme, "Employer", _offer, _remove, single=True)
    single.add(Token("1", "One"))
    single.add(Token("2", "Two"))
    assert [token.id for token in single.tokens()] == ["2"]
    single.deleteLater()
    free = TokenField(theme, "Tags", lambda text, bring: bring([]), _remove, free=True)
    with shown(free, 400, 50):
        box = free.findChild(QLineEdit)
        assert box is not None
        QTest.keyClicks(box, "robotics,")
        QTest.keyClicks(box, "safety")
        QTest.keyClick(box, Key.Key_Return)
        assert [token.text for token in free.tokens()] == ["robotics", "safety"]


def test_tokens_wrap_instead_of_widening(theme: Theme) -> None:
    field = TokenField(theme, "Employer", _offer, _remove)
    field.set_tokens([Token(str(n), f"Employer number {n}") for n in range(12)])
    with shown(field, 400, 300):
        assert field.heightForWidth(400) > 3 * theme.px(28)
        assert field.minimumSizeHint().width() < 400


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow", date(2026, 11, 24)),
        ("fri", date(2026, 11, 27)),
        ("vendredi", date(2026, 11, 27)),
        ("2026-11-27", date(2026, 11, 27)),
        ("27 nov", date(2026, 11, 27)),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(theme: Theme, t: Translator, typed: str, meant: date | None) -> None:
    field = DateField(theme, t, Formats("en"), today)
    QTest.keyClicks(field, typed)
    assert field.read()
    assert field.day() == meant
    assert field.text() == ("" if meant is None else meant.isoformat())
    field.deleteLater()


def test_a_date_that_cannot_be_read_says_so_and_stays(theme: Theme, t: Translator) -> None:
    field = DateField(theme, t, Formats("en"), today)
    QTest.keyClicks(field, "31/02/2026")
    assert not field.read()
    assert field.problem
    assert field.text() == "31/02/2026"
    assert field.day() is None
    field.deleteLater()


def test_the_calendar_opens_by_keyboard_and_gives_a_day(theme: Theme, t: Translator) -> None:
    field = DateField(theme, t, Formats("fr"), today)
    with shown(field, 200, 40):
        QTest.keyClick(field, Key.Key_Up)
        assert field.day() == date(2026, 11, 24)
        QTest.keyClick(field, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        menu = field._menu
        assert menu is not None
        wait(menu.isVisible)
        menu.close()


@pytest.mark.parametrize(("typed", "minutes"), [("45", 45), ("1h15", 75), ("1 h", 60), ("0:45", 45), ("", None)])
def test_minutes_are_read(t: Translator, theme: Theme, typed: str, minutes: int | None) -> None:
    field = MinutesField(t, Formats("en"))
    QTest.keyClicks(field, typed)
    assert field.read()
    assert field.minutes() == minutes
    field.deleteLater()


def test_negative_minutes_are_refused(t: Translator, theme: Theme) -> None:
    field = MinutesField(t, Formats("en"))
    QTest.keyClicks(field, "-5")
    assert not field.read()
    assert field.problem
    field.deleteLater()


def test_a_toast_offers_undo_and_goes(theme: Theme) -> None:
    page = QWidget()
    toast = Toast(theme, "Undo", "Close", page)
    undone = QSignalSpy(toast.undo)
    with shown(page):
        toast.say("Employer saved", undo=True)
        assert toast.isVisible()
        press(toast, "toast-undo")
        assert undone.count() == 1
        assert not toast.isVisible()
        toast.say("Nothing to take back", undo=False)
        assert not find(toast, QPushButton, "toast-undo").isVisible()
        page.resize(400, 300)
        wait(lambda: toast.geometry().bottom() <= 300 and toast.geometry().right() <= 400)


def test_a_banner_speaks_with_icon_and_words(theme: Theme) -> None:
    banner = Banner(theme, "Close")
    pressed: list[int] = []
    with shown(banner, 500, 60):
        banner.say("The file could not be read.", "bad")
        banner.offer("Try again", lambda: pressed.append(1)).click()
        assert banner.text() == "The file could not be read."
        assert pressed == [1]
        assert banner.accessibleName() == "The file could not be read."


def test_an_empty_state_says_what_to_do(theme: Theme) -> None:
    pressed: list[int] = []
    empty = EmptyState(theme, "building-2", "No employers yet", "Import a list or add the first one.")
    button = empty.offer("Import a list", lambda: pressed.append(1), primary=True)
    with shown(empty):
        button.click()
    assert pressed == [1]


def test_progress_appears_only_for_long_work(theme: Theme, t: Translator) -> None:
    progress = ProgressLine(theme, t)
    page = QWidget()
    QVBoxLayout(page).addWidget(progress)
    with shown(page):
        progress.start("Importing")
        assert not progress.isVisible()
        progress.stop()
        progress.start("Importing")
        wait(progress.isVisible)
        progress.advance(Progress(500, 1000, "Writing rows"))
        asked = QSignalSpy(progress.cancelled)
        press(progress, "cancel-job")
        assert asked.count() == 1
        progress.stop()
        assert not progress.isVisible()


def test_the_timeline_opens_what_is_current_and_keeps_it(theme: Theme) -> None:
    timeline = Timeline(theme, "Timeline")
    entries = [
        TimelineEntry(
            "b", "session", "phone", "12 Nov", "Call, 12 min", "Talked about safety", "12 min", "November 2026"
        ),
        TimelineEntry("a", "session", "map-pin", "3 Oct", "Visit", heading="October 2026"),
    ]
    opened: list[TimelineEntry] = []
    timeline.opened.connect(opened.append)
    with shown(timeline):
        timeline.show_lines(entries)
        timeline.setCurrentIndex(timeline.model().index(1, 0))
        timeline.show_lines([TimelineEntry("c", "session", "mail", "20 Nov", "E-mail"), *entries])
        assert timeline.currentIndex().row() == 2
        QTest.keyClick(timeline, Key.Key_Return)
        assert [entry.id for entry in opened] == ["a"]
        assert "Talked about safety" in str(timeline.model().index(1, 0).data())


def test_pages_are_shown_zoomed_and_walked(theme: Theme, t: Translator) -> None:
    view = PdfView(theme, t)
    page = PageImage(204, 264, bytes([255, 255, 255, 255]) * (204 * 264), dpi=24)
    with shown(view, 900, 700):
        view.show_pages([page] * 5)
        assert view.page_count() == 5
        assert view.current_page() == 0
        told = QSignalSpy(view.page_changed)
        view.go_to(3)
        assert view.current_page() == 3
        assert told.count() == 1
        view.set_zoom(1.0)
        assert view.current_page() == 3
        view.zoom_in()
        assert view.zoom() == 1.25
        view.fit_width()
        assert view.zoom() != 1.25


def test_a_difference_is_said_in_words(theme: Theme, t: Translator) -> None:
    row = DiffRow(theme, t, "Phone", "", "403 555 0188")
    assert row.accessibleName() == "Phone: from nothing to 403 555 0188"
    row.deleteLater()


def test_long_words_give_way(theme: Theme) -> None:
    name = "Société de développement des compétences en robotique des Prairies et du Nord-Ouest inc. " * 2
    words = ElidedLabel(name)
    with shown(words, 200, 40):
        assert words.text().endswith("…")
        assert words.whole() == name
        assert words.toolTip() == name


def test_buttons_are_large_enough_to_hit(theme: Theme) -> None:
    for button in (Button(theme, "Save", "save", "primary"), Button(theme, "More", "ellipsis", "quiet", bare=True)):
        with shown(button, 300, 300):
            assert button.sizeHint().height() >= 28
            assert button.maximumWidth() >= 28
            assert button.accessibleName()
