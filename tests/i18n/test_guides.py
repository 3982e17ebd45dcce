"""The guides call what is on the screen by the words that are on the screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.translations import load

GUIDES = Path(__file__).parents[2] / "resources" / "help"


def words(language: str) -> set[str]:
    """The texts of the screen in this language."""
    column = "string" if language == "fr" else "id"
    return {str(getattr(message, column)) for message in load() if message.id}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_quoted_word_is_on_the_screen(language: str) -> None:
    guide = (GUIDES / f"{language}.md").read_text("utf-8")
    buttons = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", guide)
    tabs = re.findall(r"\(\*\*([^*]+)\*\*\)", guide)
    steps = [step.rstrip(".") for step in re.findall(r"^\d\. \*\*([^*]+)\*\*", guide, re.MULTILINE)]
    assert len(buttons) > 5
    assert len(tabs) > 5
    assert len(steps) == 3
    assert {*buttons, *tabs, *steps} <= words(language)
