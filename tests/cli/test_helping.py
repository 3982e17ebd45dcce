"""The command line's help is in the language of the person who asks, whole."""

from __future__ import annotations

import argparse
import re
from typing import Final

import pytest

from talented_desk.cli import parser, run
from talented_desk.cli.helping import language_of, speak
from talented_desk.i18n import Translator

CODES: Final = re.compile(r"[a-z_]+(, [a-z_]+)+( …)?")
"""A list of what may be typed, the same in every language."""


def texts(top: argparse.ArgumentParser) -> set[str]:
    """Every text of the help of a parser and of its commands."""
    found = {top.description or ""}
    for action in top._actions:
        found.add(action.help or "")
        if isinstance(action, argparse._SubParsersAction):
            found |= {choice.help or "" for choice in action._choices_actions}
            for command in action.choices.values():
                found |= texts(command)
    return found - {"", argparse.SUPPRESS}


def test_every_text_of_the_help_has_its_french() -> None:
    english, french = parser(), parser()
    speak(english, Translator("en"))
    speak(french, Translator("fr"))
    kept = texts(english) & texts(french)
    assert len(texts(english)) > 100
    assert {text for text in kept if not CODES.fullmatch(text)} <= {"options"}


@pytest.mark.parametrize(
    ("argv", "otherwise", "language"),
    [
        (["--help"], "fr", "fr"),
        (["--language", "fr", "--help"], "en", "fr"),
        (["--language=en", "demo"], "fr", "en"),
        (["--language", "xx"], "fr", "fr"),
        (["--language"], "en", "en"),
    ],
)
def test_the_language_is_known_before_the_arguments_are_parsed(argv: list[str], otherwise: str, language: str) -> None:
    assert language_of(argv, otherwise) == language


def test_help_and_wrong_use_end_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--language", "fr", "session", "log", "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("utilisation\u00a0: talented-desk session log")
    assert "minutes de déplacement" in told
    assert run(["--language", "fr", "session", "nothing"]) == 2
