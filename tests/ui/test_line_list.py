"""Lists of painted lines keep their place when what they show is read again."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from tests.ui.helpers import shown
from ui.pages.pipeline.lane import CardWords, Lane
from ui.theme.theme import Theme
from ui.widgets.timeline import Timeline, TimelineEntry

CARDS = [CardWords(letter, letter.upper(), "", "", "") for letter in "abcd"]


def test_several_stay_selected_and_a_neighbour_follows_on_one_that_went(theme: Theme) -> None:
    with shown(Lane(theme, "met", "Met")) as lane:
        lane.show_lines(CARDS)
        assert [card.id for card in lane.selected()] == ["a"]
        lane.go_to(1)
        QTest.keyClick(lane, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        lane.show_lines([CARDS[3], *CARDS[:3]])
        assert [card.id for card in lane.selected()] == ["b", "c"]
        lane.select("c")
        lane.show_lines([CARDS[0], CARDS[1], CARDS[3]])
        assert [card.id for card in lane.selected()] == ["d"]
        lane.show_lines([])
        assert not lane.currentIndex().isValid()
        assert not lane.select("a")


def test_a_timeline_has_no_current_line_until_one_is_chosen(theme: Theme) -> None:
    entries = [TimelineEntry(letter, "session", "mail", "20 Nov", letter) for letter in "ab"]
    with shown(Timeline(theme, "Timeline")) as timeline:
        timeline.show_lines(entries)
        assert not timeline.selected()
        timeline.select("b")
        opened: list[TimelineEntry] = []
        timeline.opened.connect(opened.append)
        QTest.keyClick(timeline, Qt.Key.Key_Return)
        assert opened == [entries[1]]
        timeline.show_lines(entries[:1])
        assert not timeline.selected()


def test_the_model_tells_its_view_what_comes_and_goes(theme: Theme) -> None:
    with shown(Timeline(theme, "Timeline")) as timeline:
        model = timeline.model()
        assert isinstance(model, QAbstractItemModel)
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, timeline)
        timeline.show_lines([TimelineEntry("a", "session", "mail", "20 Nov", "A")])
        timeline.add_lines([TimelineEntry("b", "session", "mail", "19 Nov", "B", "words", "12 min")])
        assert [entry.id for entry in timeline.lines()] == ["a", "b"]
        spoken = model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "19 Nov, B, 12 min, words"
