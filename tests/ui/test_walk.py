"""Every page, tab, step and dialog, in both languages and with longer words: nothing cut, everything in reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from talented_desk.i18n import PSEUDO
from talented_desk.paths import WorkspacePaths
from tests.ui.audit import merged, problems, unreached
from tests.ui.demo_desk import copy_of
from tests.ui.helpers import open_window
from ui.tour import settled, tour

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
                for widget in stop.widgets:
                    found += [(stop.name, line) for line in problems(widget)]
                top = stop.widgets[-1]
                top.activateWindow()
                assert QTest.qWaitForWindowActive(top)
                found += [(stop.name, line) for line in unreached(top)]
    assert len(names) > 30, names
    lines = merged(found)
    assert not lines, f"{len(lines)} problems:\n" + "\n".join(lines)
