"""The session's form in the real window: logged by keyboard from one line, timed, kept, and never overwritten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.errors import DeskError
from tests.ui.helpers import find, open_window, press, wait
from ui.dialogs.form_dialog import FormDialog
from ui.main_window import MainWindow
from ui.pages.employers.new import NewEmployerDialog
from ui.pages.session.form import SessionForm
from ui.pages.session.page import SessionPage
from ui.session_timer import SessionTimer

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def employers(desk: Application) -> dict[str, str]:
    made = {}
    for name, people in (
        ("Prairie Robotics Ltd.", ("Dana Whitford", "Yusuf Karim")),
        ("Prairie Sky Bakery Inc.", ("Lee Ross",)),
        ("Acme Foods Ltd.", ("Tom Okafor",)),
        ("Boulangerie Lœuf & fils ltée", ("Émilie Lœuf",)),
    ):
        made[name] = desk.employers.add({"legal_name": name, "city": "Calgary"})
        for person in people:
            given, _, family = person.partition(" ")
            desk.contacts.add({"given_name": given, "family_name": family}, made[name], {"role": "owner"})
    return made


@pytest.fixture
def window(application: QApplication, desk: Application, employers: dict[str, str]) -> Iterator[MainWindow]:
    with open_window(application, desk, "employers") as made:
        yield made


def page_of(window: MainWindow) -> SessionPage:
    page = window.shell.stack.page()
    assert isinstance(page, SessionPage)
    return page


def line_of(window: MainWindow) -> QLineEdit:
    return find(page_of(window), QLineEdit, "session-quick")


def begin(window: MainWindow) -> SessionForm:
    """Ctrl+J, from wherever one is; the focus is in the line."""
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    wait(lambda: window.shell.stack.page_id() == "session" and line_of(window).hasFocus())
    return page_of(window).form


def enter(form: SessionForm, text: str) -> None:
    """Type into the line, and wait until it is read."""
    box = find(form, QLineEdit, "session-quick")
    box.setFocus()
    if text.isascii():
        QTest.keyClicks(box, text)
    else:
        box.insert(text)
        box.textEdited.emit(box.text())
    wait(lambda: not form.quick.pending())


def choice(form: SessionForm) -> QMenu:
    """The menu that asks whom a name means."""
    menu = form.quick._menu
    assert menu is not None
    wait(menu.isVisible)
    return menu


def words(form: SessionForm, name: str) -> str:
    found = form.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text() if found.isVisibleTo(form) else ""


@pytest.mark.parametrize("shortcut", [Qt.Key.Key_L, Qt.Key.Key_J])
def test_a_plain_call_is_logged_by_keyboard_alone(
    window: MainWindow, desk: Application, employers: dict[str, str], shortcut: Qt.Key
) -> None:
    """One shortcut, one line, one shortcut: some seventy strokes, the time that they take."""
    window.navigate("settings")
    QTest.keyClick(window, shortcut, CTRL)
    wait(lambda: window.shell.stack.page_id() == "session" and line_of(window).hasFocus())
    QTest.keyClicks(window.focusWidget(), "call 12 min Prairie Robotics re WCB, promised SWPP sheet by Fri")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return, CTRL)  # before the line could be read
    wait(lambda: desk.sessions.count() == 1)
    wait(lambda: window.shell.stack.page_id() == "employer")
    session = desk.sessions.get(desk.sessions.recent()[0].id)
    assert session.employers == ((employers["Prairie Robotics Ltd."], "Prairie Robotics Ltd."),)
    assert (session.values["channel"], session.values["minutes_direct"]) == ("phone", 12)
    assert (session.topics, session.values["narrative"]) == (("wcb",), "")
    promise = desk.tasks.promises()[0]
    assert (promise.direction, promise.subject, promise.due_on) == ("us", "SWPP sheet", "2026-11-27")
    assert desk.drafts.all() == ()
    assert window.shell.toast.text() == "Session saved"


def test_what_is_read_is_shown_and_fills_the_form(window: MainWindow) -> None:
    form = begin(window)
    enter(form, "visit 1h30 Prairie Robotics with Dana yesterday at 2pm, prep 10 travel 30, they promised a job")
    enter(form, " description by Mon, call Dana on Tue, liked the guide")
    assert form.quick.chips.texts() == [
        "Prairie Robotics Ltd.", "Dana Whitford", "Visit at the employer's", "1\u00a0h\u00a030 direct", "Sun 22 Nov",
        "14:00", "10\u00a0min preparation", "30\u00a0min travel",
        "They promise: a job description, by Mon 30 Nov", "Follow up: call Dana, Tue 24 Nov",
    ]  # fmt: skip
    values = form.values()
    assert [name for _, name in values["employers"]] == ["Prairie Robotics Ltd."]
    assert [name for _, name in values["contacts"]] == ["Dana Whitford"]
    assert (values["day"], values["time"], values["channel"]) == ("2026-11-22", "14:00", "visit")
    assert [values[f"minutes_{part}"] for part in ("direct", "preparation", "travel")] == ["90", "10", "30"]
    assert values["they_promise"] == [("a job description", "2026-11-30")]
    assert values["follow_ups"] == [("call Dana", "2026-11-24")]
    assert values["narrative"] == "liked the guide"
    assert words(form, "session-quick-unread") == "not read: liked the guide – kept in the notes"
    assert words(form, "session-quick-hint") == "Ctrl+Enter saves"
    assert "Prairie Robotics Ltd." in line_of(window).accessibleDescription()


def test_taking_words_back_empties_what_they_filled(window: MainWindow) -> None:
    form = begin(window)
    enter(form, "call 12 min Acme re WCB")
    box = line_of(window)
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    wait(lambda: not form.quick.pending())
    values = form.values()
    assert (values["employers"], values["minutes_direct"], values["topics"]) == ([], "", [])
    assert values["day"] == "2026-11-23"
    assert form.quick.chips.empty()


def test_several_fit_so_one_is_asked_and_nothing_is_logged_before(
    window: MainWindow, desk: Application, employers: dict[str, str]
) -> None:
    form = begin(window)
    enter(form, "call 12 min Prairie re WCB")
    assert form.quick.chips.texts()[0] == "Prairie ?"
    assert form.values()["employers"] == []
    QTest.keyClick(line_of(window), Qt.Key.Key_Return, CTRL)
    menu = choice(form)
    assert form.form.problem("quick") == "“Prairie” may mean several: choose one."
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert desk.sessions.count() == 0
    QTest.keyClick(line_of(window), Qt.Key.Key_Return)
    menu = choice(form)
    texts = [action.text() for action in menu.actions()]
    wanted = next(at for at, text in enumerate(texts) if text.startswith("Prairie Sky"))
    for _ in range(wanted):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    wait(lambda: not form.quick.pending() and bool(form.values()["employers"]))
    assert form.values()["employers"] == [[employers["Prairie Sky Bakery Inc."], "Prairie Sky Bakery Inc."]]
    enter(form, ", safety")  # the choice holds while one types on
    assert form.values()["employers"] == [[employers["Prairie Sky Bakery Inc."], "Prairie Sky Bakery Inc."]]
    QTest.keyClick(line_of(window), Qt.Key.Key_Return, CTRL)
    wait(lambda: desk.sessions.count() == 1)


def test_words_that_are_no_name_go_to_the_notes_when_one_says_so(window: MainWindow) -> None:
    form = begin(window)
    enter(form, "call 12 min Prairie")
    QTest.keyClick(line_of(window), Qt.Key.Key_Return)
    menu = choice(form)
    menu.actions()[-1].trigger()
    wait(lambda: not form.quick.pending() and form.quick.draft is not None and not form.quick.draft.asked())
    assert form.values()["narrative"] == "Prairie"
    menu.close()


def test_enter_goes_to_what_is_missing_and_then_to_the_button(window: MainWindow) -> None:
    form = begin(window)
    enter(form, "call Acme")
    assert words(form, "session-quick-hint") == "Enter goes to what is missing"
    QTest.keyClick(line_of(window), Qt.Key.Key_Return)
    assert form.minutes["minutes_direct"].hasFocus()
    enter(form, " 5 min")
    QTest.keyClick(line_of(window), Qt.Key.Key_Return)
    assert find(page_of(window), QPushButton, "session-save").hasFocus()


def test_what_was_changed_by_hand_is_never_overwritten(window: MainWindow) -> None:
    form = begin(window)
    enter(form, "call 12 min Acme")
    field = form.minutes["minutes_direct"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "25")
    enter(form, " re WCB")
    enter(form, ", email")
    assert form.values()["minutes_direct"] == "25"
    assert form.values()["topics"] == ["wcb"]
    chip = form.quick.chips._chips[2]
    assert chip.accessibleName() == "12\u00a0min direct: not taken, you have changed this field"


def test_notes_typed_by_hand_stay_around_the_words_of_the_line(window: MainWindow, desk: Application) -> None:
    form = begin(window)
    enter(form, "call 12 min Acme, liked it")
    form.narrative.setFocus()
    form.narrative.moveCursor(form.narrative.textCursor().MoveOperation.End)
    QTest.keyClicks(form.narrative, " My own words.")
    enter(form, " much")
    assert form.values()["narrative"] == "liked it much My own words."
    form.narrative.selectAll()
    QTest.keyClicks(form.narrative, "All mine.")
    enter(form, ", more to say")
    assert form.values()["narrative"] == "All mine."
    assert words(form, "session-quick-unread").endswith("added to your notes when you save")
    QTest.keyClick(line_of(window), Qt.Key.Key_Return, CTRL)
    wait(lambda: desk.sessions.count() == 1)
    kept = desk.sessions.get(desk.sessions.recent()[0].id).values["narrative"]
    assert kept == "All mine.\nliked it much, more to say"


def test_the_line_is_part_of_the_draft_and_keeps_its_own_day(
    window: MainWindow, desk: Application, clock: FixedClock
) -> None:
    form = begin(window)
    enter(form, "call 12 min Acme, promised the guide by Fri")
    wait(lambda: len(desk.drafts.all()) == 1 and "quick" in desk.drafts.all()[0].content)
    window.navigate("sessions")
    wait(lambda: desk.drafts.all()[0].content["we_promise"] == [["the guide", "2026-11-27"]])
    clock.advance(days=7)
    begin(window)
    draft = desk.drafts.all()[0]
    window.navigate("session", f"draft:{draft.id}")
    wait(lambda: line_of(window).text() == "call 12 min Acme, promised the guide by Fri")
    form = page_of(window).form
    wait(lambda: not form.quick.pending() and not form.quick.chips.empty())
    assert "We promise: the guide, by Fri 27 Nov" in form.quick.chips.texts()
    assert form.values()["we_promise"] == [("the guide", "2026-11-27")]
    assert form.values()["day"] == "2026-11-23"
    enter(form, " re WCB")
    assert form.values()["we_promise"][0][1] == "2026-11-27"


def test_opened_from_a_record_the_line_needs_no_name(
    window: MainWindow, desk: Application, employers: dict[str, str]
) -> None:
    window.navigate("session", f"new:{employers['Prairie Robotics Ltd.']}")
    form = page_of(window).form
    wait(lambda: bool(form.employers.tokens()))
    enter(form, "call 5 min with Dana")
    assert [token.text for token in form.contacts.tokens()] == ["Dana Whitford"]
    enter(form, " and Acme Foods")  # Dana is of the first one: the second joins
    assert [token.text for token in form.employers.tokens()] == ["Prairie Robotics Ltd.", "Acme Foods Ltd."]
    assert [token.text for token in form.contacts.tokens()] == ["Dana Whitford"]
    line_of(window).clear()
    enter(form, "call 5 min Acme Foods")  # the name alone replaces it
    assert [token.text for token in form.employers.tokens()] == ["Acme Foods Ltd."]


def test_typing_at_once_does_not_lose_the_employer_that_it_was_opened_from(
    window: MainWindow, employers: dict[str, str]
) -> None:
    window.navigate("session", f"new:{employers['Acme Foods Ltd.']}")
    form = page_of(window).form
    QTest.keyClicks(line_of(window), "call 5 min with Tom")  # no event has run since
    assert not form.employers.tokens()
    wait(lambda: bool(form.employers.tokens()) and not form.quick.pending())
    wait(lambda: [token.text for token in form.contacts.tokens()] == ["Tom Okafor"])
    assert form.values()["minutes_direct"] == "5"


def test_a_line_that_cannot_be_read_goes_to_the_notes_whole(
    window: MainWindow, desk: Application, employers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused(DeskError):
        message = "The disk is gone."

    def fails(*_: object, **__: object) -> None:
        raise Refused

    form = begin(window)
    form._put({"employers": [[employers["Acme Foods Ltd."], "Acme Foods Ltd."]], "minutes_direct": "5"})
    monkeypatch.setattr(type(desk.quick_lines), "read", fails)
    enter(form, "call Acme, liked it")
    wait(lambda: window.shell.banner.text() == "The disk is gone.")
    QTest.keyClick(line_of(window), Qt.Key.Key_Return, CTRL)
    wait(lambda: desk.sessions.count() == 1)
    assert desk.sessions.get(desk.sessions.recent()[0].id).values["narrative"] == "call Acme, liked it"


def test_another_language_keeps_the_line_and_the_timer(window: MainWindow, desk: Application) -> None:
    form = begin(window)
    press(form, "session-timer")
    enter(form, "call 12 min Acme, liked it")
    desk.settings.set("language", "fr")
    wait(lambda: window.t.language == "fr")
    wait(lambda: line_of(window).text() == "call 12 min Acme, liked it")
    form = page_of(window).form
    wait(lambda: not form.quick.pending() and not form.quick.chips.empty())
    assert form.values()["narrative"] == "liked it"
    assert form.quick.chips.texts()[1] == "Téléphone"
    assert form.timer.values()["since"]
    press(form, "session-timer")
    assert not window.timer.running


def test_french(window: MainWindow, desk: Application) -> None:
    desk.settings.set("language", "fr")
    wait(lambda: window.t.language == "fr")
    form = begin(window)
    enter(form, "appel 12 min boulangerie loeuf avec Émilie, promis la fiche d’ici vendredi, très contente")
    assert [token.text for token in form.employers.tokens()] == ["Boulangerie Lœuf & fils ltée"]
    assert [token.text for token in form.contacts.tokens()] == ["Émilie Lœuf"]
    assert form.values()["we_promise"] == [("la fiche", "2026-11-27")]
    assert form.values()["narrative"] == "très contente"


# -- the timer ----------------------------------------------------------------------------------------------


class Steady:
    """Seconds that the program sees go by."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def steady(window: MainWindow) -> Steady:
    made = Steady()
    window.timer._steady = made
    return made


