"""What the quick line says meets what the officer has in the form: a field that was changed by hand is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

NOTES: Final = "narrative"
FIELDS: Final = (
    "employers", "contacts", "day", "time", "channel", "minutes_direct", "minutes_preparation", "minutes_travel",
    "minutes_follow_up", "subject", NOTES, "topics", "barriers", "outcome", "language", "we_promise", "they_promise",
    "follow_ups",
)  # fmt: skip
Values = dict[str, Any]


class LineMerge:
    """Remembers what the form had before the line (`base`), what the line put there (`shown`), and which fields are
    the officer's own (`held`)."""

    def __init__(self) -> None:
        self._base: Values = {}
        self._shown: Values = {}
        self._held: set[str] = set()

    @property
    def held(self) -> frozenset[str]:
        """Fields that the officer changed after the line had filled them, or before it could."""
        return frozenset(self._held)

    def begin(self, values: Mapping[str, Any]) -> None:
        """The form was filled anew: this is what it has without a line."""
        self._base = {name: _plain(values[name]) for name in FIELDS}
        self._shown, self._held = {}, set()

    def rebase(self, values: Mapping[str, Any]) -> None:
        """The program itself filled fields that the line has not, such as the main contact."""
        for name in FIELDS:
            if name != NOTES and self._shown.get(name, self._base[name]) == self._base[name]:
                self._base[name] = _plain(values[name])
                self._shown.pop(name, None)

    def untouched(self, name: str, current: Mapping[str, Any]) -> bool:
        """Whether neither the line nor the officer has put anything into this field."""
        return name not in self._held and _plain(current[name]) == self._base[name] == self._before(name)

    def changes(self, current: Mapping[str, Any], said: Mapping[str, Any]) -> Values:
        """What to put into which field, now that the line says this."""
        said = {name: _plain(value) for name, value in said.items()}
        if said.get("employers", self._base["employers"]) != self._base["employers"]:
            said.setdefault("contacts", [])  # the contact that was put there belongs to another employer
        changes: Values = {}
        for name in FIELDS:
            now, before = _plain(current[name]), self._before(name)
            wanted = said.get(name, self._base[name])
            if name == NOTES:
                notes = self._notes(now, said.get(NOTES, ""))
                if notes is None:
                    self._held.add(name)
                    continue
                self._held.discard(name)
                self._shown[name], wanted = said.get(NOTES, ""), notes
            elif name in self._held or now != before:
                self._held.add(name)
                continue
            else:
                self._shown[name] = wanted
            if wanted != now:
                changes[name] = wanted
        return changes

    def before_line(self, name: str) -> Any:
        """What this field had without the line."""
        return self._base[name]

    def own_employers(self, present: list[list[str]]) -> list[str]:
        """The ids of these employers that are not from the line."""
        if "employers" in self._held or _plain(present) != self._before("employers"):
            return [record_id for record_id, _ in present]
        return [record_id for record_id, _ in self._base["employers"]]

    def notes_left_out(self, notes: str, said: Mapping[str, Any]) -> str:
        """What the line would put into the notes and is not there, because they were changed by hand."""
        wanted = str(said.get(NOTES, ""))
        return "" if not wanted or wanted in notes else wanted

    def kept(self) -> Values:
        """As a draft keeps it."""
        return {"base": self._base, "shown": self._shown, "held": sorted(self._held)}

    def load(self, kept: Mapping[str, Any]) -> None:
        """As `kept` gave it."""
        self._base |= {name: value for name, value in dict(kept.get("base") or {}).items() if name in FIELDS}
        self._shown = {name: value for name, value in dict(kept.get("shown") or {}).items() if name in FIELDS}
        self._held = set(kept.get("held") or ()) & set(FIELDS)

    def _before(self, name: str) -> Any:
        return self._shown.get(name, self._base[name])

    def _notes(self, now: str, said: str) -> str | None:
        """The notes with the line's words exchanged in place, so that what was typed around them stays; None where
        the line's own words were changed."""
        own = self._shown.get(NOTES, "")
        if own:
            return now.replace(own, said, 1).strip("\n") if own in now else None
        if not said:
            return now
        return f"{now.rstrip()}\n{said}" if now.strip() else said


def _plain(value: Any) -> Any:
    """As JSON would give it back: pairs as lists."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
