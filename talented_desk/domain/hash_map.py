"""A map from hashes to whole numbers for millions of entries: some 32 bytes each, where a dict takes over 130."""

from __future__ import annotations

from array import array

_FIRST_SIZE = 1024


class HashMap:
    """Open addressing in two arrays. Keys are well-spread 64-bit hashes, values fit 63 bits; nothing is removed."""

    __slots__ = ("_count", "_keys", "_mask", "_values")

    def __init__(self) -> None:
        self._count = 0
        self._allocate(_FIRST_SIZE)

    def __len__(self) -> int:
        return self._count

    def __setitem__(self, key: int, value: int) -> None:
        slot = self._slot(key)
        if not self._keys[slot]:
            self._count += 1
            self._keys[slot] = key or 1
        self._values[slot] = value
        if self._count * 3 > self._mask * 2:
            self._grow()

    def get(self, key: int) -> int | None:
        """The value kept under a hash."""
        slot = self._slot(key)
        return self._values[slot] if self._keys[slot] else None

    def setdefault(self, key: int, value: int) -> int:
        """The value kept under a hash; `value` is kept where there is none."""
        slot = self._slot(key)
        if self._keys[slot]:
            return self._values[slot]
        self[key] = value
        return value

    def _slot(self, key: int) -> int:
        """Where the key is, or would be. 0 marks a free place, so that a hash of 0 stands as 1."""
        key = key or 1
        keys, mask = self._keys, self._mask
        slot = key & mask
        while (found := keys[slot]) and found != key:
            slot = (slot + 1) & mask
        return slot

    def _allocate(self, size: int) -> None:
        self._keys = array("q", bytes(8 * size))
        self._values = array("q", bytes(8 * size))
        self._mask = size - 1

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._allocate(len(keys) * 2)
        for key, value in zip(keys, values, strict=True):
            if key:
                slot = self._slot(key)
                self._keys[slot] = key
                self._values[slot] = value
