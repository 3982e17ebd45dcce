from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme.fonts import FILES, font
from ui.theme.icons import PROGRAM_SIZES, IconPainter, program_icon
from ui.theme.metrics import Metrics
from ui.theme.palette import palette
from ui.theme.style import style_sheet
from ui.theme.theme import Theme
from ui.theme.tokens import THEMES, colour_roles, contrast, load

ROOT = Path(__file__).resolve().parents[2]

TEXT_PAIRS = [
    (text, ground)
    for text in ("text", "muted", "accent", "ok", "warn", "bad")
    for ground in ("bg", "surface", "raised")
] + [
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_selection", "selection"),
    ("text", "soft"),
    ("accent", "soft"),
    ("text", "hover"),
    ("muted", "hover"),
    ("text", "surface_hover"),
]


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(name: str, text: str, ground: str) -> None:
    tokens = load(name)
    least = 7.0 if tokens.high_contrast else 4.5
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= least


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("role", ["ok", "warn", "bad", "accent"])
def test_words_on_tinted_grounds_can_be_read(name: str, role: str) -> None:
    tokens = load(name)
    for text in (getattr(tokens, role), tokens.text):
        assert contrast(text, tokens.wash(role)) >= (7.0 if tokens.high_contrast else 4.5)


@pytest.mark.parametrize("name", THEMES)
def test_hints_in_empty_fields_can_be_read(name: str) -> None:
    tokens = load(name)
    for ground in (tokens.raised, tokens.surface):
        assert contrast(tokens.hint, ground) >= (7.0 if tokens.high_contrast else 4.5)


@pytest.mark.parametrize("name", THEMES)
def test_borders_of_controls_and_focus_can_be_seen(name: str) -> None:
    tokens = load(name)
    for role in ("control", "accent"):
        for ground in ("bg", "raised"):
            assert contrast(getattr(tokens, role), getattr(tokens, ground)) >= 3.0


def test_high_contrast_is_black_white_and_one_yellow() -> None:
    tokens = load("contrast")
    colours = {getattr(tokens, role) for role in (*colour_roles(), "hover", "surface_hover", "accent_hover")}
    assert colours == {"#000000", "#FFFFFF", tokens.accent}


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_only_the_theme_files_name_colours() -> None:
    named = re.compile(
        r"""["'(]#[0-9A-Fa-f]{3,8}\b|QColor\(\s*\d|QColor\(["']|GlobalColor\.(?!transparent\b)\w+|\brgba?\("""
    )
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in [*(ROOT / "ui").rglob("*.py"), ROOT / "resources" / "themes" / "style.qss"]
        for line in path.read_text("utf-8").splitlines()
        if named.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_is_whole(application: QApplication, name: str) -> None:
    sheet = style_sheet(load(name), Metrics(200, "compact"), "arrow.svg")
    assert "$" not in sheet
    assert not re.search(r"\d+u\b", sheet)
    assert "min-height: 56px" in sheet  # a hit target of 28 at twice the size


@pytest.mark.parametrize("scale", [100, 125, 150, 200])
def test_sizes_grow_together(scale: int) -> None:
    metrics = Metrics(scale)
    assert metrics.row == round(32 * scale / 100)
    assert metrics.target >= 28
    assert metrics.text("body") == pytest.approx(13.5 * scale / 100)
    assert Metrics(scale, "compact").row == round(26 * scale / 100)


def test_the_bundled_fonts_load(application: QApplication, theme: Theme) -> None:
    folder = files("resources").joinpath("fonts")
    if not all(folder.joinpath(name).is_file() for name in FILES):
        pytest.fail("the bundled fonts are missing")
    assert QFontInfo(font(theme.metrics)).family() == "Inter"
    assert QFontInfo(font(theme.metrics, strong=True)).weight() == 600
    assert font(theme.metrics, "title").pointSizeF() > font(theme.metrics).pointSizeF()


@pytest.mark.parametrize("name", THEMES)
def test_the_palette_is_the_tokens(application: QApplication, name: str) -> None:
    tokens, colours = load(name), palette(load(name))
    assert colours.color(QPalette.ColorRole.Window) == QColor(tokens.bg)
    assert colours.color(QPalette.ColorRole.Highlight) == QColor(tokens.selection)


def test_every_icon_draws_something_in_its_colour(application: QApplication) -> None:
    painter = IconPainter()
    names = [path.name[:-4] for path in files("resources").joinpath("icons").iterdir() if path.name.endswith(".svg")]
    assert len(names) > 100
    for name in names:
        image = painter.pixmap(name, "#FF0000", 16, 2.0).toImage()
        assert (image.width(), image.height()) == (32, 32)
        inked = [image.pixelColor(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 200]
        assert inked, name
        assert all(colour.red() > 200 and colour.green() < 60 for colour in inked), name


def test_icons_are_drawn_once(application: QApplication) -> None:
    painter = IconPainter()
    first = painter.pixmap("search", "#123456", 16)
    assert painter.pixmap("search", "#123456", 16).cacheKey() == first.cacheKey()
    painter.clear()
    assert painter.pixmap("search", "#123456", 16).cacheKey() != first.cacheKey()


def test_switching_the_theme_restyles_and_tells(theme: Theme, application: QApplication) -> None:
    told: list[str] = []

    def listen() -> None:
        told.append(theme.tokens.name)

    theme.changed.connect(listen)
    theme.use("dark", 150, "compact")
    assert application.palette().color(QPalette.ColorRole.Window) == QColor(load("dark").bg)
    assert theme.metrics.row == 39
    theme.use("dark", 150, "compact")
    theme.use("light", 100, "comfortable")
    assert told == ["dark", "light"]
    theme.changed.disconnect(listen)


def test_the_program_has_its_own_icon_in_every_size(application: QApplication) -> None:
    icon = program_icon()
    assert {(size.width(), size.height()) for size in icon.availableSizes()} == {(n, n) for n in PROGRAM_SIZES}
    for size in PROGRAM_SIZES:
        image = icon.pixmap(size, size).toImage()
        assert image.pixelColor(0, 0).alpha() == 0  # its corners are round
        assert image.pixelColor(size // 2, 2 * size // 16).name() == "#0b5ca8"
