"""Settings, each declared once: key, type, default, text. Kept in the workspace's `settings.toml`."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from talented_desk.errors import DeskError
from talented_desk.events import EventBus, SettingChanged
from talented_desk.i18n import N_, PSEUDO

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `choices` maps each allowed value to its text; empty when any value of the type goes."""

    key: str
    default: Value
    text: str
    choices: tuple[tuple[Value, str], ...] = ()
    unoffered: tuple[Value, ...] = ()
    """Values that are taken too, but that no screen offers."""


SETTINGS: Final[Mapping[str, Setting]] = {
    setting.key: setting
    for setting in (
        Setting("language", "en", N_("Language"), (("en", "English"), ("fr", "Français")), (PSEUDO,)),
        Setting(
            "theme",
            "light",
            N_("Theme"),
            (("light", N_("Light")), ("dark", N_("Dark")), ("contrast", N_("High contrast"))),
        ),
        Setting(
            "density",
            "comfortable",
            N_("Row height"),
            (("comfortable", N_("Comfortable")), ("compact", N_("Compact"))),
        ),
        Setting("scale", 100, N_("Text size"), ((100, "100 %"), (125, "125 %"), (150, "150 %"), (200, "200 %"))),
        Setting("navigation_collapsed", False, N_("Show navigation as icons only")),
        Setting("officer_id", "", N_("Officer on this device")),
    )
}


class BadSetting(DeskError):
    """A value that a setting does not take."""

    message = N_("The setting “{key}” does not take the value “{value}”.")


class Settings:
    """The values in force; each change is saved at once and published."""

    def __init__(self, path: Path, events: EventBus) -> None:
        self._path = path
        self._events = events
        self._values: dict[str, Value] = {key: setting.default for key, setting in SETTINGS.items()}
        self.unread: str | None = None
        try:
            stored = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.unread = str(error)  # told by the doctor; the defaults serve meanwhile
            stored = {}
        for key, value in stored.items():
            if key in SETTINGS and _fits(SETTINGS[key], value):
                self._values[key] = value

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def text(self, key: str) -> str:
        """The value of a setting that holds text."""
        return str(self._values[key])

    def number(self, key: str) -> int:
        """The value of a setting that holds a number."""
        return int(self._values[key])

    def flag(self, key: str) -> bool:
        """The value of a setting that is on or off."""
        return bool(self._values[key])

    def set(self, key: str, value: Value) -> None:
        """Change, save and tell. Raises `BadSetting`."""
        if key not in SETTINGS or not _fits(SETTINGS[key], value):
            raise BadSetting(key=key, value=value)
        if self._values[key] == value:
            return
        self._values[key] = value
        self._save()
        self._events.publish(SettingChanged(key, value))

    def _save(self) -> None:
        lines = [
            f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
            for key, value in self._values.items()
            if value != SETTINGS[key].default
        ]
        handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix="settings-")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.writelines(lines)
        Path(temporary).replace(self._path)


def _fits(setting: Setting, value: object) -> bool:
    if type(value) is not type(setting.default):
        return False
    known = [choice for choice, _ in setting.choices]
    return not known or value in (*known, *setting.unoffered)
