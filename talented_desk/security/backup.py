"""Backups: one file with the encrypted database and, sealed by a passphrase, the key that opens it elsewhere.

A backup is a ZIP archive, stored and not compressed (encrypted bytes do not shrink): `manifest.json` (format,
schema, moment, size and SHA-256 of the database; no client data), `desk.key` where a passphrase seals the key,
`desk.db`, the SQLCipher file, and `drafts.db`, the forms that were being typed, if there are any. Without `desk.key`
it opens only where the workspace's own key is.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from db.errors import DiskFull, FolderReadOnly
from db.session import Database
from talented_desk.clock import utc_text
from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.paths import WorkspacePaths
from talented_desk.security import keys, sealing

SUFFIX = ".deskbackup"
FORMAT = 1
CHUNK = 1 << 20
LARGEST_DRAFTS = 1 << 30
"""Bytes."""


class BackupExists(DeskError):
    message = N_("The file {path} is there already. Choose another name; a backup never replaces a file.")


class BackupNotWritten(DeskError):
    message = N_("The backup {path} could not be written: {reason}. Nothing was changed.")


class BackupUnreadable(DeskError):
    message = N_(
        "{path} is not a backup of Talented Desk, or it is damaged or cut short. Nothing was changed. "
        "Try an earlier backup."
    )


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written. `portable`: a passphrase opens it on another computer."""

    path: Path
    size: int
    portable: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """A backup that was read: the database unpacked to a file, and the sealed key if there is one."""

    database: Path
    sealed: Mapping[str, object] | None
    made_at: str
    drafts: Path | None = None
    """The file of drafts, unpacked beside the database, if the backup has one."""


def stamp(moment: datetime) -> str:
    """The moment as it stands in file names."""
    return utc_text(moment).replace(":", "").replace(".", "")


def write(
    paths: WorkspacePaths, database: Database, key: bytes, target: Path | None, *, passphrase: str | None, now: datetime
) -> Backup:
    """Write a backup of the open database; see `Vault.back_up`."""
    paths.backups.mkdir(exist_ok=True, mode=0o700)
    chosen = target if target is not None else paths.backups / f"desk-{stamp(now)}{SUFFIX}"
    if chosen.exists():
        raise BackupExists(path=chosen)
    sealed = sealing.seal(key, passphrase) if passphrase is not None else keys.sealed_key(paths)
    copy = paths.backups / f"unfinished-{os.getpid()}.db"
    drafts = copy.with_name(f"unfinished-{os.getpid()}-drafts.db")
    unfinished = chosen.with_name(chosen.name + ".new")
    try:
        database.copy_to(copy)
        has_drafts = database.drafts.copy_to(drafts)
        manifest = {
            "format": FORMAT,
            "schema": database.schema_version,
            "made_at": utc_text(now),
            "size": copy.stat().st_size,
            "sha256": _sha256(copy),
        }
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr("manifest.json", json.dumps(manifest))
                if sealed is not None:
                    archive.writestr("desk.key", json.dumps(sealed))
                archive.write(copy, "desk.db")
                if has_drafts:
                    archive.write(drafts, "drafts.db")
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(chosen)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(folder=chosen.parent) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise FolderReadOnly(folder=chosen.parent) from error
        raise BackupNotWritten(path=chosen, reason=error.strerror or str(error)) from error
    finally:
        copy.unlink(missing_ok=True)
        drafts.unlink(missing_ok=True)
        unfinished.unlink(missing_ok=True)
    return Backup(chosen, chosen.stat().st_size, sealed is not None)


def read(file: Path, unpacked: Path) -> Contents:
    """Unpack a backup, or a copy of the database itself, to `unpacked`. Raises `BackupUnreadable`, `DiskFull`."""
    try:
        if not zipfile.is_zipfile(file):
            return _bare(file, unpacked)
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(_small(archive, "manifest.json"))
            if manifest["format"] != FORMAT:
                raise BackupUnreadable(path=file)
            sealed = json.loads(_small(archive, "desk.key")) if "desk.key" in archive.namelist() else None
            with archive.open("desk.db") as source:
                found = _unpack(source, unpacked, int(manifest["size"]))
            if found != manifest["sha256"]:
                raise BackupUnreadable(path=file)
            drafts = _drafts(archive, unpacked)
            return Contents(unpacked, sealed, str(manifest["made_at"]), drafts)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(folder=unpacked.parent) from error
        raise BackupUnreadable(path=file) from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BackupUnreadable(path=file) from error


def _bare(file: Path, unpacked: Path) -> Contents:
    """A copy of the database as upgrades and restores leave it in `backups/`, with its log and key beside it."""
    with file.open("rb") as stream:
        if file.stat().st_size < 512 or stream.read(2) == b"PK":  # an archive that was cut short
            raise BackupUnreadable(path=file)
    for end in ("", "-wal"):
        part = file.with_name(file.name + end)
        if part.exists():
            with part.open("rb") as source:
                _unpack(source, unpacked.with_name(unpacked.name + end), part.stat().st_size)
    return Contents(unpacked, keys.sealed_beside(file), "")


def _drafts(archive: zipfile.ZipFile, unpacked: Path) -> Path | None:
    if "drafts.db" not in archive.namelist():
        return None
    target = unpacked.with_name(unpacked.stem + "-drafts.db")
    with archive.open("drafts.db") as source:
        _unpack(source, target, min(archive.getinfo("drafts.db").file_size, LARGEST_DRAFTS))
    return target


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as source:
        return source.read(65536)


def _unpack(source: IO[bytes], target: Path, size: int) -> str:
    """Copy at most `size` bytes and one more, so that a forged archive cannot fill the disk; returns the SHA-256."""
    digest, left = hashlib.sha256(), size
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        while chunk := source.read(min(CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise ValueError("longer than its manifest says")
            digest.update(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return digest.hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        digest: Any = hashlib.file_digest(stream, "sha256")
    return str(digest.hexdigest())
