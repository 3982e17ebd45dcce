"""Logging to a file of the workspace, without client data.

Messages name operations, tables, counts and record ids, never values. What an exception says is left out, for it
may quote a record; its kind and the lines it went through stay. A filter shortens anything that looks like a value
that slipped in: e-mail addresses, phone numbers, quoted texts, keys.
"""

from __future__ import annotations

import copy
import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from talented_desk.compat import override
from talented_desk.errors import DeskError

_PRIVATE = re.compile(
    r"x'[0-9a-fA-F]{32,}'|\b[0-9a-fA-F]{64}\b"
    r"|[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d ().-]{7,}\d|'[^']{2,}'|\"[^\"]{2,}\"|«[^»]{2,}»|“[^”]{2,}”|‘[^’]{2,}’"
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Redacted(logging.Formatter):
    """Formats a record with private-looking parts cut out, and exceptions without what they say."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        own.exc_text = None  # another handler may have filled it with everything
        own.exc_info = None
        try:
            own.msg, own.args = redact(record.getMessage()), ()
        except (TypeError, ValueError, KeyError):  # a bug in a log line must not print its arguments on standard error
            own.msg, own.args = "a log line that does not fit its arguments", ()
        text = super().format(own)
        if record.exc_info and record.exc_info[1] is not None:
            text += "\n" + trace(record.exc_info[1])
        return text


def redact(text: str) -> str:
    """The text with e-mail addresses, phone numbers, keys and quoted values replaced by `…`; record ids stay."""
    ids: list[str] = []

    def remember(found: re.Match[str]) -> str:
        ids.append(found.group())
        return f"\0{len(ids) - 1}\0"

    short = _PRIVATE.sub("…", _ID.sub(remember, text.replace("\0", "")))
    return re.sub(r"\0(\d+)\0", lambda found: ids[int(found.group(1))], short)


def trace(error: BaseException) -> str:
    """An exception and its causes for a log or a report: kinds and lines of code, nothing that was said."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append("".join([*_frames(current.__traceback__), described(current)]))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\nbecause of\n".join(parts)


def _frames(lines: TracebackType | None) -> list[str]:
    return traceback.format_tb(lines)


def described(error: BaseException) -> str:
    """One line on an exception: its class, an error number, a source text without its fields; nothing it quotes."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, DeskError):
        return f"{name}: {error.message}"
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "errno", None)
    return f"{name} [{code}]" if code is not None else name


class QuietFile(RotatingFileHandler):
    """A log that cannot be written (a full disk) must neither stop the program nor print the record elsewhere."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        return


def start(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Log to `desk.log` in this folder (five files of 1 MiB); returns the handler, to be closed at exit."""
    handler = QuietFile(folder / "desk.log", maxBytes=1 << 20, backupCount=4, encoding="utf-8")
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return handler


def stop(handler: logging.Handler) -> None:
    """End logging to this handler and close its file."""
    logging.getLogger().removeHandler(handler)
    handler.close()
