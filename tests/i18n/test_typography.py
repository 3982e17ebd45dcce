"""The French reads as French is printed in Canada, in the words that the field uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest

from scripts.translations import load

NBSP: Final = "\u00a0"
# each: what it is, a pattern of what is wrong
WRONG: Final = {
    "three dots are one sign": r"\.\.\.",
    "a straight apostrophe": r"\w'\w",
    "straight quotation marks": r'"',
    "English quotation marks": "[“”]",
    "a no-break space before : ; ? !": rf"[^{NBSP}\d\s:/;?!{{}}][:;?!](?![\w/])|[ \u202f][:;?!](?!\w)|}}[:;?!](?!\w)",
    "a no-break space inside « »": rf"«(?!{NBSP})|(?<!{NBSP})»",
    "a no-break space before % and $": r"[\d}] ?[%$]",
    "two spaces": "  ",
    "a capital without its accent": (
        r"\b(A (?!l[ae] fois)|Ca\b|Etes|Etudes|E(tat|cole|tape|diter|tablissement|valuation|quit|cran|tudiant)"
        r"|E(ch[ée]ance|chec|crire|crivez|l[ée]ment|nergie|tendue))"
    ),
    "oe in one letter": r"\b([Cc]oeur|[Oo]euvre|[Mm]anoeuvre|[Ss]oeur|[Vv]oeu)",
}
# each: the word that is not used here, and the one that is
WORDS: Final = {
    r"\bWIL\b": "AIT",
    r"\bPSI\b": "EEPS",
    r"\bMOU\b": "protocole d’entente",
    r"\b[Ee]-?mails?\b": "courriel",
    r"\b[Oo]pportunités?\b": "possibilité",
    r"\b[Dd]igital": "numérique",
    r"\b[Cc]ompléter\b": "remplir, terminer",
    r"\b[Cc]ontactez\b": "communiquez avec",
    r"\b[Oo]fficiers?\b": "agent de liaison",
    # the session of a computer is one; what an officer does with an employer is not
    r"\b[Ss]essions?\b(?! de la personne| de votre ordinateur)": "séance de soutien",
    r"\b[Ww]eek-?end\b": "fin de semaine",
}


def translations() -> Iterator[tuple[str, str]]:
    """Every French form with its source."""
    for message in load():
        if message.id:
            for form in message.string if isinstance(message.string, tuple) else (message.string,):
                # what stands in braces is filled in later and is not language
                yield str(message.id), re.sub(r"\{[^}]*\}", "{}", str(form))


@pytest.mark.parametrize("what", WRONG)
def test_typography(what: str) -> None:
    assert [text for _, text in translations() if re.search(WRONG[what], text)] == []


@pytest.mark.parametrize("word", WORDS)
def test_words(word: str) -> None:
    assert [text for _, text in translations() if re.search(word, text)] == [], f"here one says: {WORDS[word]}"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("three dots are one sign", "Attendre..."),
        ("a straight apostrophe", "l'employeur"),
        ("straight quotation marks", 'dit "oui"'),
        ("English quotation marks", "“oui”"),
        ("a no-break space before : ; ? !", "Quoi?"),
        ("a no-break space before : ; ? !", "Nom : {}"),
        ("a no-break space before : ; ? !", "{}: absent"),
        ("a no-break space inside « »", "« oui »"),
        ("a no-break space before % and $", "{} %"),
        ("two spaces", "un  deux"),
        ("a capital without its accent", "Etat du dossier"),
        ("oe in one letter", "main d’oeuvre: coeur"),
    ],
)
def test_the_check_sees_it(what: str, text: str) -> None:
    assert re.search(WRONG[what], text)


@pytest.mark.parametrize(
    "text", ["À 14:05", f"Nom{NBSP}: {{}}", f"Quoi{NBSP}?", f"«{NBSP}oui{NBSP}»", "https://a.ca/b"]
)
def test_the_check_lets_it_pass(text: str) -> None:
    assert [what for what, pattern in WRONG.items() if re.search(pattern, text)] == []
