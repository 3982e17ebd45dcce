"""What the window remembers between starts: geometry, columns, dividers. Kept apart from the settings."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


class UiState:
    """A small file of names and values; one that cannot be read is started anew, it holds no work."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        try:
            read = json.loads(path.read_text("utf-8")) if path.exists() else {}
            self._values = read if isinstance(read, dict) else {}
        except (OSError, ValueError):
            log.warning("the window's memory could not be read")

    def get(self, name: str, default: Any = None) -> Any:
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Remember; written with `save`."""
        self._values[name] = value

    def save(self) -> None:
        """Write everything down; a full disk only costs the memory of the window."""
        try:
            temporary = self._path.with_suffix(".new")
            temporary.write_text(json.dumps(self._values), "utf-8")
            temporary.replace(self._path)
        except OSError:
            log.warning("the window's memory could not be kept")
