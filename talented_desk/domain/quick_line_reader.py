"""The quick line while it is read: its words, which of them are taken, and by which parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from talented_desk.domain.quick_line_words import Token, tokens_of, word_set

Kind = Literal[
    "channel", "minutes", "day", "time", "topic", "barrier", "outcome", "language", "subject", "person",
    "we_promise", "they_promise", "follow_up",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the line that was read. `words` is it as typed, from `start` to `end`.

    `value` is a code (channel, topic, barrier, outcome, language), an ISO day, a time `14:05`, minutes as digits, or
    text (subject, a person's name, what is promised or to be done). `field` is the field of minutes; `due` an ISO day.
    """

    kind: Kind
    start: int
    end: int
    words: str
    value: str
    field: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that no part has, up to the next part or comma."""

    tokens: tuple[Token, ...]
    text: str
    first: bool
    """Whether the stretch begins its clause."""

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


class Reader:
    """The line while it is read: which words are taken, and by which parts."""

    def __init__(self, text: str, today: date) -> None:
        self.text, self.today = text, today
        self.tokens = tokens_of(text)
        self.taken = [False] * len(self.tokens)
        self.parts: list[Part] = []

    def free_end(self, at: int) -> int:
        """The end of the free words from here on, over commas."""
        while at < len(self.tokens) and not self.taken[at]:
            at += 1
        return at

    def clause_end(self, at: int) -> int:
        """The end of the free words of this clause from here on."""
        while at < len(self.tokens) and not self.taken[at]:
            at += 1
            if self.tokens[at - 1].ends:
                break
        return at

    def begins(self, at: int) -> bool:
        """Whether a clause begins here."""
        return at == 0 or self.tokens[at - 1].ends

    def closes(self, at: int) -> bool:
        """Whether nothing free follows in the clause before `at`."""
        return at >= len(self.tokens) or self.tokens[at - 1].ends or self.taken[at]

    def slice(self, at: int, end: int) -> str:
        """The words as typed, without marks at their ends."""
        return self.text[self.tokens[at].start : self.tokens[end - 1].end].strip(" ,;.") if at < end else ""

    def words_before(self, at: int) -> int:
        """Where the words `and`, « et » before this place begin that only join it to what stands before."""
        while at > 0 and not self.taken[at - 1] and self.tokens[at - 1].key in word_set("and", "small"):
            at -= 1
        return at

    def take(self, kind: Kind, at: int, end: int, value: str, *, field: str = "", due: str = "") -> None:
        """Give these words to a part."""
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        self.parts.append(Part(kind, start, stop, self.text[start:stop].strip(" ,;"), value, field, due))
        for place in range(at, end):
            self.taken[place] = True

    def has(self, kind: Kind, field: str = "") -> bool:
        """Whether there is such a part already."""
        return any(part.kind == kind and part.field == field for part in self.parts)

    def stretches(self) -> tuple[Stretch, ...]:
        """What nobody took."""
        found: list[Stretch] = []
        at = 0
        while at < len(self.tokens):
            if self.taken[at]:
                at += 1
                continue
            end = self.clause_end(at)
            found.append(stretch(self.text, self.tokens[at:end], self.begins(at)))
            at = end
        return tuple(found)


def stretch(text: str, tokens: tuple[Token, ...], first: bool) -> Stretch:
    """These words of the line as a stretch."""
    return Stretch(tokens, text[tokens[0].start : tokens[-1].end], first)
