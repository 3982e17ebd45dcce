"""The quick line as officers type it, in English, French and both; and whatever else can be typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from talented_desk.domain import codes
from talented_desk.domain.quick_line import QuickLine, read_line, topics_of
from talented_desk.domain.quick_line_words import _file, phrases, tokens_of
from talented_desk.domain.support import MINUTES

MONDAY = date(2026, 11, 23)

Said = dict[str, object]


def said(text: str) -> Said:
    """What a line says, in short: values by kind, minutes by part, the open words."""
    line = read_line(text, MONDAY)
    result: Said = {}
    for part in line.parts:
        if part.kind == "minutes":
            result[part.field.removeprefix("minutes_")] = int(part.value)
        elif part.kind in ("we_promise", "they_promise", "follow_up"):
            result.setdefault(part.kind, [])
            result[part.kind].append((part.value, part.due[5:]))  # type: ignore[attr-defined]
        elif part.kind in ("topic", "barrier", "person"):
            result.setdefault(part.kind, [])
            result[part.kind].append(part.value)  # type: ignore[attr-defined]
        else:
            result[part.kind] = part.value
    if line.open:
        result["open"] = [stretch.text for stretch in line.open]
    return result


LINES: dict[str, Said] = {
    "call 12 min Acme re WCB, promised SWPP sheet by Fri": {
        "channel": "phone", "direct": 12, "topic": ["wcb"], "we_promise": [("SWPP sheet", "11-27")], "open": ["Acme"],
    },
    "appel 12 min Boulangerie Lœuf au sujet du financement, promis la fiche PPSP d'ici vendredi": {
        "channel": "phone", "direct": 12, "topic": ["funding"],
        "we_promise": [("la fiche PPSP", "11-27")], "open": ["Boulangerie Lœuf"],
    },
    "call 12 min Prairie Robotics with Dana re WCB and funding, promised SWPP sheet by Fri, call Dana on Mon": {
        "channel": "phone", "direct": 12, "person": ["Dana"], "topic": ["wcb", "funding"],
        "we_promise": [("SWPP sheet", "11-27")], "follow_up": [("call Dana", "11-30")], "open": ["Prairie Robotics"],
    },
    "visite 1h30 chez Bow Glass hier à 14 h avec Harpreet, prép 10 dépl 30, elle promet une description d’ici lundi": {
        "channel": "visit", "direct": 90, "day": "2026-11-22", "time": "14:00", "person": ["Harpreet"],
        "preparation": 10, "travel": 30, "they_promise": [("une description", "11-30")], "open": ["chez Bow Glass"],
    },
    # durations and their parts
    "prep 10 travel 30 visit Acme 1h": {
        "preparation": 10, "travel": 30, "channel": "visit", "direct": 60, "open": ["Acme"],
    },
    "10 min prep 30 min travel visit 1 h Acme": {
        "preparation": 10, "travel": 30, "channel": "visit", "direct": 60, "open": ["Acme"],
    },
    "12 min prep 10 call Acme": {"direct": 12, "preparation": 10, "channel": "phone", "open": ["Acme"]},
    "5 min de suivi Acme appel 10 min": {"follow_up": 5, "channel": "phone", "direct": 10, "open": ["Acme"]},
    "10 min de prép et 20 min de déplacement, visite Acme": {
        "preparation": 10, "travel": 20, "channel": "visit", "open": ["Acme"],
    },
    "email Acme half an hour": {"channel": "email", "direct": 30, "open": ["Acme"]},
    "visio une demi-heure Acme": {"channel": "video", "direct": 30, "open": ["Acme"]},
    "rencontre une heure et demie Acme": {"channel": "meeting", "direct": 90, "open": ["Acme"]},
    "meeting 1,5 h Acme": {"channel": "meeting", "direct": 90, "open": ["Acme"]},
    "meeting 90m Acme": {"channel": "meeting", "direct": 90, "open": ["Acme"]},
    "call for ten minutes Acme": {"channel": "phone", "direct": 10, "open": ["Acme"]},
    "réunion 2 heures Acme et Bow Glass": {"channel": "meeting", "direct": 120, "open": ["Acme et Bow Glass"]},
    "call 12 Acme": {"channel": "phone", "open": ["12 Acme"]},
    "12 min call 20 min Acme": {"channel": "phone", "direct": 12, "open": ["20 min Acme"]},
    # days and times
    "met Acme yesterday 14:05 for half an hour": {
        "channel": "meeting", "day": "2026-11-22", "time": "14:05", "direct": 30, "open": ["Acme"],
    },
    "call Acme at 2pm 12 min": {"channel": "phone", "time": "14:00", "direct": 12, "open": ["Acme"]},
    "call Acme at 2 12 min": {"channel": "phone", "time": "14:00", "direct": 12, "open": ["Acme"]},
    "appel à 14 h 05 Acme 12 min lundi dernier": {
        "channel": "phone", "time": "14:05", "direct": 12, "day": "2026-11-16", "open": ["Acme"],
    },
    "appel 9 h 30 Acme 12 min": {"channel": "phone", "time": "09:30", "direct": 12, "open": ["Acme"]},
    "call 3 days ago 20 min Acme": {"channel": "phone", "day": "2026-11-20", "direct": 20, "open": ["Acme"]},
    "appel il y a 3 jours 20 min Acme": {"channel": "phone", "day": "2026-11-20", "direct": 20, "open": ["Acme"]},
    "visit Acme Nov 20 1h": {"channel": "visit", "day": "2026-11-20", "direct": 60, "open": ["Acme"]},
    "visite Acme le 20 nov. 1 h": {"channel": "visit", "day": "2026-11-20", "direct": 60, "open": ["Acme"]},
    "visit Acme 14:00-14:45": {"channel": "visit", "time": "14:00", "direct": 45, "open": ["Acme"]},
    "visit Acme from 2 to 3 pm": {"channel": "visit", "time": "14:00", "direct": 60, "open": ["Acme"]},
    "visit Acme 2-3pm": {"channel": "visit", "time": "14:00", "direct": 60, "open": ["Acme"]},
    "visit Acme 30 min 2pm-2:30pm": {"channel": "visit", "direct": 30, "time": "14:00", "open": ["Acme"]},
    "visit Acme 2-3": {"channel": "visit", "open": ["Acme 2-3"]},
    "visite Acme 1 h 15 + 40 min de route": {"channel": "visit", "direct": 75, "travel": 40, "open": ["Acme"]},
    "call Acme 5 min, to do: send checklist by Thursday": {
        "channel": "phone", "direct": 5, "follow_up": [("send checklist", "11-26")], "open": ["Acme"],
    },
    "call Acme tomorrow 5 min": {"channel": "phone", "direct": 5, "open": ["Acme tomorrow"]},
    "call at 2 locations Acme 10 min": {"channel": "phone", "direct": 10, "open": ["at 2 locations Acme"]},
    "appel mon voisin 5 min": {"channel": "phone", "direct": 5, "open": ["mon voisin"]},
    "call Sam 5 min": {"channel": "phone", "direct": 5, "open": ["Sam"]},
    "call Acme on Sat 5 min": {"channel": "phone", "direct": 5, "day": "2026-11-21", "open": ["Acme"]},
    # channels
    "texto 2 min Acme": {"channel": "text", "direct": 2, "open": ["Acme"]},
    "courriel 5 min Acme": {"channel": "email", "direct": 5, "open": ["Acme"]},
    "coup de fil 5 min Acme": {"channel": "phone", "direct": 5, "open": ["Acme"]},
    "Salon Bella call 5 min": {"channel": "phone", "direct": 5, "open": ["Salon Bella"]},
    "salon de l’emploi 2 heures Acme": {"channel": "event", "direct": 120, "open": ["Acme"]},
    # subjects, people, barriers, outcomes
    "email to Acme 5 min re MOU renewal": {
        "channel": "email", "direct": 5, "subject": "MOU renewal", "topic": ["agreements"], "open": ["to Acme"],
    },
    "courriel 5 min Acme objet : assurance, rappeler Nadia lundi": {
        "channel": "email", "direct": 5, "topic": ["insurance"],
        "follow_up": [("rappeler Nadia", "11-30")], "open": ["Acme"],
    },
    "call Acme will think about it 5 min": {"channel": "phone", "direct": 5, "open": ["Acme will think about it"]},
    "call with Dana Whitford and Lee 5 min": {"channel": "phone", "direct": 5, "person": ["Dana Whitford", "Lee"]},
    "appel avec dana 5 min": {"channel": "phone", "direct": 5, "person": ["dana"]},
    "Acme called, can't afford a student, 8 min": {
        "channel": "phone", "barrier": ["funding"], "direct": 8, "open": ["Acme"],
    },
    "appel 8 min Acme, obstacle financement, sans réponse": {
        "channel": "phone", "direct": 8, "barrier": ["funding"], "outcome": "no_answer", "open": ["Acme"],
    },
    "left voicemail Acme 2 min call in French": {
        "outcome": "no_answer", "direct": 2, "channel": "phone", "language": "fr", "open": ["Acme"],
    },
    # promises and follow-ups
    "call Acme 12 min, they promised a job description by Dec 4": {
        "channel": "phone", "direct": 12, "they_promise": [("a job description", "12-04")], "open": ["Acme"],
    },
    "call Acme 12 min, Dana promised job description by Fri": {
        "channel": "phone", "direct": 12, "person": ["Dana"],
        "they_promise": [("job description", "11-27")], "open": ["Acme"],
    },
    "appel 12 min Acme, nous a promis la description de poste d’ici le 4 décembre et rappeler lundi": {
        "channel": "phone", "direct": 12, "they_promise": [("la description de poste", "12-04")],
        "follow_up": [("rappeler", "11-30")], "open": ["Acme"],
    },
    "call Acme 10 min follow up with Dana Thursday": {
        "channel": "phone", "direct": 10, "follow_up": [("follow up with Dana", "11-26")], "open": ["Acme"],
    },
    "call Acme 10 min, follow up Mon": {
        "channel": "phone", "direct": 10, "follow_up": [("follow up", "11-30")], "open": ["Acme"],
    },
    "call Acme 12 min and promised SWPP sheet by Fri and call back Monday at 10": {
        "channel": "phone", "direct": 12, "we_promise": [("SWPP sheet", "11-27")],
        "follow_up": [("call back at 10", "11-30")], "open": ["Acme"],
    },
    "call Acme 12 min promised by Fri the SWPP sheet": {
        "channel": "phone", "direct": 12, "we_promise": [("the SWPP sheet", "11-27")], "open": ["Acme"],
    },
    "I'll send the SWPP sheet to Dana by Fri": {"we_promise": [("send the SWPP sheet to Dana", "11-27")]},
    "j’ai promis de lui écrire d’ici demain": {"we_promise": [("lui écrire", "11-24")]},
    "promised the guide": {"we_promise": [("the guide", "")]},
    "promised the guide, by Fri": {"we_promise": [("the guide", "11-27")]},
    "ils promettent trois postes avant le 15 janvier": {"they_promise": [("trois postes", "01-15")]},
    "follow-up call 12 min Acme": {"channel": "phone", "direct": 12, "open": ["follow-up", "Acme"]},
    "promised": {"open": ["promised"]},
    "re": {"open": ["re"]},
    "with": {"open": ["with"]},
    "": {},
}  # fmt: skip


@pytest.mark.parametrize("text", LINES)
def test_a_line(text: str) -> None:
    assert said(text) == LINES[text]


@pytest.mark.parametrize("text", [text for text in LINES if text])
def test_case_and_accents_make_no_difference_to_what_is_not_a_name(text: str) -> None:
    line, shouted = read_line(text, MONDAY), read_line(text.upper(), MONDAY)
    assert line.value("channel") == shouted.value("channel")
    assert [p.value for p in line.of("minutes")] == [p.value for p in shouted.of("minutes")]


def test_every_code_of_the_vocabulary_is_in_its_list() -> None:
    lists = {
        "channels": "channels",
        "channels_at_the_start": "channels",
        "topics": "topics",
        "barriers": "barriers",
        "barriers_named": "barriers",
        "outcomes": "session_outcomes",
        "languages": "languages",
    }
    for group, list_id in lists.items():
        assert set(_file()[group]) <= codes.load(list_id).codes, group
    assert set(_file()["parts"]) == set(MINUTES)


def test_every_phrase_is_written_as_it_is_compared() -> None:
    """A capital or an accent in the file would never be met."""
    from talented_desk.domain.typed import plain

    for group, lists in _file().items():
        for texts in lists.values():
            assert [text for text in texts if plain(text) != text] == [], group


def test_topics_that_stand_alone() -> None:
    assert topics_of(tokens_of("WCB and funding")) == ("wcb", "funding")
    assert topics_of(tokens_of("la sécurité")) == ("safety",)
    assert topics_of(tokens_of("funding for Acme")) is None
    assert topics_of(tokens_of("the")) is None


def test_a_comma_ends_a_phrase() -> None:
    assert phrases("channels").at(tokens_of("site visit"), 0, 2) == (2, "visit")
    assert phrases("channels").at(tokens_of("site, visit"), 0, 2) is None


_WORDS = sorted(
    {word for lists in _file().values() for texts in lists.values() for text in texts for word in text.split()}
)
_PIECES = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(
        ["Acme", "Prairie Robotics", "Dana", "12", "30", "12 min", "1h30", "14:05", "Fri", "lundi", ",", "."]
    ),
    st.text(max_size=8),
)


def _whole(line: QuickLine) -> None:
    """Every word of the line is in a part or open, never in both; parts and open words say what stands there."""
    parts = [(part.start, part.end) for part in line.parts]
    free = [(token.start, token.end) for stretch in line.open for token in stretch.tokens]
    for token in tokens_of(line.text):
        here = (token.start, token.end)
        inside = any(start <= here[0] and here[1] <= end for start, end in parts)
        assert inside != (here in free), token
    for part in line.parts:
        assert part.words and part.words in line.text[part.start : part.end]
        assert part.value
    for stretch in line.open:
        assert stretch.text == line.text[stretch.start : stretch.end]


@given(st.lists(_PIECES, max_size=14).map(" ".join))
@example("promised by Fri")
@example("and call Fri")
@example("a promis d'ici vendredi")
@example("re re re")
@example("12 12 prep prep 12")
@example("w/ w/o @ @2pm")
@example("١٢ min ½ h ² min")
def test_no_word_is_lost_and_nothing_fails(text: str) -> None:
    _whole(read_line(text, MONDAY))


@given(st.text(max_size=60))
def test_any_text_can_be_typed(text: str) -> None:
    _whole(read_line(text, MONDAY))


@given(st.lists(_PIECES, max_size=10).map(" ".join))
def test_text_values_are_words_of_the_line(text: str) -> None:
    line = read_line(text, MONDAY)
    for part in line.parts:
        if part.kind in ("subject", "person", "we_promise", "they_promise", "follow_up"):
            typed = set(part.words.replace("’", "'").split())
            for word in part.value.replace("’", "'").split():
                assert any(word.strip(" ,;.:") in one for one in typed)


@given(st.sampled_from(sorted(text for text in LINES if text)), st.integers(0, 120))
def test_a_line_is_read_at_every_keystroke(text: str, keys: int) -> None:
    _whole(read_line(text[:keys], MONDAY))


@pytest.mark.parametrize("today", [date.min, date(2028, 2, 29), date.max])
def test_on_any_day(today: date) -> None:
    for text in LINES:
        _whole(read_line(text, today))
