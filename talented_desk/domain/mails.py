"""Reading a mail that was kept as a file: who, when, about what, its words, and what was attached to it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

LONGEST = 1_000_000
"""Letters of a mail's body that are read."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that was attached to a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as people read it; what could not be read is empty. `sent` is None where the date makes no sense."""

    subject: str
    sender: str
    to: str
    copy: str
    sent: datetime | None
    text: str
    enclosed: tuple[Enclosed, ...]


def read(data: bytes) -> Mail:
    """Parse a mail. Never raises for what a mail contains: broken parts are read as well as they can be."""
    parser = BytesParser(policy=policy.compat32)
    try:
        return _read(parser.parsebytes(data))
    except RecursionError:  # parts in parts in parts, made to break a reader
        return _read(parser.parsebytes(data, headersonly=True))


def _read(message: Message) -> Mail:
    text, page, enclosed = "", "", []
    for part in _parts(message):
        kind = part.get_content_type()
        name = _decoded(_file_name(part))
        attached = "attachment" in str(part.get("Content-Disposition", "")).lower() or bool(name)
        if kind == "message/rfc822":
            inner = part.get_payload()
            found = inner[0] if isinstance(inner, list) and inner else None
            whole = found.as_bytes() if isinstance(found, Message) else b""
            if whole:
                subject = _header(found, "Subject") if isinstance(found, Message) else ""
                enclosed.append(Enclosed(name or f"{subject or 'mail'}.eml", whole))
        elif attached and part.get_content_maintype() != "multipart":
            content = _bytes(part)
            if content:
                enclosed.append(Enclosed(name or f"file-{len(enclosed) + 1}", content))
        elif kind == "text/plain":
            text += _words(part) + "\n"
        elif kind == "text/html":
            page += _words(part)
    body = text.strip() or plain(page)
    return Mail(
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        to=_header(message, "To"),
        copy=_header(message, "Cc"),
        sent=_sent(message),
        text=body[:LONGEST],
        enclosed=tuple(enclosed),
    )


def plain(page: str) -> str:
    """The words of a page of HTML, paragraphs on lines of their own; nothing of it is loaded or run."""
    bare = re.sub(r"(?is)<(script|style|head|title)\b.*?(</\1\s*>|$)", " ", page[: LONGEST * 4])
    bare = re.sub(r"(?s)<!--.*?(-->|$)", " ", bare)
    bare = re.sub(r"\s+", " ", bare)
    bare = re.sub(r"(?i)<(br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", "\n", bare)
    bare = html.unescape(re.sub(r"<[^>]*>", "", bare)).replace("\u00a0", " ")
    lines = [" ".join(line.split()) for line in bare.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a mail; those of a mail inside it belong to that one."""
    yield message
    payload = message.get_payload()
    if message.is_multipart() and isinstance(payload, list) and message.get_content_type() != "message/rfc822":
        for part in payload:
            if isinstance(part, Message):
                yield from _parts(part)


def _bytes(part: Message) -> bytes:
    with suppress(ValueError, LookupError, MessageError, AssertionError):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return content
    return b""


def _words(part: Message) -> str:
    """A part's text in the encoding that it names, else in one that fits: mails lie about it."""
    return decoded(_bytes(part), part.get_content_charset() or "")


def decoded(data: bytes, named: str = "") -> str:
    """Bytes as text: by their mark, the encoding named, UTF-8, else Windows Latin."""
    tried = [named] if named else []
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tried.insert(0, "utf-16")
    for code in (*tried, "utf-8-sig"):
        with suppress(LookupError, UnicodeError, ValueError):
            return data.decode(code)
    return data.decode("cp1252", "replace")


def _header(message: Message, name: str) -> str:
    return _decoded(_raw(message, name))


def _raw(message: Message, name: str) -> str:
    """A header as it came; the message's own way replaces bytes that it cannot name."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _decoded(raw: str) -> str:
    """A header in words: encoded words, raw bytes of old programs, and broken ones as they stand."""
    pieces: list[str] = []
    try:
        for piece, code in decode_header(raw):
            if isinstance(piece, bytes):
                pieces.append(decoded(piece, "" if code in (None, "unknown-8bit") else str(code)))
            else:
                pieces.append(_repaired(piece))
    except (ValueError, MessageError):
        return " ".join(_repaired(raw).split())
    return " ".join("".join(pieces).split())


def _repaired(text: str) -> str:
    """Bytes that the parser hid in surrogates, brought back."""
    return decoded(text.encode("utf-8", "surrogateescape")) if not text.isascii() else text


def _file_name(part: Message) -> str:
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        return str(part.get_filename() or "")
    return ""


def _sent(message: Message) -> datetime | None:
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        return parsedate_to_datetime(_raw(message, "Date"))
    return None
