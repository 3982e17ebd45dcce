"""English and French for services, documents, the command line and the window, through gettext catalogues.

English is the source. Texts carry named fields (`t("{count} rows", count=3)`), never positional ones, and
never an f-string. Where a text is declared far from where it is shown, mark it with `N_`.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "fr": "Français"}
DEFAULT_LANGUAGE = "en"
DOMAIN = "talented_desk"


def N_(message: str) -> str:
    """Mark a source text for translation where it is declared; `t` translates it where it is shown."""
    return message


class Translator:
    """Speaks one language. Call it with a source text and the values of its named fields."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self._catalogue = _catalogue(self.language)

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
