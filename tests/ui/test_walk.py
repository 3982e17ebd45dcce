"""Every page, tab, step and dialog, in both languages and with longer words: nothing cut, everything in reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from talented_desk.bootstrap import Application
from talented_desk.i18n import PSEUDO
from talented_desk.paths import WorkspacePaths
from tests.ui.audit import merged, problems, unreached
from tests.ui.demo_desk import copy_of
from tests.ui.helpers import open_window
from ui.tour import Stop, settled, tour

LOOKS = (("en", 100), ("fr", 100), (PSEUDO, 100), ("fr", 200))


@pytest.mark.parametrize(("language", "scale"), LOOKS)
def test_nothing_is_cut_and_everything_is_in_reach(
    application: QApplication, demo_model: WorkspacePaths, tmp_path: Path, language: str, scale: int
) -> None:
    found: list[tuple[str, str]] = []
    with copy_of(demo_model, tmp_path) as desk:
        desk.settings.set("language", language)
        desk.settings.set("scale", scale)
        with open_window(application, desk) as window:
            names = []
            for stop in tour(desk, window, tmp_path, lambda app: settled(app, 60)):
                names.append(stop.name)
                found += looked_at(desk, stop)
    assert len(names) > 30, names
    lines = merged(found)
    assert not lines, f"{len(lines)} problems:\n" + "\n".join(lines)


def looked_at(desk: Application, stop: Stop) -> list[tuple[str, str]]:
    """What is wrong at a stop; what is gone after a longer rest was a page that still worked."""
    top = stop.widgets[-1]
    for rest in (0, 400):
        if rest:
            settled(desk, rest)
        found = [line for widget in stop.widgets for line in problems(widget)]
        top.activateWindow()
        assert QTest.qWaitForWindowActive(top)
        found += unreached(top)
        if not found:
            break
    return [(stop.name, line) for line in found]