def passes(window: MainWindow, clock: FixedClock, seconds: float) -> None:
    """Time goes by while the computer is awake."""
    steady = window.timer._steady
    assert isinstance(steady, Steady)
    while seconds > 0:
        step = min(30.0, seconds)
        clock.advance(seconds=step)
        steady.seconds += step
        window.timer.tick()
        seconds -= step


def status(window: MainWindow) -> str:
    button = find(window.shell.status, QPushButton, "status-timer")
    return button.text().strip() if button.isVisible() else ""


def test_the_timer_runs_pauses_goes_on_and_gives_its_minutes(
    window: MainWindow, clock: FixedClock, steady: Steady
) -> None:
    form = begin(window)
    press(form, "session-timer")
    passes(window, clock, 65)
    window.timer.tick()
    assert words(form, "session-timer-face") == "1:05"
    assert status(window) == "1:05"
    press(form, "session-timer")
    assert status(window) == ""
    passes(window, clock, 1000)
    press(form, "session-timer")
    enter(form, "call Acme")
    assert status(window).endswith("Acme Foods Ltd.")
    passes(window, clock, 60)
    press(form, "session-timer-stop")
    assert form.minutes["minutes_direct"].minutes() == 3  # 2:05, rounded up
    assert form.total.text() == "Together 3\u00a0min"
    press(form, "session-timer")  # a few seconds more still fit
    passes(window, clock, 40)
    press(form, "session-timer-stop")
    assert form.minutes["minutes_direct"].minutes() == 3


