"""Record ids: UUIDv7 (RFC 9562), and fixed ids for starter rows and for members of a set."""

from __future__ import annotations

import hashlib
import os
import threading
import time
import uuid

NAMESPACE = uuid.UUID("7d9f6c1e-3b1a-5e0c-9a44-2f4f1c9d7e10")
_NAMESPACE_BYTES = NAMESPACE.bytes
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A new UUIDv7 in its canonical text form (36 characters), increasing within this process."""
    global _last
    with _lock:
        # 48 bits of milliseconds, then 12 bits used as a sub-millisecond counter so that ids keep their order
        tick = max((time.time_ns() // 1_000_000) << 12, _last + 1)
        _last = tick
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62
    value |= int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return _text(f"{value:032x}")


def fixed_id(*parts: str) -> str:
    """A UUIDv5 that two devices compute alike: starter rows ("institution", "sait"), members of a set."""
    digest = hashlib.sha1(_NAMESPACE_BYTES + "\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return _text(f"{digest[:12]}5{digest[13:16]}{variant}{digest[17:32]}")


def _text(digits: str) -> str:
    """32 hexadecimal digits as a UUID is written; faster than by way of `uuid.UUID`, which imports feel."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
