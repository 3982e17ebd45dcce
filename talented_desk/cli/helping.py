"""The help of the command line in the language of the person who asks: argparse keeps English, this puts the rest in.

argparse's own complaints about wrong use stay English: it has no place where others could be put.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Final

from talented_desk.compat import override
from talented_desk.i18n import LANGUAGES, N_, Translator

TITLES: Final = {"positional arguments": N_("what to name"), "options": N_("options")}
OWN: Final = {
    "show this help message and exit": N_("show this help"),
    "show program's version number and exit": N_("show the version"),
}
"""argparse's words, each with ours."""


def language_of(argv: Sequence[str], otherwise: str) -> str:
    """The language that the arguments ask for, before they are parsed: `--help` ends the parsing."""
    for at, word in enumerate(argv):
        name, sign, value = word.partition("=")
        if name == "--language":
            asked = value if sign else "".join(argv[at + 1 : at + 2])
            return asked if asked in LANGUAGES else otherwise
    return otherwise


def speak(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Put the help of a parser and of all its commands into the translator's language."""
    parser.description = _said(parser.description, t)
    parser.formatter_class = _formatter(t)
    for group in parser._action_groups:
        group.title = t(TITLES[group.title]) if group.title in TITLES else group.title
    for action in parser._actions:
        action.help = _said(action.help, t)
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                choice.help = _said(choice.help, t)
            for command in action.choices.values():
                speak(command, t)


def _said(text: str | None, t: Translator) -> str | None:
    return t(OWN.get(text, text)) if text and text != argparse.SUPPRESS else text


def _formatter(t: Translator) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        @override
        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[argparse._MutuallyExclusiveGroup],
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, f"{t('usage:')} " if prefix is None else prefix)

    return Formatter
