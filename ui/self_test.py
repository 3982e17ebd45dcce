"""What the self-test asks of Qt: its plugins, the fonts and icons on screen, and a picture of every page."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QPluginLoader, QTranslator, qVersion
from PySide6.QtGui import QFontDatabase, QImage, QImageReader
from PySide6.QtPrintSupport import QPrinter

from talented_desk.i18n import LANGUAGES, N_
from talented_desk.self_test import Check, NotAsItShould, Said, Trial
from ui.actions.catalogue import ACTIONS
from ui.navigation import PAGES as PAGE_SPECS
from ui.pictures import Look, take
from ui.qt import qt_application
from ui.theme.fonts import FALLBACK, FAMILY
from ui.theme.icons import IconPainter
from ui.theme.tokens import THEMES, load

PLATFORMS: Final = {"linux": ("xcb", "offscreen"), "darwin": ("cocoa", "offscreen"), "win32": ("windows", "offscreen")}
IMAGES: Final = ("png", "jpg", "svg")
LOOKS: Final = (Look("en", "light", 1366, 768, 100), Look("fr", "dark", 1366, 768, 100))
COLOURS: Final = 10
"""A page with fewer colours than this is empty."""


def platforms(trial: Trial) -> Said:
    """The plugins that open windows load, with every library of the system that they stand on."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    names = PLATFORMS.get(sys.platform, ("offscreen",))
    for name in names:
        found = [path for path in folder.glob(f"*q{name}*") if path.suffix in (".so", ".dll", ".dylib")]
        if not found:
            raise NotAsItShould(what=f"Qt platforms/{name}")
        loader = QPluginLoader(str(found[0]))
        if not loader.load():
            raise NotAsItShould(what=loader.errorString())
        loader.unload()
    return Said(N_("Qt {version} can open windows: {names}."), {"version": qVersion(), "names": ", ".join(names)})


def fonts(trial: Trial) -> Said:
    """The fonts of the screen are registered with Qt."""
    qt_application()
    known = QFontDatabase.families()
    lacking = [family for family in (FAMILY, FALLBACK) if family not in known]
    if lacking:
        raise NotAsItShould(what=", ".join(lacking))
    return Said(N_("The fonts of the screen: {names}."), {"names": f"{FAMILY}, {FALLBACK}"})


def icons(trial: Trial) -> Said:
    """Every icon draws something, and the one of each page and action is among them."""
    names = {
        item.name.removesuffix(".svg")
        for item in files("resources").joinpath("icons").iterdir()
        if item.name.endswith(".svg")
    }
    wanted = {spec.icon for spec in PAGE_SPECS} | {spec.icon for spec in ACTIONS if spec.icon}
    painter = IconPainter()
    bad = sorted(wanted - names)
    bad += [name for name in sorted(names) if not _drawn(painter.pixmap(name, "black", 16).toImage())]
    if bad or not names:
        raise NotAsItShould(what=", ".join(bad) or "resources/icons")
    return Said(N_("{count} icons draw."), {"count": len(names)})


def _drawn(image: QImage) -> bool:
    return any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def themes(trial: Trial) -> Said:
    """The themes' colours and pictures of the usual kinds can be read."""
    for name in THEMES:
        load(name)
    known = {bytes(kind.data()).decode() for kind in QImageReader.supportedImageFormats()}
    lacking = [kind for kind in IMAGES if kind not in known]
    if lacking:
        raise NotAsItShould(what=", ".join(lacking))
    return Said(
        N_("{count} themes, and pictures of the kinds {kinds}."), {"count": len(THEMES), "kinds": ", ".join(IMAGES)}
    )


def words_of_qt(trial: Trial) -> Said:
    """Qt's own words in French, for its dialogs."""
    translator = QTranslator()
    if not translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        raise NotAsItShould(what="qtbase_fr")
    day = QLocale("fr_CA").dayName(1)
    if day != "lundi":
        raise NotAsItShould(what=f"QLocale: {day}")
    return Said(N_("Qt's own words in French."))


def printing(trial: Trial) -> Said:
    """Qt can print, into a file here."""
    qt_application()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    if not printer.isValid():
        raise NotAsItShould(what="QtPrintSupport")
    return Said(N_("Printing is there."))


def pages(trial: Trial) -> Said:
    """Every page, tab and dialog is opened and pictured in both languages."""
    desk = trial.desk
    taken = take(desk, trial.folder / "pictures", LOOKS)
    names = [path.name for path in taken]
    for spec in PAGE_SPECS:
        for language in LANGUAGES:
            if not any(name.startswith(spec.id) and f"-{language}-" in name for name in names):
                raise NotAsItShould(what=f"{spec.id} ({language})")
    empty = [path.name for path in taken if _colours(QImage(str(path))) < COLOURS]
    if empty:
        raise NotAsItShould(what=", ".join(empty))
    return Said(N_("{count} pictures of pages and dialogs in English and French."), {"count": len(taken)})


def _colours(image: QImage) -> int:
    small = image.scaled(160, 90)
    return len({small.pixel(x, y) for x in range(small.width()) for y in range(small.height())})


PARTS: Final[tuple[Check, ...]] = (
    ("platforms", platforms),
    ("screen_fonts", fonts),
    ("icons", icons),
    ("themes", themes),
    ("qt_words", words_of_qt),
    ("printing", printing),
)
PAGES: Final[tuple[Check, ...]] = (("pages", pages),)
