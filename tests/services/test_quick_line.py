"""The quick line against real records: names found, choices asked, nothing lost."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talented_desk.bootstrap import Application
from talented_desk.cli import run
from talented_desk.domain.quick_line_words import tokens_of
from talented_desk.errors import Cancelled
from talented_desk.services.quick_line import LONGEST_LINE, QuickDraft

EMPLOYERS = {
    "Prairie Robotics Ltd.": ("", "Calgary", ("Dana Whitford", "Yusuf Karim")),
    "Prairie Sky Bakery Inc.": ("", "Airdrie", ("Lee Anne Ross",)),
    "Acme Foothills Foods Ltd.": ("Acme Foods", "Airdrie", ("Tom Okafor", "Tomas Ruiz")),
    "Bow River Glass Works Inc.": ("Bow Glass", "Calgary", ("Harpreet Gill",)),
    "Boulangerie Lœuf & fils ltée": ("Boulangerie Lœuf", "Calgary", ("Émilie Lœuf",)),
    "Centre d’arts de la Vallée": ("", "Calgary", ()),
    "Summit Dental": ("", "Calgary", ("Dana Chow",)),
    "Summit Dental Inc.": ("", "Red Deer", ()),
    "Student Union Society": ("", "Calgary", ()),
}


@pytest.fixture
def ids(desk: Application) -> dict[str, str]:
    made = {}
    for legal, (trade, city, people) in EMPLOYERS.items():
        made[legal] = desk.employers.add({"legal_name": legal, "trade_name": trade, "city": city})
        for name in people:
            given_name, _, family_name = name.rpartition(" ")
            desk.contacts.add({"given_name": given_name, "family_name": family_name}, made[legal], {"role": "owner"})
    return made


def titles(draft: QuickDraft) -> list[str]:
    return [named.chosen.title if named.chosen else f"{named.words}?" for named in (*draft.employers, *draft.contacts)]


@pytest.mark.parametrize(
    ("text", "names", "notes"),
    [
        ("call 12 min Acme re WCB, promised SWPP sheet by Fri", ["Acme Foods"], ""),
        ("call 12 min acme re WCB", ["Acme Foods"], ""),
        ("appel 12 min boulangerie loeuf avec émilie", ["Boulangerie Lœuf", "Émilie Lœuf"], ""),
        ("appel 12 min au centre d'arts de la vallée", ["Centre d’arts de la Vallée"], ""),
        ("call 12 min Prairie Robotics with Dana, liked the guide", ["Prairie Robotics Ltd.", "Dana Whitford"],
         "liked the guide"),
        ("call Acme Foothills Foods Limited 5 min", ["Acme Foods"], ""),
        ("call Tom at Acme 5 min", ["Acme Foods", "Tom Okafor"], ""),
        ("call with Acme 5 min", ["Acme Foods"], ""),
        ("réunion avec Boulangerie Lœuf et Acme, 1h", ["Boulangerie Lœuf", "Acme Foods"], ""),
        ("call w/ Tom Okafor Bow River Glass 5 min, again", ["Bow Glass"], "w/ Tom Okafor, again"),
        ("call w/ Harpreet Gill Bow River Glass 5 min", ["Bow Glass", "Harpreet Gill"], ""),
        ("meeting Acme and Bow Glass 1h", ["Acme Foods", "Bow Glass"], ""),
        ("meeting Acme, Bow Glass 1h", ["Bow Glass", "Acme Foods"], ""),
        # several fit: asked
        ("call 12 min Prairie re WCB", ["Prairie?"], ""),
        ("call 12 min Ac", ["Ac?"], ""),  # too little to be sure, though one name only begins so
        ("call 12 min ac", [], "ac"),
        ("call 12 min Summit Dental", ["Summit Dental?"], ""),
        ("call 5 min Acme with Tom", ["Acme Foods", "Tom?"], ""),
        # several fit, but only one has this person
        ("call 12 min Prairie with Dana re WCB", ["Prairie Robotics Ltd.", "Dana Whitford"], ""),
        # a typing error: asked, even though only one is similar
        ("call 12 min prarie robotics", ["prarie robotics?"], ""),
        # by the person alone
        ("call Harpreet Gill 5 min", ["Bow Glass", "Harpreet Gill"], ""),
        ("call with Harpreet 5 min", ["Harpreet?"], ""),
        # nobody
        ("call 12 min Nobody Knows Inc. re WCB", [], "Nobody Knows Inc."),
        ("call 5 min Acme with Zebulon", ["Acme Foods"], "with Zebulon"),
        # a word in the middle of a sentence that happens to be in a name is asked about
        ("12 min call, spoke of their union housing", ["union?"], "spoke of their, housing"),
        ("call Acme, student liked it 5 min", ["Acme Foods"], "student liked it"),
        ("call Student Union 5 min", ["Student Union Society"], ""),
        ("call Acme re WCB, funding 5 min", ["Acme Foods"], ""),
    ],
)  # fmt: skip
def test_names(desk: Application, ids: dict[str, str], text: str, names: list[str], notes: str) -> None:
    draft = desk.quick_lines.read(text)
    assert (titles(draft), draft.notes) == (names, notes)
    assert ("employers" in draft.unclear) == (not names or names[0].endswith("?"))


def test_what_was_picked_is_taken_for_the_same_words(desk: Application, ids: dict[str, str]) -> None:
    draft = desk.quick_lines.read("call 12 min Prairie re WCB")
    asked = draft.asked()[0]
    assert {one.title for one in asked.offered} == {"Prairie Robotics Ltd.", "Prairie Sky Bakery Inc."}
    bakery = ids["Prairie Sky Bakery Inc."]
    draft = desk.quick_lines.read("call 15 min prairie re WCB and safety", chosen={asked.key: bakery})
    assert titles(draft) == ["Prairie Sky Bakery Inc."]
    assert draft.unclear == ()
    draft = desk.quick_lines.read("call 15 min Acme", chosen={asked.key: bakery})
    assert titles(draft) == ["Acme Foods"]


def test_an_employer_in_the_form_needs_no_name_and_words_do_not_push_it_out(
    desk: Application, ids: dict[str, str]
) -> None:
    here = [ids["Prairie Robotics Ltd."]]
    draft = desk.quick_lines.read("call 12 min with Dana, acm liked it", present=here)
    assert titles(draft) == ["Dana Whitford"]
    assert draft.notes == "acm liked it"
    draft = desk.quick_lines.read("call 12 min Acme Foods", present=here)
    assert (titles(draft), draft.joins) == (["Acme Foods"], False)
    draft = desk.quick_lines.read("call 12 min with Dana and Acme Foods", present=here)
    assert (titles(draft), draft.joins) == (["Acme Foods", "Dana Whitford"], True)


def test_a_misspelt_name_is_asked_though_the_form_has_an_employer(desk: Application, ids: dict[str, str]) -> None:
    here = [ids["Acme Foothills Foods Ltd."]]
    draft = desk.quick_lines.read("call 12 min prarie robotcs", present=here)
    assert draft.employers[0].chosen is None
    assert [one.title for one in draft.employers[0].offered] == ["Prairie Robotics Ltd."]
    own = [ids["Prairie Robotics Ltd."]]
    assert titles(desk.quick_lines.read("call 12 min Prarie Robotcs", present=own)) == ["Prairie Robotics Ltd."]
    draft = desk.quick_lines.read("call 12 min liked the guide, prarie robotcs too", present=here)
    assert (draft.employers, draft.notes) == ((), "liked the guide, prarie robotcs too")
    refused = {desk.quick_lines.read("call 12 min prarie robotcs", present=here).employers[0].key: ""}
    draft = desk.quick_lines.read("call 12 min prarie robotcs", present=here, chosen=refused)
    assert (draft.employers, draft.notes) == ((), "prarie robotcs")


def test_values_say_only_what_the_line_says(desk: Application, ids: dict[str, str]) -> None:
    draft = desk.quick_lines.read("call 12 min prep 5 Acme hier re WCB, promised SWPP sheet by Fri, liked it")
    assert draft.values("2026-11-23") == {
        "minutes_direct": "12",
        "minutes_preparation": "5",
        "channel": "phone",
        "day": "2026-11-22",
        "time": "",
        "we_promise": [("SWPP sheet", "2026-11-27")],
        "employers": [[ids["Acme Foothills Foods Ltd."], "Acme Foods"]],
        "topics": ["wcb"],
        "narrative": "liked it",
    }
    assert desk.quick_lines.read("").values("2026-11-23") == {}


def test_a_reading_that_is_not_wanted_any_more_stops(desk: Application, ids: dict[str, str]) -> None:
    def check() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        desk.quick_lines.read("call Acme 5 min", check=check)


_PIECES = st.sampled_from(
    ["Acme", "acme foods", "Prairie", "Dana", "with", "and", "et", "chez", "call", "12 min", "re", "WCB", ",",
     "student",
     "promised", "by Fri", "d’Acme", "Harpreet Gill", "liked it", "à", "Inc.", "rappeler", "lundi", "xyz", "."]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(text=st.lists(_PIECES, max_size=9).map(" ".join))
def test_every_word_is_in_a_field_or_in_the_notes(desk: Application, ids: dict[str, str], text: str) -> None:
    draft = desk.quick_lines.read(text)
    parts = {(part.start, part.end) for part in (*draft.line.parts, *draft.topics)}
    names = " ".join(named.words for named in (*draft.employers, *draft.contacts))
    small = {"chez", "a", "and", "et", "inc", "with"}  # they go with the name that was found beside them
    lost = [
        token.text
        for token in tokens_of(text)
        if not any(start <= token.start and token.end <= end for start, end in parts)
        and token.text.strip(".") not in draft.notes
        and token.text.strip(".").removeprefix("d’") not in names
        and token.key not in small
    ]
    assert lost == []
    unknown = [part for part in draft.line.of("person") if part.words in draft.unread]
    assert all(part.words in draft.notes for part in unknown)


def test_a_very_long_line_keeps_its_end(desk: Application, ids: dict[str, str]) -> None:
    text = "call 5 min Acme " + "so much to tell " * 400 + "the end"
    draft = desk.quick_lines.read(text)
    assert titles(draft) == ["Acme Foods"]
    assert len(text) > LONGEST_LINE
    assert draft.notes.endswith("the end")
    assert draft.notes.count("tell") == 400


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "home"))


def cli(*arguments: str, language: str = "en") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return run(["--language", language, *arguments], out, err), out.getvalue(), err.getvalue()


@pytest.mark.usefixtures("home")
def test_the_command_line_shows_what_it_read_and_logs_only_when_asked() -> None:
    def add(name: str) -> str:
        code, out, err = cli("employers", "add", f"legal_name={name}")
        assert (code, err) == (0, "")
        return out.strip()

    robotics, _bakery = add("Prairie Robotics Ltd."), add("Prairie Sky Bakery Inc.")
    line = "call 12 min Prairie Robotics re WCB, promised SWPP sheet by 2099-01-01"
    code, out, _ = cli("session", "quick", "call 12 min Prairie Robotics re WCB, promised SWPP sheet, liked it")
    assert code == 0
    for text in (
        "Employer: Prairie Robotics Ltd.",
        "Channel: Phone",
        "Direct: 12",
        "We promise: SWPP sheet",
        "liked it",
    ):
        assert text in out
    assert json.loads(cli("session", "list", "--json")[1]) == []
    code, out, err = cli("session", "quick", "call 12 min Prairie re WCB", "--log")
    assert code == 1
    assert "the employer" in err
    assert "Prairie Sky Bakery Inc." in out
    code, out, err = cli("session", "quick", "call 12 min Prairie re WCB", "--log", "--employer", robotics)
    assert (code, err) == (0, "")
    code, out, err = cli("session", "quick", "--json", line.replace(" by 2099-01-01", ""), "--log")
    assert (code, err) == (0, "")
    logged = json.loads(cli("session", "show", json.loads(out)["id"], "--json")[1])
    assert logged["employers"] == [[robotics, "Prairie Robotics Ltd."]]
    assert (logged["values"]["minutes_direct"], logged["topics"]) == (12, ["wcb"])
    assert len(json.loads(cli("session", "list", "--json")[1])) == 2
