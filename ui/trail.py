"""The way back: where one has been in the window."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and the record on it if one is shown."""

    page: str
    record_id: str | None = None


class Trail:
    """Where one has been; going somewhere new from the middle forgets what lay ahead."""

    def __init__(self, limit: int = 100) -> None:
        self._places: list[Place] = []
        self._at = -1
        self._limit = limit

    def go(self, place: Place) -> None:
        """Note a new place; the present one again is not noted twice."""
        if self._at >= 0 and self._places[self._at] == place:
            return
        self._places = [*self._places[: self._at + 1], place][-self._limit :]
        self._at = len(self._places) - 1

    def here(self) -> Place | None:
        return self._places[self._at] if self._at >= 0 else None

    def back(self) -> Place | None:
        """The place before, None at the beginning."""
        if self._at <= 0:
            return None
        self._at -= 1
        return self._places[self._at]

    def forward(self) -> Place | None:
        """The place after, None at the end."""
        if self._at >= len(self._places) - 1:
            return None
        self._at += 1
        return self._places[self._at]

    @property
    def can_go_back(self) -> bool:
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        return self._at < len(self._places) - 1
