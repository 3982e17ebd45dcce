"""Today, and five calls."""

from __future__ import annotations

from functools import partial

from talented_desk.services.sessions import SessionRecord
from tests.ui.day.conftest import Day
from tests.ui.day.keys import focused, popup
from tests.ui.day.words import Call
from tests.ui.helpers import find, wait
from ui.pages.session.page import SessionPage
from ui.pages.today.agenda import Agenda


def today(day: Day) -> None:
    """One done, one snoozed, one handed over, each with a key or two."""
    keys, app = day.keys, day.app
    agenda = find(day.window, Agenda, "agenda")
    wait(lambda: focused() == "agenda" and len(agenda.lines()) > 8)
    day.film.frame("today")
    open_before = {task.id: task for task in app.tasks.open()}
    first, second, third = _ticked(agenda)
    while agenda.selected()[0].title != first:
        keys.press("Down")
    keys.press("D")
    wait(lambda: first not in [line.title for line in agenda.lines()])
    day.film.frame("done")
    assert agenda.selected()[0].title == second
    keys.press("S")
    wait(lambda: popup() is not None)
    day.film.frame("snooze")
    keys.press("Return")  # the first answer is current: tomorrow
    wait(lambda: second not in [line.title for line in agenda.lines()])
    assert agenda.selected()[0].title == third
    keys.press("H")
    wait(lambda: popup() is not None)
    day.film.frame("hand-over")
    keys.press("Return")
    wait(lambda: third not in [line.title for line in agenda.lines()])
    day.film.frame("handed-over")
    left = {task.id: task for task in app.tasks.open()}
    gone = [task for task in open_before.values() if task.id not in left]
    assert [task.subject for task in gone] == [first]
    me = app.database.identity.officer_id
    moved = [task for task in left.values() if task.officer_id != open_before[task.id].officer_id]
    assert [task.subject for task in moved] == [third] and moved[0].officer_id != me
    wait(lambda: focused() == "agenda")


def calls(day: Day) -> list[int]:
    """Five sessions, each from one line; the strokes that each took."""
    plain, timed, elsewhere, misspelt, parts = day.words.calls
    drafts, strokes = len(day.app.drafts.all("support_session")), []
    for number, call in enumerate((plain, timed, elsewhere, misspelt, parts), 1):
        began, before = day.keys.strokes, day.app.sessions.count()
        if call is elsewhere:
            day.keys.press("Ctrl+7")
            wait(lambda: day.page() == "reports")
        _line(day)
        if call is timed:
            day.keys.press("Ctrl+Shift+T")
            day.passes(6 * 60 + 30)
            day.film.frame("timer")
        day.keys.type(call.line)
        _read(day)
        day.film.frame(f"call-{number}")
        if call is misspelt:
            _choose(day, call)
        day.keys.press("Ctrl+Return")
        wait(partial(_saved, day, before + 1))
        strokes.append(day.keys.strokes - began)
        _kept(day, call)
        day.film.frame(f"call-{number}-saved")
    assert len(day.app.drafts.all("support_session")) == drafts
    return strokes


def back(day: Day) -> None:
    """The way back from what was saved leads to that, not to a form that would save it once more."""
    count = day.app.sessions.count()
    day.keys.press("Alt+Left")
    wait(lambda: day.page() == "session")
    page = day.window.shell.stack.page()
    assert isinstance(page, SessionPage)
    wait(lambda: page._session == day.app.sessions.recent(1)[0].id)
    day.film.frame("back")
    day.keys.press("Ctrl+Return")
    wait(lambda: day.page() == "employer")
    assert day.app.sessions.count() == count


def _ticked(agenda: Agenda) -> tuple[str, str, str]:
    first, second, third, *_ = (line.title for line in agenda.lines() if line.tick)
    return first, second, third


def _saved(day: Day, count: int) -> bool:
    return day.app.sessions.count() == count and day.page() == "employer"


def _line(day: Day) -> None:
    day.keys.press("Ctrl+J")
    wait(lambda: day.page() == "session" and focused() == "session-quick")


def _read(day: Day) -> None:
    page = day.window.shell.stack.page()
    assert isinstance(page, SessionPage)
    wait(lambda: not page.form.quick.pending())


def _choose(day: Day, call: Call) -> None:
    """A name that is not one is never guessed: Enter asks, Enter takes the first."""
    page = day.window.shell.stack.page()
    assert isinstance(page, SessionPage)
    assert call.employer not in [token.text for token in page.form.employers.tokens()]
    day.keys.press("Return")
    wait(lambda: popup() is not None)
    day.film.frame("misspelt")
    day.keys.press("Return")
    wait(lambda: [token.text for token in page.form.employers.tokens()] == [call.employer])
    _read(day)


def _kept(day: Day, call: Call) -> None:
    row = day.app.sessions.recent(1)[0]
    found: SessionRecord = day.app.sessions.get(row.id)
    assert [name for _, name in found.employers] == [call.employer]
    assert (found.values["channel"], found.values["minutes_direct"]) == (call.channel, call.direct)
    promised = [one.subject for one in day.app.tasks.promises(employer_id=found.employers[0][0])]
    assert not call.promise or call.promise in promised
    wait(lambda: focused() not in ("", "session-quick"))
