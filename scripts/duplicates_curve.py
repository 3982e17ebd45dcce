"""Precision and recall of the search for duplicates on the sets with known answers: the table and picture of the docs.

    python -m scripts.duplicates_curve

writes `docs/pictures/duplicates-curve.svg` and the table in `docs/duplicates.md`. A test holds both to be up to date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from talented_desk.domain.duplicates import LOOK, MERGE
from tests import duplicate_sets as sets

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
PAGE: Final = DOCS / "duplicates.md"
PICTURE: Final = DOCS / "pictures" / "duplicates-curve.svg"
STEPS: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
FINE: Final = tuple(step / 100 for step in range(2, 100))
_MARKED: Final = re.compile(r"(<!-- table -->\n).*?(<!-- end of table -->)", re.S)
_WIDE, _HIGH, _LEFT, _TOP, _GAP = 330, 240, 56, 44, 92
Curve = list[tuple[float, float, float]]


def panels() -> list[tuple[str, Sequence[sets.Labelled]]]:
    """What is drawn and told: the half held back of the real lines, and the people."""
    held_back = [pair for pair in sets.employers() if pair.half == "report"]
    return [("Employers: 264 pairs of real lines", held_back), ("People: FEBRL 3, 6,538 pairs", sets.people(3))]


def table() -> str:
    """The figures at some thresholds as a table of Markdown."""
    curves = [sets.curve(pairs, STEPS) for _, pairs in panels()]
    lines = ["| score from | employers: precision | recall | people: precision | recall |", "|---|---|---|---|---|"]
    for one, other in zip(*curves, strict=True):
        name = {LOOK: " (shown)", MERGE: " (merge)"}.get(one[0], "")
        lines.append(f"| {one[0]:.2f}{name} | {one[1]:.3f} | {one[2]:.3f} | {other[1]:.3f} | {other[2]:.3f} |")
    return "\n".join(lines) + "\n"


def picture() -> str:
    """Both curves of both sets over the threshold, as SVG."""
    width, height = _LEFT + 2 * _WIDE + _GAP + 24, _TOP + _HIGH + 84
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="Noto Sans, Arial, sans-serif" font-size="12" role="img">',
        "<title>Precision and recall by the score from which pairs are shown</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, (title, pairs) in enumerate(panels()):
        parts += _panel(_LEFT + number * (_WIDE + _GAP), title, sets.curve(pairs, FINE))
    return "\n".join((*parts, "</svg>")) + "\n"


def _panel(left: int, title: str, curve: Curve) -> list[str]:
    def at(step: float, share: float) -> str:
        return f"{left + step * _WIDE:.1f},{_TOP + (1 - share) * _HIGH:.1f}"

    bottom = _TOP + _HIGH
    parts = [f'<text x="{left}" y="{_TOP - 18}" font-size="14" fill="#1b1f24">{title}</text>']
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        x, y = left + tick * _WIDE, _TOP + (1 - tick) * _HIGH
        parts.append(f'<path d="M{left} {y:.1f}H{left + _WIDE}" stroke="#e3e6ea"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#57606a">{tick:g}</text>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle" fill="#57606a">{tick:g}</text>')
    for step, name in ((LOOK, "shown"), (MERGE, "merge")):
        x = left + step * _WIDE
        parts.append(f'<path d="M{x:.1f} {_TOP}V{bottom}" stroke="#57606a" stroke-dasharray="4 4"/>')
        parts.append(f'<text x="{x - 5:.1f}" y="{bottom - 8}" text-anchor="end" fill="#57606a">{name}</text>')
    for index, name, colour in ((1, "precision", "#0072B2"), (2, "recall", "#D55E00")):
        points = " ".join(at(row[0], row[index]) for row in curve)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        x = left + (index - 1) * 110
        parts.append(f'<path d="M{x} {bottom + 58}h22" stroke="{colour}" stroke-width="2.5"/>')
        parts.append(f'<text x="{x + 28}" y="{bottom + 62}" fill="#1b1f24">{name}</text>')
    parts.append(
        f'<text x="{left + _WIDE / 2}" y="{bottom + 38}" text-anchor="middle" fill="#57606a">score from</text>'
    )
    return parts


def main() -> None:
    """Write both files."""
    PICTURE.write_text(picture(), "utf-8")
    PAGE.write_text(_MARKED.sub(lambda found: found[1] + table() + found[2], PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
