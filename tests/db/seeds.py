"""How many random sequences a property test plays: a few in the suite, thousands when asked for."""

from __future__ import annotations

import os


def seeds(usual: int) -> int:
    """`TALENTED_DESK_SEEDS=2000` plays two thousand instead of the usual number."""
    return int(os.environ.get("TALENTED_DESK_SEEDS") or usual)
