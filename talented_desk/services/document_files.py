"""Files on their way in and out: read whole or not at all, written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db.errors import DiskFull
from talented_desk.domain import documents as rules
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

CHUNK: Final = 4 << 20
Step = Callable[[int, int], None]
"""Told how many bytes of how many are read; may raise to stop."""


class FileGone(DeskError):
    message = N_("{name} is not there. It may have been moved or renamed meanwhile.")


class FolderGiven(DeskError):
    message = N_("{name} is a folder. Add the files in it instead: open it, select them, and drop them here.")


class NoFile(DeskError):
    message = N_("{name} is not a file that can be kept.")


class FileUnreadable(DeskError):
    message = N_("{name} could not be read: {reason}.")


class FileChanging(DeskError):
    message = N_("{name} changed while it was read. Wait until the program that writes it is done, then add it again.")


class FileNotWritten(DeskError):
    message = N_("{name} could not be saved in {folder}: {reason}. Choose another folder.")


class FileThere(DeskError):
    message = N_("{name} is in {folder} already. Choose another name.")


REFUSALS: Final = (
    rules.DocumentEmpty,
    rules.DocumentTooLarge,
    rules.NameNeeded,
    FileGone,
    FolderGiven,
    NoFile,
    FileUnreadable,
    FileChanging,
)
"""What is wrong with one file and does not hold up the others."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document on its way in: its cleaned name and its bytes, already known not to be empty or too large."""

    name: str
    data: bytes


def incoming(name: str, data: bytes) -> Incoming:
    """A document from bytes, such as a pasted picture. Raises `DocumentEmpty`, `DocumentTooLarge`, `NameNeeded`."""
    cleaned = rules.file_name(name)
    rules.check_size(cleaned, len(data))
    return Incoming(cleaned, data)


def read(path: Path, step: Step = lambda done, total: None) -> Incoming:
    """Read a file as it stood at one moment; one that changes meanwhile is tried once more.

    Raises the sentences above, `DocumentEmpty`, `DocumentTooLarge`.
    """
    name = rules.file_name(path.name or str(path))
    try:
        for _ in range(2):
            if (data := _whole(path, name, step)) is not None:
                return Incoming(name, data)
    except FileNotFoundError as error:
        raise FileGone(name=name) from error
    except OSError as error:
        raise FileUnreadable(name=name, reason=error.strerror or error) from error
    raise FileChanging(name=name)


def _whole(path: Path, name: str, step: Step) -> bytes | None:
    before = path.stat()
    if stat.S_ISDIR(before.st_mode):
        raise FolderGiven(name=name)
    if not stat.S_ISREG(before.st_mode):  # a pipe would never end
        raise NoFile(name=name)
    rules.check_size(name, before.st_size)
    pieces, length = [], 0
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            pieces.append(piece)
            length += len(piece)
            if length > before.st_size:  # something writes faster than we read
                return None
            step(length, before.st_size)
        after = os.fstat(stream.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and length == before.st_size
    return b"".join(pieces) if same else None


def write(target: Path, data: bytes, *, replace: bool) -> Path:
    """Write the file whole or not at all. Raises `FileThere`, `FileNotWritten`, `DiskFull`."""
    if target.exists() and not replace:
        raise FileThere(name=target.name, folder=target.parent)
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(folder=target.parent) from error
        raise FileNotWritten(name=target.name, folder=target.parent, reason=error.strerror or error) from error
    return target
