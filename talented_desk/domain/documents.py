"""Rules about documents: their names, what their bytes are, which kind they seem to be, when they run out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final, Literal

from talented_desk.domain import codes
from talented_desk.domain.text import Cleaner, Value, code, day, each, line, paragraphs
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

LARGEST: Final = 100 * 1024 * 1024
"""Bytes of one document: the database holds them all, and a backup carries them."""
NEAR: Final = 30
"""Days before the end from which a document counts as running out."""
LONGEST_NAME: Final = 200
PDF: Final = "application/pdf"
MAIL: Final = "message/rfc822"
TEXT: Final = "text/plain"
UNKNOWN: Final = "application/octet-stream"
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"})
READABLE: Final = frozenset({PDF, MAIL, TEXT})
"""Types whose words are read out for the search."""


class DocumentTooLarge(DeskError):
    message = N_(
        "{name} is {size} MB large; a document here may have at most {limit} MB. Keep it where it is, and note in the "
        "record where that is."
    )


class DocumentEmpty(DeskError):
    message = N_("{name} is empty: there is nothing in the file to keep.")


class NameNeeded(DeskError):
    message = N_("A document needs a name.")


Standing = Literal["", "valid", "near", "past"]
"""How a document stands with its day of expiry; empty if it has none."""

_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
_INSIDE_ZIP: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_INSIDE_OLE: Final = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
}
_HEADER: Final = re.compile(
    rb"^(from|to|cc|subject|date|message-id|mime-version|received|return-path|content-type|delivered-to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PROGRAMS: Final = "app bat cmd com cpl desktop dll exe hta jar js jse lnk msi ps1 py reg scr sh url vb vbe vbs wsf"
PROGRAMS: Final = frozenset("." + word for word in _PROGRAMS.split())
"""Endings of files that do something when they are opened."""


def file_name(given: str) -> str:
    """A file's name without folders, control characters and what no system takes in a name; its ending kept.

    Raises `NameNeeded`.
    """
    last = PureWindowsPath(PurePosixPath(given.replace("\x00", "")).name).name
    cleaned = str(line(re.sub(r'[<>:"/\\|?*]', "_", last)[:1000][: LONGEST_NAME * 2])).strip(" .")
    if not cleaned:
        raise NameNeeded()
    if len(cleaned) > LONGEST_NAME:
        ending = PurePosixPath(cleaned).suffix[:16]
        cleaned = cleaned[: LONGEST_NAME - len(ending)].rstrip() + ending
    return cleaned


def ending(name: str) -> str:
    """The ending of a file's name in small letters, with its dot; empty if it has none."""
    return PurePosixPath(name).suffix.lower()


def mime_of(name: str, data: bytes) -> str:
    """What a file is by its first bytes; its name decides only between forms that begin alike."""
    head = data[:4096]
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \x00")[:5] == b"%PDF-" or b"%PDF-" in head[:1024]:
        return PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "image/heic"
    found = next((mime for start, mime in _MAGIC if head.startswith(start)), "")
    if found == "application/zip":
        return _INSIDE_ZIP.get(ending(name), found)
    if found == "application/x-ole-storage":
        return _INSIDE_OLE.get(ending(name), found)
    if found:
        return found
    if ending(name) in (".eml", ".mht") or len(set(_headers(head))) >= 3:
        return MAIL if _headers(head) else UNKNOWN
    # UTF-16 is text too, but full of zeros
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or not _CONTROL.search(head):
        return TEXT
    return UNKNOWN


def not_what_it_says(name: str, mime: str) -> bool:
    """Whether a file's ending promises a PDF or a picture that its bytes are not: damaged, or renamed."""
    promised = {
        ".pdf": PDF, ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"
    }.get(ending(name))  # fmt: skip
    return promised is not None and promised != mime


def is_program(name: str) -> bool:
    """Whether opening the file would run it."""
    return ending(name) in PROGRAMS


_WORDS: Final = (
    (
        "wcb_clearance",
        r"clearance letter|letter of clearance|\bwcb\b|\bwsib\b|worksafe|workers.{0,2} compensation|"
        r"lettre de (conformité|décharge)|attestation de conformité|indemnisation|\bcnesst\b|"
        r"accidents du travail",
    ),
    ("insurance", r"insurance|assurance|\bcoi\b|liability|responsabilité civile|\bacord\b"),
    ("agreement", r"agreement|\bmou\b|memorandum of understanding|contract|entente|protocole|contrat|convention"),
    ("form", r"\bsigned\b|\bform\b|waiver|consent|signée?\b|formulaire|consentement|orientation"),
)


def guess_kind(name: str, mime: str, words: str = "") -> str:
    """The code of `document_kinds` that a file's name, type and first words point to; `other` if none does."""
    if mime == MAIL:
        return "mail"
    for text in (name.replace("_", " ").replace("-", " "), words[:4000]):
        for kind, pattern in _WORDS:
            if re.search(pattern, " ".join(text.replace("’", "'").split()), re.IGNORECASE):
                return kind
    return "photo" if mime in PICTURES or mime == "image/heic" else "other"


def runs_out(kind: str) -> bool:
    """Whether documents of this kind have a day of expiry that is asked for."""
    entry = codes.load("document_kinds").get(kind)
    return entry is not None and entry.attributes.get("expires") == "yes"


def standing(expires_on: str | None, today: date) -> Standing:
    """How a document stands today; the day of expiry itself is its last good day."""
    if not expires_on:
        return ""
    left = (date.fromisoformat(expires_on) - today).days
    return "past" if left < 0 else "near" if left <= NEAR else "valid"


def check_size(name: str, size: int) -> None:
    """Refuse what is empty or too large. Raises `DocumentEmpty`, `DocumentTooLarge`."""
    if size == 0:
        raise DocumentEmpty(name=name)
    if size > LARGEST:
        raise DocumentTooLarge(name=name, size=-(-size // (1024 * 1024)), limit=LARGEST // (1024 * 1024))


def clean_document(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    """What can be changed of a document, as it is kept: kind, name, day of expiry, notes. Raises `Invalid`."""
    rules: dict[str, Cleaner] = {
        "kind": code("document_kinds", needed=True),
        "name": lambda value: file_name(str(value or "")),
        "expires_on": day(today),
        "notes": paragraphs,
    }
    return each(values, rules)


def keep_ending(before: str, after: str) -> str:
    """The new name with the old one's ending, where it was left out: without it no program knows the file."""
    return after if ending(after) == ending(before) or not ending(before) else after + PurePosixPath(before).suffix


def expired_already(values: Mapping[str, Value], today: date) -> bool:
    """Whether the day that was typed has gone by: it may be right, and is worth a word."""
    return standing(str(values.get("expires_on") or "") or None, today) == "past"


def _headers(head: bytes) -> list[bytes]:
    """The names of a mail's own headers at the beginning of the bytes."""
    block = re.split(rb"\r?\n\r?\n", head.lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0]
    return [name.lower() for name in _HEADER.findall(block)]
