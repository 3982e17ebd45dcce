"""ReportLab keeps global state (its paragraph parser, its settings), so documents are built one at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from reportlab import rl_config

_BUILDING: Final = threading.Lock()
_SETTINGS: Final = {"useA85": 0, "invariant": 1}


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else builds meanwhile, and ReportLab's settings are those of this program; back as they were after."""
    with _BUILDING:
        before = {name: getattr(rl_config, name) for name in _SETTINGS}
        for name, value in _SETTINGS.items():
            setattr(rl_config, name, value)
        try:
            yield
        finally:
            for name, value in before.items():
                setattr(rl_config, name, value)
