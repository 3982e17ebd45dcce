"""The fonts of the documents, and the check that every character has a glyph in them.

ReportLab prints an empty box for a missing glyph and says nothing. So each text is looked up against the
fonts' own character maps first: Canadian syllabics go to the fallback font, characters that are never seen
(joiners, direction marks, variation selectors) are left out, and every run of characters that no bundled
font holds is replaced by its code point: `[U+1F600]`, or for a longer run `[U+0645 +5]` (the first one and how
many more).
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Final
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "Inter-Regular"
SEMIBOLD: Final = "Inter-SemiBold"
FALLBACK: Final = "NotoSansCanadianAboriginal-Regular"
VERSIONS: Final = {"Inter": "4.001", "Noto Sans Canadian Aboriginal": "2.000"}

_LOADING = threading.Lock()
_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\v\f]")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which code points the main font holds in every weight, and which the fallback does."""

    main: frozenset[int]
    fallback: frozenset[int]


@functools.cache
def _load() -> Coverage:
    maps: dict[str, frozenset[int]] = {}
    for name in (REGULAR, SEMIBOLD, FALLBACK):
        with as_file(files("resources").joinpath("fonts", f"{name}.ttf")) as path:
            font = TTFont(name, str(path))
        registerFont(font)
        maps[name] = frozenset(font.face.charToGlyph)
    registerFontFamily(REGULAR, REGULAR, SEMIBOLD, REGULAR, SEMIBOLD)
    return Coverage(maps[REGULAR] & maps[SEMIBOLD], maps[FALLBACK])


def coverage() -> Coverage:
    """Register the fonts with ReportLab, once a process, and say what they hold. Safe from any thread."""
    with _LOADING:
        return _load()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one font prints; `missing` holds the characters it stands for, if replaced."""

    text: str
    fallback: bool = False
    missing: str = ""


def runs(text: str) -> tuple[Run, ...]:
    """Split a text by the font that prints it, with what cannot be printed replaced visibly."""
    known = coverage()
    text = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text))
    found: list[tuple[str, list[str]]] = []
    for character in text:
        kind = _kind(character, known)
        if kind == "never":
            continue
        if not found or found[-1][0] != kind:
            found.append((kind, []))
        found[-1][1].append(" " if character == "\t" else character)
    return tuple(
        Run(_replacement(part), missing="".join(part)) if kind == "missing" else Run("".join(part), kind == "fallback")
        for kind, part in found
    )


def plain(text: str) -> str:
    """The text for one line drawn in the main font: what the main font lacks is replaced, breaks are spaces."""
    return "".join(_replacement(list(run.text)) if run.fallback else run.text.replace("\n", " ") for run in runs(text))


def markup(text: str) -> str:
    """The text as ReportLab paragraph markup: escaped, with the fallback font where it is needed."""
    if text.isascii() and text.isprintable():
        return escape(text)
    parts = []
    for run in runs(text):
        safe = escape(run.text).replace("\n", "<br/>")
        parts.append(f'<font name="{FALLBACK}">{safe}</font>' if run.fallback else safe)
    return "".join(parts)


def missing(text: str) -> str:
    """The characters that no bundled font holds, each once, in order of appearance."""
    if text.isascii() and text.isprintable():
        return ""
    return "".join(dict.fromkeys("".join(run.missing for run in runs(text))))


def _kind(character: str, known: Coverage) -> str:
    code = ord(character)
    if character == "\n":
        return "main"
    if unicodedata.category(character) in ("Cc", "Cf") or 0xFE00 <= code <= 0xFE0F or code == 0x034F:
        return "main" if character == "\t" else "never"
    if code in known.main:
        return "main"
    return "fallback" if code in known.fallback else "missing"


def _replacement(characters: list[str]) -> str:
    first = f"U+{ord(characters[0]):04X}"
    return f"[{first}]" if len(characters) == 1 else f"[{first} +{len(characters) - 1}]"
