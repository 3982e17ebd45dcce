"""The main pages look as they did: small pictures of a fixed workspace, compared as an eye would.

After a wanted change: `TALENTED_DESK_REFRESH=1 python -m pytest tests/ui/test_golden.py`, then look at the pictures.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from talented_desk.paths import WorkspacePaths
from tests.ui.demo_desk import copy_of
from tests.ui.helpers import open_window
from ui.tour import settled, tour

GOLDEN: Final = Path(__file__).parent / "golden"
SIGHTS: Final = (
    "employers",
    "employer-timeline",
    "session",
    "placements",
    "placement-facts",
    "import-preview",
    "settings",
)
WIDTH: Final = 455
"""A third of the window: letters become grey, so that another build of FreeType draws the same."""
FAR: Final = 40
"""A difference of one colour channel that one sees in a picture of this size."""
SHARE: Final = 0.06
"""The part of the picture that may differ so. Where fonts are hinted otherwise, words are wider by a hair and a label
or two wraps: up to 4 %. Another arrangement is more."""


def difference(one: QImage, other: QImage) -> float:
    """The share of points that differ visibly; 1 for pictures of different sizes."""
    if one.size() != other.size():
        return 1.0
    first, second = (image.convertToFormat(QImage.Format.Format_RGB888) for image in (one, other))
    far = 0
    for y in range(first.height()):
        a, b = bytes(memoryview(first.constScanLine(y))), bytes(memoryview(second.constScanLine(y)))  # type: ignore[arg-type]
        for x in range(0, 3 * first.width(), 3):
            far += max(abs(a[x] - b[x]), abs(a[x + 1] - b[x + 1]), abs(a[x + 2] - b[x + 2])) > FAR
    return far / (first.width() * first.height())


@pytest.mark.parametrize(("language", "theme_name"), [("en", "light"), ("fr", "dark")])
def test_the_main_pages_look_as_they_did(
    application: QApplication, demo_model: WorkspacePaths, tmp_path: Path, language: str, theme_name: str
) -> None:
    seen: dict[str, QImage] = {}
    with copy_of(demo_model, tmp_path) as desk:
        desk.settings.set("language", language)
        desk.settings.set("theme", theme_name)
        with open_window(application, desk) as window:
            for stop in tour(desk, window, tmp_path, lambda app: settled(app, 240)):
                if stop.name in SIGHTS:
                    image = stop.widgets[0].grab().toImage()
                    seen[stop.name] = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
                if len(seen) == len(SIGHTS):
                    break
    assert sorted(seen) == sorted(SIGHTS)
    others = []
    for name, image in seen.items():
        path = GOLDEN / f"{name}-{language}-{theme_name}.png"
        if os.environ.get("TALENTED_DESK_REFRESH"):
            image.convertToFormat(QImage.Format.Format_RGB888).save(str(path))
        share = difference(image, QImage(str(path)))
        if share > SHARE:
            image.save(str(tmp_path / path.name))
            others.append(f"{path.name}: {share:.1%} differs; as it is now: {tmp_path / path.name}")
    assert not others, "\n".join(others)


def test_a_difference_that_one_sees_is_found() -> None:
    image = QImage(str(GOLDEN / "employers-en-light.png"))
    moved = image.copy(0, 12, image.width(), image.height())
    assert difference(image, image) == 0
    assert difference(image, moved) > SHARE
    assert difference(image, QImage()) == 1
