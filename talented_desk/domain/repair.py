"""Text damaged by being read in the wrong encoding: recognised by its traces, and mended."""

from __future__ import annotations

import re

_RUN = re.compile("[\x80-\U0010ffff]+")
# what Windows-1252 leaves undefined stands for itself, as most programs read it
_SLOPPY = {code: bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in range(0x80, 0x100)}
_BACK = {text: code for code, text in _SLOPPY.items()} | {chr(code): code for code in range(0x80, 0x100)}


def repair(text: str) -> str:
    """The text with damaged letters mended: `Rinoâ€™s` and `Rino\\x92s` become `Rino’s`, `CafÃ©` becomes `Café`.

    Undamaged text comes back as it is: an accented letter alone never reads as UTF-8.
    """
    if text.isascii():
        return text
    return _RUN.sub(lambda found: _mend(found.group()), text)


def _mend(run: str) -> str:
    if len(run) == 1 and run > "\x9f":  # an accented letter alone, as most are
        return run
    codes = [_BACK.get(letter) for letter in run]
    if all(code is not None for code in codes):
        try:
            return bytes(code for code in codes if code is not None).decode("utf-8")
        except UnicodeDecodeError:
            pass
    return "".join(_SLOPPY[ord(letter)] if "\x80" <= letter <= "\x9f" else letter for letter in run)
