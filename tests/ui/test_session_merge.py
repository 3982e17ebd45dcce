"""The quick line and the officer at the same form: whose field is whose."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ui.pages.session.merge import FIELDS, NOTES, LineMerge

EMPTY: dict[str, Any] = {
    name: []
    if name in ("employers", "contacts", "topics", "barriers", "we_promise", "they_promise", "follow_ups")
    else ""
    for name in FIELDS
}


def begun(**values: Any) -> tuple[LineMerge, dict[str, Any]]:
    form = {**EMPTY, "channel": "phone", **values}
    merge = LineMerge()
    merge.begin(form)
    return merge, form


def reads(merge: LineMerge, form: dict[str, Any], **said: Any) -> None:
    form |= merge.changes(form, said)


def test_what_the_line_no_longer_says_goes_back_to_what_was_there() -> None:
    merge, form = begun(employers=[["p", "Prairie"]], contacts=[["d", "Dana"]])
    reads(merge, form, employers=[["a", "Acme"]], channel="email", minutes_direct="12")
    assert (form["employers"], form["contacts"], form["channel"]) == ([["a", "Acme"]], [], "email")
    reads(merge, form)
    assert form == {**EMPTY, "channel": "phone", "employers": [["p", "Prairie"]], "contacts": [["d", "Dana"]]}
    assert not merge.held


def test_a_field_that_was_emptied_by_hand_stays_empty() -> None:
    merge, form = begun()
    reads(merge, form, minutes_direct="12")
    form["minutes_direct"] = ""
    reads(merge, form, minutes_direct="13")
    assert form["minutes_direct"] == ""
    assert merge.held == {"minutes_direct"}


def test_what_the_program_fills_later_is_no_hand() -> None:
    merge, form = begun()
    reads(merge, form, minutes_direct="5")
    form["employers"] = [["p", "Prairie"]]
    merge.rebase(form)
    reads(merge, form, minutes_direct="5", employers=[["a", "Acme"]])
    assert form["employers"] == [["a", "Acme"]]
    assert merge.own_employers(form["employers"]) == ["p"]
    form["employers"] = [["a", "Acme"], ["b", "Bow"]]
    assert merge.own_employers(form["employers"]) == ["a", "b"]


_SAID = st.fixed_dictionaries(
    {},
    optional={
        "channel": st.sampled_from(["phone", "visit"]),
        "minutes_direct": st.sampled_from(["5", "12"]),
        "subject": st.sampled_from(["MOU", "guide"]),
        NOTES: st.sampled_from(["liked it", "liked it much", "asked"]),
        "topics": st.lists(st.sampled_from(["wcb", "funding"]), max_size=2),
        "we_promise": st.lists(st.just(["sheet", "2026-11-27"]), max_size=1),
    },
)
_HAND = st.fixed_dictionaries(
    {},
    optional={
        "channel": st.sampled_from(["email", ""]),
        "minutes_direct": st.sampled_from(["25", ""]),
        "subject": st.just("mine"),
        NOTES: st.sampled_from(["mine", "mine too"]),
    },
)


@given(st.lists(st.tuples(_SAID, _HAND), max_size=6), st.booleans())
def test_no_field_changed_by_hand_is_ever_overwritten(
    steps: list[tuple[dict[str, Any], dict[str, Any]]], kept: bool
) -> None:
    merge, form = begun()
    own: dict[str, Any] = {}
    for said, hand in steps:
        reads(merge, form, **said)
        for name, value in own.items():
            assert value in form[name] if name == NOTES else form[name] == value
        assert all(said[name] == form[name] for name in said if name not in own and name != NOTES)
        if NOTES in said:
            assert said[NOTES] in form[NOTES] or merge.notes_left_out(form[NOTES], said) == said[NOTES]
        for name, value in hand.items():
            if value != form[name]:
                form[name] = own[name] = value
        if kept:  # a draft that is closed and opened again
            content = json.loads(json.dumps(merge.kept()))
            merge = LineMerge()
            merge.begin(form)
            merge.load(content)