def test_the_timer_counts_for_the_part_that_is_chosen(window: MainWindow, clock: FixedClock, steady: Steady) -> None:
    form = begin(window)
    press(form, "session-timer")
    form.timer._part.setCurrentIndex(2)
    form.timer._part.activated.emit(2)
    passes(window, clock, 601)
    press(form, "session-timer-stop")
    assert form.minutes["minutes_travel"].minutes() == 11
    assert not form.minutes["minutes_direct"].text()


def test_typed_minutes_are_not_overwritten_but_offered(window: MainWindow, clock: FixedClock, steady: Steady) -> None:
    form = begin(window)
    press(form, "session-timer")
    enter(form, "call 12 min Acme")
    passes(window, clock, 14 * 60)
    press(form, "session-timer-stop")
    field = form.minutes["minutes_direct"]
    assert field.minutes() == 12
    press(form, "timer-add")
    assert field.minutes() == 26
    enter(form, " 12")
    assert field.minutes() == 26


def test_saving_takes_the_running_timer(
    window: MainWindow, desk: Application, clock: FixedClock, steady: Steady
) -> None:
    form = begin(window)
    press(form, "session-timer")
    enter(form, "call Acme")
    passes(window, clock, 301)
    QTest.keyClick(line_of(window), Qt.Key.Key_Return, CTRL)
    wait(lambda: desk.sessions.count() == 1)
    assert desk.sessions.recent()[0].minutes == 6
    wait(lambda: not window.timer.running)
    assert status(window) == ""


