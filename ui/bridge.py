"""Events of the program as Qt signals, on the interface's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from talented_desk.events import DataChanged, EventBus, LanguageChanged, SettingChanged, SharingChanged


class EventBridge(QObject):
    """Services publish from any thread; screens connect to these signals."""

    data_changed = Signal(object)
    language_changed = Signal(object)
    setting_changed = Signal(object)
    sharing_changed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, events: EventBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        emit = self._arrived.emit
        self._ends = [
            events.subscribe(DataChanged, emit),
            events.subscribe(LanguageChanged, emit),
            events.subscribe(SettingChanged, emit),
            events.subscribe(SharingChanged, emit),
        ]

    def close(self) -> None:
        """Stop listening, before the objects go."""
        for end in self._ends:
            end()
        self._ends.clear()

    @Slot(object)
    def _deliver(self, event: object) -> None:
        if isinstance(event, DataChanged):
            self.data_changed.emit(event)
        elif isinstance(event, LanguageChanged):
            self.language_changed.emit(event)
        elif isinstance(event, SettingChanged):
            self.setting_changed.emit(event)
        elif isinstance(event, SharingChanged):
            self.sharing_changed.emit(event)
