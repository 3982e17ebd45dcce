"""What is printed for each character."""

from __future__ import annotations

import pytest

from talented_desk.packages import fonts
from talented_desk.packages.drawing import pieces, shortened, width_of


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("Prairie & Fils <ltée>", "Prairie &amp; Fils &lt;ltée&gt;"),
        ("e\u0301te\u0301", "été"),
        ("a\u200db\ufe0f\u202ec\x00", "abc"),
        ("👍", "[U+1F44D]"),
        ("سلام", "[U+0633 +3]"),
        ("one\r\ntwo\u2028three", "one<br/>two<br/>three"),
        ("a\tb", "a b"),
        ("\ud800", "[U+D800]"),
        ("ᐃᓄᒃ", '<font name="NotoSansCanadianAboriginal-Regular">ᐃᓄᒃ</font>'),
        ("5\u202f000\u00a0€ ≤ ✓", "5\u202f000\u00a0€ ≤ ✓"),
    ],
)
def test_markup(given: str, printed: str) -> None:
    assert fonts.markup(given) == printed


def test_missing_names_each_character_once() -> None:
    assert fonts.missing("été 👍👍中👍") == "👍中"
    assert fonts.missing("plain") == ""


def test_a_line_is_cut_to_its_width_with_an_ellipsis() -> None:
    parts = shortened(pieces("Groupe ᐃᓄᒃ industriel " * 10, fonts.REGULAR), 9, 200)
    assert "".join(words for _, words in parts).endswith("…")
    assert 150 < width_of(parts, 9) <= 200
    short = pieces("Acme", fonts.REGULAR)
    assert shortened(short, 9, 200) == short