def test_saving_keeps_typed_minutes_and_says_so(
    window: MainWindow, desk: Application, clock: FixedClock, steady: Steady
) -> None:
    form = begin(window)
    press(form, "session-timer")
    enter(form, "call 12 min Acme")
    passes(window, clock, 20 * 60)
    QTest.keyClick(line_of(window), Qt.Key.Key_Return, CTRL)
    wait(lambda: desk.sessions.count() == 1)
    assert desk.sessions.recent()[0].minutes == 12
    wait(lambda: "The timer counted 20\u00a0min; 12\u00a0min were typed" in window.shell.toast.text())


def test_the_timer_goes_on_when_the_page_is_left_and_the_status_line_leads_back(
    window: MainWindow, desk: Application, clock: FixedClock, steady: Steady
) -> None:
    form = begin(window)
    press(form, "session-timer")
    enter(form, "call Acme")
    window.navigate("employers")
    passes(window, clock, 90)
    window.timer.tick()
    assert status(window) == "1:30 · Acme Foods Ltd."
    press(window.shell.status, "status-timer")
    wait(lambda: window.shell.stack.page_id() == "session")
    form = page_of(window).form
    wait(lambda: words(form, "session-timer-face") == "1:30")
    press(form, "session-timer-stop")
    assert form.minutes["minutes_direct"].minutes() == 2


