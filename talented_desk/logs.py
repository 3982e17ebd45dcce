"""Logging to a file of the workspace, without client data.

Messages name operations, tables, counts and record ids, never values. A filter shortens anything that looks
like a value that slipped in: e-mail addresses, phone numbers, quoted texts.
"""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from talented_desk.compat import override

_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d ().-]{7,}\d|'[^']{3,}'|\"[^\"]{3,}\"|«[^»]{3,}»|x'[0-9a-fA-F]{32,}'"
)


class Redacted(logging.Formatter):
    """Formats a record, traceback included, with private-looking parts cut out."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def redact(text: str) -> str:
    """The text with e-mail addresses, phone numbers, keys and quoted values replaced by `…`."""
    return _PRIVATE.sub("…", text)


def start(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Log to `desk.log` in this folder (five files of 1 MiB); returns the handler, to be closed at exit."""
    handler = RotatingFileHandler(folder / "desk.log", maxBytes=1 << 20, backupCount=4, encoding="utf-8")
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return handler


def stop(handler: logging.Handler) -> None:
    """End logging to this handler and close its file."""
    logging.getLogger().removeHandler(handler)
    handler.close()
