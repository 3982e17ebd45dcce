"""How alike two names of employers are: what recognition at import and the search for duplicates share."""

from __future__ import annotations

from rapidfuzz import fuzz

from talented_desk.domain.names import Name

SPELLING = 88
"""How alike (0–100) two names must be to count as one name spelled differently."""
SHORTEST = 8
"""Letters below which a slip makes another name."""


def spelling(one: Name, other: Name) -> int:
    """How alike (0–100) two names are letter by letter; 0 unless one may be a slip of the other."""
    if min(len(one.stem), len(other.stem)) < SHORTEST:
        return 0
    ratio = fuzz.ratio(one.stem, other.stem, score_cutoff=SPELLING)
    return int(ratio) if ratio and spelling_only(one.core.split(), other.core.split()) else 0


def left_out(one: list[str], other: list[str]) -> str:
    """The words that the shorter name lacks: at most two, and it still has two of its own."""
    shorter, longer = sorted((one, other), key=len)
    missing = [word for word in longer if word not in shorter]
    if len(shorter) < 2 or not 1 <= len(missing) <= 2 or len(longer) - len(shorter) != len(missing):
        return ""
    return " ".join(missing) if all(word in longer for word in shorter) else ""


def spelling_only(one: list[str], other: list[str]) -> bool:
    """Whether each word has its like: a distinguishing word that differs makes two companies."""
    if len(one) != len(other):
        return True  # a blank more or less; the whole name was compared already
    return all(x == y or (len(x) >= 4 and fuzz.ratio(x, y) >= 80) for x, y in zip(one, other, strict=True))


def short_of_canada(core: str) -> str:
    """A name's core without “Canada”, which branches of foreign companies carry or drop."""
    return " ".join(word for word in core.split() if word != "canada")


def digits(core: str) -> str:
    """The digits of a name: companies in a series differ by them alone."""
    return "".join(letter for letter in core if letter.isdigit())