def test_the_timer_is_found_again_after_a_crash(window: MainWindow, desk: Application, clock: FixedClock) -> None:
    form = begin(window)
    press(form, "session-timer")
    enter(form, "call Acme")
    wait(lambda: bool(desk.drafts.all() and desk.drafts.all()[0].content["employers"]))
    # what the next run of the program makes of the drafts that it finds
    clock.advance(minutes=30)
    again = SessionTimer(desk, window.jobs, window)
    again.find()
    wait(lambda: again.running)
    assert (again.draft, again.title) == (desk.drafts.all()[0].id, "Acme Foods Ltd.")
    counted = again.stop()
    assert (counted.minutes, counted.doubt) == (30, "closed")
    again.deleteLater()


def test_sleep_and_a_changed_clock_are_told(window: MainWindow, clock: FixedClock, steady: Steady) -> None:
    form = begin(window)
    press(form, "session-timer")
    passes(window, clock, 120)
    clock.advance(minutes=45)
    window.timer.tick()
    assert words(form, "session-timer-face") == "2:00"
    assert words(form, "session-timer-doubt") == (
        "The computer slept, or its clock was put ahead by 45\u00a0min, while the timer ran. That is not counted."
    )
    clock.advance(minutes=-120)
    window.timer.tick()
    assert "put back" in words(form, "session-timer-doubt")


def test_asleep_where_the_steady_clock_goes_on(window: MainWindow, clock: FixedClock, steady: Steady) -> None:
    form = begin(window)
    press(form, "session-timer")
    passes(window, clock, 30)
    window.timer.tick()
    clock.advance(hours=1)
    steady.seconds += 3600
    window.timer.tick()
    assert words(form, "session-timer-face") == "0:30"
    assert "1\u00a0h" in words(form, "session-timer-doubt")


