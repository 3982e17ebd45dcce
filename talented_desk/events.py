"""What happened, told to whoever listens: services publish after commit, open screens refresh themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from talented_desk.errors import DeskError
from talented_desk.jobs import Progress

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class DataChanged:
    """Rows were written. `tables` names what changed; `ids` the rows, empty when too many to name."""

    tables: frozenset[str]
    ids: frozenset[str] = field(default_factory=frozenset)
    operation: str = ""
    changeset_id: str = ""
    undoable: bool = True


@dataclass(frozen=True, slots=True)
class LanguageChanged:
    """The interface now speaks another language (`en` or `fr`)."""

    language: str


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """A setting has a new value."""

    key: str
    value: object


@dataclass(frozen=True, slots=True)
class SharingChanged:
    """How it stands with the shared database.

    `phase`: connecting, busy, idle, away (it is tried again by itself) or stopped (somebody has to do something).
    """

    phase: str
    progress: Progress | None = None
    error: DeskError | None = None
    last: datetime | None = None
    """When everything was last shared."""
    minutes_off: int = 0
    """How far this computer's clock is ahead of the server's, if it is much."""


class EventBus:
    """Hands each event to the subscribers of its type, in the publisher's thread, in order."""

    def __init__(self) -> None:
        self._subscribers: dict[type[object], list[Callable[..., None]]] = {}
        self._lock = threading.Lock()

    def subscribe(self, kind: type[E], subscriber: Callable[[E], None]) -> Callable[[], None]:
        """Call `subscriber` with every event of this type; the returned function ends that."""
        with self._lock:
            self._subscribers.setdefault(kind, []).append(subscriber)

        def unsubscribe() -> None:
            with self._lock:
                if subscriber in self._subscribers.get(kind, []):
                    self._subscribers[kind].remove(subscriber)

        return unsubscribe

    def publish(self, event: object) -> None:
        """Deliver to all subscribers of the event's type."""
        with self._lock:
            subscribers = list(self._subscribers.get(type(event), []))
        for subscriber in subscribers:
            subscriber(event)
