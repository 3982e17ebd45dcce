"""English and French for services, documents, the command line and the window, through gettext catalogues.

English is the source. Texts carry named fields (`t("{count} rows", count=3)`), never positional ones, and
never an f-string. Where a text is declared far from where it is shown, mark it with `N_`.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "fr": "Français"}
DEFAULT_LANGUAGE = "en"
PSEUDO = "pseudo"
"""English with each word about 40 % longer, to see whether the screens have room; nobody is offered it."""
DOMAIN = "talented_desk"


_FIELDS = re.compile(r"(\{[^{}]*\})")
_ACCENTS = str.maketrans("aceinouyAEIOU", "àçéîñòùýÀÉÎÒÙ")


def N_(message: str) -> str:
    """Mark a source text for translation where it is declared; `t` translates it where it is shown."""
    return message


class Translator:
    """Speaks one language. Call it with a source text and the values of its named fields."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self._catalogue = _Longer() if language == PSEUDO else _catalogue(self.language)

    def __call__(self, message: str, /, **fields: object) -> str:
        """The text in this language, its fields filled."""
        text = self._catalogue.gettext(message) if message else ""
        return text.format_map(fields) if fields else text

    def plural(self, one: str, many: str, count: int, /, **fields: object) -> str:
        """The text for this number, by the language's own plural rule; `{count}` is filled too."""
        return self._catalogue.ngettext(one, many, count).format_map({"count": count, **fields})


def _catalogue(language: str) -> gettext.NullTranslations:
    if language == DEFAULT_LANGUAGE:
        return _English()
    compiled = files("resources").joinpath("i18n", language, "LC_MESSAGES", f"{DOMAIN}.mo")
    if not compiled.is_file():
        return gettext.NullTranslations()
    with compiled.open("rb") as stream:
        return gettext.GNUTranslations(stream)


class _English(gettext.NullTranslations):
    """The source language: texts as written; one is singular, everything else plural."""


class _Longer(_English):
    """English drawn out and accented; the named fields stay as they are."""

    def gettext(self, message: str) -> str:
        return lengthened(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return lengthened(super().ngettext(msgid1, msgid2, n))


def lengthened(message: str) -> str:
    """The text about 40 % longer: `Save` becomes `Sàvvé·`, `{name}` stays."""
    return "".join(part if part.startswith("{") else _drawn_out(part) for part in _FIELDS.split(message))


def _drawn_out(text: str) -> str:
    owed, result = 0.0, []
    for letter in text:
        result.append(letter.translate(_ACCENTS))
        owed += 0.4
        if letter.isalpha() and owed >= 1:
            result.append(letter.lower().translate(_ACCENTS))
            owed -= 1
    end = len(text.rstrip())
    spaces = len(text) - end
    result[len(result) - spaces : len(result) - spaces] = ["·"] * round(owed)
    return "".join(result)