def test_one_timer_runs_at_a_time(window: MainWindow, desk: Application, clock: FixedClock, steady: Steady) -> None:
    form = begin(window)
    press(form, "session-timer")
    enter(form, "call Acme")
    wait(lambda: bool(desk.drafts.all() and desk.drafts.all()[0].content["employers"]))
    first = desk.drafts.all()[0].id
    window.navigate("employers")
    passes(window, clock, 200)
    form = begin(window)
    assert words(form, "session-timer-face") == ""
    press(form, "session-timer")

    def kept() -> bool:
        found = desk.drafts.get(first)
        return (
            found is not None and found.content["timer"].get("seconds") == 200 and not found.content["timer"]["since"]
        )

    wait(kept)
    wait(lambda: "Acme Foods Ltd." in window.shell.toast.text())
    assert window.timer.draft != first


def test_discarding_the_draft_ends_its_timer(window: MainWindow, desk: Application) -> None:
    form = begin(window)
    press(form, "session-timer")
    page_of(window).discard()
    assert not window.timer.running
    wait(lambda: desk.drafts.all() == ())


def test_an_employer_who_is_not_known_yet_is_added_from_the_session_or_found_while_typing(
    window: MainWindow, desk: Application, employers: dict[str, str]
) -> None:
    window.navigate("session", "new:")
    form = page_of(window).form
    box = form.employers.focusProxy()
    assert isinstance(box, QLineEdit)
    box.setFocus()
    QTest.keyClicks(box, "Zircon Quarry")
    wait(lambda: form.employers.suggestions() == ["Add “Zircon Quarry” as a new employer…"])
    QTest.keyClick(box, Qt.Key.Key_Return)
    wait(lambda: any(found.isVisible() for found in window.findChildren(NewEmployerDialog)))
    dialog = find(window, NewEmployerDialog, "")
    QTest.keyClick(find(dialog, QLineEdit, "field-legal_name"), Qt.Key.Key_Return, CTRL)
    wait(lambda: [token.text for token in form.employers.tokens()] == ["Zircon Quarry"])
    count = desk.employers.count()
    wait(lambda: not window.findChildren(NewEmployerDialog))
    form._add_employer("Acme Foods Ltd.")
    wait(lambda: any(found.isVisible() for found in window.findChildren(NewEmployerDialog)))
    again = find(window, NewEmployerDialog, "")
    wait(lambda: [one.id for one in again.likely.panel.shown][:1] == [employers["Acme Foods Ltd."]])
    again.likely.use(0)
    wait(lambda: [token.id for token in form.employers.tokens()][1:] == [employers["Acme Foods Ltd."]])
    assert desk.employers.count() == count


def test_a_person_who_is_not_known_yet_is_added_from_the_session(
    window: MainWindow, desk: Application, employers: dict[str, str]
) -> None:
    window.navigate("session", f"new:{employers['Acme Foods Ltd.']}")
    form = page_of(window).form
    wait(lambda: bool(form.employers.tokens()))
    form.contacts.setFocus()
    box = form.contacts.focusProxy()
    assert isinstance(box, QLineEdit)
    box.setFocus()
    QTest.keyClicks(box, "Nora Bell")
    wait(lambda: form.contacts.suggestions() == ["Add “Nora Bell” to Acme Foods Ltd.…"])
    QTest.keyClick(box, Qt.Key.Key_Return)
    wait(lambda: any(found.isVisible() for found in window.findChildren(FormDialog)))
    dialog = next(found for found in window.findChildren(FormDialog) if found.isVisible())
    QTest.keyClick(find(dialog, QLineEdit, "field-family_name"), Qt.Key.Key_Return, CTRL)
    wait(lambda: [token.text for token in form.contacts.tokens()] == ["Nora Bell"])
    assert form.contacts.typed() == ""
    names = [person.name for person in desk.contacts.of_employer(employers["Acme Foods Ltd."])]
    assert sorted(names) == ["Nora Bell", "Tom Okafor"]
