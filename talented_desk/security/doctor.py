"""Looks at everything that the program stands on and says in plain words what is wrong and what to do.

Nothing is changed or made: a workspace that is not there stays so. Each check stands alone, so that one that fails
does not hide the others.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from db import health, restoring
from talented_desk.clock import Clock, hlc_moment
from talented_desk.errors import DeskError
from talented_desk.events import EventBus
from talented_desk.i18n import N_
from talented_desk.paths import WorkspacePaths
from talented_desk.security import keys
from talented_desk.security.keyrings import Keyring, KeyringClosed, NoKeyring
from talented_desk.settings import Settings

LITTLE_SPACE = 500 * 1024 * 1024
NO_SPACE = 50 * 1024 * 1024
CLOCK_SLACK_MINUTES = 5
PACKAGES = ("PySide6-Essentials", "SQLAlchemy", "sqlcipher3", "reportlab", "pikepdf", "keyring")

OK, NOTICE, WRONG = "ok", "notice", "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `text` and `advice` are source texts; `fields` fill the places of both."""

    check: str
    """A short name for scripts."""
    level: str
    """ok, notice (works, but look at it) or wrong."""
    text: str
    advice: str = ""
    fields: dict[str, object] = field(default_factory=dict)
    error: DeskError | None = None
    """The sentence of an error that says it all already."""


def examine(
    paths: WorkspacePaths, keyring: Keyring, clock: Clock, ask: keys.AskPassphrase | None = None
) -> Iterator[Finding]:
    """Every finding, in the order in which one would mend things."""
    yield _programs()
    yield _fonts()
    yield _locale()
    yield from _folder(paths)
    busy = _in_use(paths)
    yield Finding(
        "in_use", OK, N_("Talented Desk is open on this workspace.") if busy else N_("Nobody else has it open.")
    )
    yield _settings(paths)
    yield _opened(paths, busy)
    yield _keyring(keyring)
    yield from _database(paths, keyring, clock, ask)


def _programs() -> Finding:
    found = {name: _version(name) for name in PACKAGES}
    missing = ", ".join(name for name, version in found.items() if not version)
    versions = ", ".join(f"{name} {version}" for name, version in found.items() if version)
    known = {"python": platform.python_version(), "system": platform.platform(), "versions": versions}
    if missing:
        return Finding(
            "programs",
            WRONG,
            N_("Parts of the program are missing: {missing}."),
            N_("Install Talented Desk again."),
            {"missing": missing},
        )
    known["engine"] = health.engine_version()
    return Finding(
        "programs", OK, N_("Python {python} on {system}; {versions}; SQLCipher {engine}."), fields=dict(known)
    )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "bundled" if getattr(sys, "frozen", False) else ""


def _fonts() -> Finding:
    from reportlab.pdfbase.ttfonts import TTFontFile

    folder = files("resources").joinpath("fonts")
    bad = []
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".ttf"))
    for name in names:
        try:
            with folder.joinpath(name).open("rb") as stream:
                TTFontFile(stream)
        except Exception:  # noqa: BLE001 - a damaged font raises anything
            bad.append(name)
    if bad or not names:
        return Finding(
            "fonts",
            WRONG,
            N_("The program's own fonts cannot be read: {bad}."),
            N_("Install Talented Desk again; until then letters may be missing on screen and in documents."),
            {"bad": ", ".join(bad) or str(folder)},
        )
    return Finding("fonts", OK, N_("The program's {count} fonts load."), fields={"count": len(names)})


def _locale() -> Finding:
    found = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "—")
    encoding = sys.getfilesystemencoding()
    if encoding.replace("-", "").lower() != "utf8":
        return Finding(
            "locale",
            NOTICE,
            N_("File names are kept as {encoding} here; accents in them may be spoilt."),
            N_("Choose a UTF-8 locale for this account, such as fr_CA.UTF-8."),
            {"encoding": encoding},
        )
    return Finding("locale", OK, N_("Locale {locale}, file names in {encoding}."), fields={
        "locale": found, "encoding": encoding,
    })  # fmt: skip


def _folder(paths: WorkspacePaths) -> Iterator[Finding]:
    where = {"path": paths.root}
    if not paths.root.exists():
        parent = next((folder for folder in paths.root.parents if folder.exists()), paths.root)
        if not os.access(parent, os.W_OK):
            yield Finding(
                "folder",
                WRONG,
                N_("The workspace {path} is not there, and may not be made."),
                N_("Ask for the right to write there, or name another folder with TALENTED_DESK_HOME."),
                dict(where),
            )
        else:
            yield Finding("folder", OK, N_("There is no workspace in {path} yet; the first start makes it."), "", {
                **where
            })  # fmt: skip
        return
    closed = [item for item in (paths.root, paths.database, paths.backups, paths.opened) if item.exists()]
    refused = [item for item in closed if not os.access(item, os.W_OK)]
    if refused:
        yield Finding(
            "folder",
            WRONG,
            N_("{path} may not be written."),
            N_("Ask for the right to write there, or name another folder with TALENTED_DESK_HOME."),
            {"path": refused[0]},
        )
    elif os.name == "posix" and paths.opened.exists() and paths.opened.stat().st_mode & 0o077:
        yield Finding(
            "folder",
            NOTICE,
            N_("Other people on this computer can look into {path}."),
            N_("Open Talented Desk once: it closes the folder to others."),
            {"path": paths.opened},
        )
    else:
        yield Finding("folder", OK, N_("The workspace is {path}."), fields=dict(where))
    free = shutil.disk_usage(paths.root).free
    megabytes = {**where, "free": free // (1024 * 1024)}
    if free < NO_SPACE:
        yield Finding(
            "space",
            WRONG,
            N_("Only {free} MB are free on the disk of {path}; saving will fail soon."),
            N_("Free some space: empty the bin, or move large files elsewhere."),
            megabytes,
        )
    elif free < max(LITTLE_SPACE, 3 * _size(paths.database)):
        yield Finding(
            "space",
            NOTICE,
            N_("{free} MB are free on the disk of {path}; a backup or an upgrade may not fit."),
            N_("Free some space: empty the bin, or move large files elsewhere."),
            megabytes,
        )
    else:
        yield Finding("space", OK, N_("{free} MB are free on the disk of {path}."), fields=megabytes)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _in_use(paths: WorkspacePaths) -> bool:
    if not paths.lock.exists() or not os.access(paths.lock, os.W_OK):
        return False
    lock = FileLock(paths.lock, timeout=0)
    try:
        lock.acquire()
    except (Timeout, OSError):
        return True
    lock.release()
    return False


def _settings(paths: WorkspacePaths) -> Finding:
    if Settings(paths.settings, EventBus()).unread is not None:
        return Finding(
            "settings",
            WRONG,
            N_("The settings file {path} cannot be read; the defaults are in force."),
            N_("Move the file aside: Talented Desk writes a new one at the next change of a setting."),
            {"path": paths.settings},
        )
    return Finding("settings", OK, N_("The settings can be read."))


def _opened(paths: WorkspacePaths, busy: bool) -> Finding:
    left = len(list(paths.opened.iterdir())) if paths.opened.exists() else 0
    if left and not busy:
        return Finding(
            "opened",
            NOTICE,
            N_("{count} readable copies of documents are left in {path}."),
            N_("Close the programs that show them, then open Talented Desk once: it removes them."),
            {"count": left, "path": paths.opened},
        )
    return Finding("opened", OK, N_("No readable copies of documents are left over."))


def _keyring(keyring: Keyring) -> Finding:
    try:
        return Finding("keyring", OK, N_("This computer's keyring: {kind}."), fields={"kind": keyring.kind()})
    except (NoKeyring, KeyringClosed):
        return Finding("keyring", OK, N_("This computer offers no keyring; a passphrase protects the key."))


def _database(
    paths: WorkspacePaths, keyring: Keyring, clock: Clock, ask: keys.AskPassphrase | None
) -> Iterator[Finding]:
    if not paths.database.exists():
        yield Finding("key", OK, N_("There is no database yet; the first start makes it and its key."))
        return
    try:
        key = keys.database_key(paths, keyring, ask)
        kind = keys.kind_of(paths)
    except DeskError as error:
        yield Finding("key", WRONG, error.message, fields=error.fields, error=error)
        return
    kept = N_("The system's keyring keeps the key.")
    sealed = N_("The key lies in {path}, sealed by a passphrase.")
    yield Finding("key", OK, kept if kind == "keyring" else sealed, fields={"path": paths.key_file})
    try:
        found = health.examine(paths.database, key)
    except DeskError as error:
        yield Finding("database", WRONG, error.message, fields=error.fields, error=error)
        return
    yield from _contents(paths, found)
    yield from _drafts(paths, key)
    if found.newest:
        yield _clock(found, clock)


def _drafts(paths: WorkspacePaths, key: bytes) -> Iterator[Finding]:
    if not paths.drafts.exists():
        return
    if restoring.opens(paths.drafts, key):
        yield Finding("drafts", OK, N_("The file of drafts can be read."))
    else:
        yield Finding(
            "drafts",
            NOTICE,
            N_("The file of drafts {path} cannot be read; the records are not concerned."),
            N_("The next start moves it into {backups} and begins a new one."),
            {"path": paths.drafts, "backups": paths.backups},
        )


def _contents(paths: WorkspacePaths, found: health.Health) -> Iterator[Finding]:
    if not found.known:
        yield Finding(
            "schema",
            WRONG,
            N_("The database was written by a newer version of Talented Desk (schema {revision})."),
            N_("Install the newer version."),
            {"revision": found.revision or "?"},
        )
    elif not found.newest:
        older = N_("The database has schema {revision}; the next start brings it up to date.")
        yield Finding("schema", OK, older, fields={"revision": found.revision})
    else:
        yield Finding("schema", OK, N_("The database has schema {revision}."), fields={"revision": found.revision})
    restore = N_("Restore the newest backup from {backups} with “talented-desk restore”; keep the present file.")
    if found.faults:
        yield Finding(
            "integrity",
            WRONG,
            N_("Parts of the database are damaged ({count} faults)."),
            restore,
            {"count": len(found.faults), "backups": paths.backups},
        )
    elif found.broken_references or found.left_open:
        yield Finding(
            "integrity",
            WRONG,
            N_("{count} records refer to others that are not there."),
            restore,
            {"count": found.broken_references + found.left_open, "backups": paths.backups},
        )
    else:
        yield Finding("integrity", OK, N_("Every page, index and reference of the database is sound."))
    if found.foreign_triggers:
        yield Finding(
            "journal",
            WRONG,
            N_("{count} triggers that write the history are missing or were changed."),
            N_("Open Talented Desk once: it makes them again. Changes made meanwhile by other means have no history."),
            {"count": len(found.foreign_triggers)},
        )
    elif found.newest:
        yield Finding("journal", OK, N_("The history records every change."))
    if found.indexed > found.entries:
        yield Finding(
            "search",
            WRONG,
            N_("Search is ahead of the history; it may miss records."),
            N_("Restore a backup, or ask for help."),
        )
    elif found.indexed < found.entries:
        yield Finding(
            "search",
            NOTICE,
            N_("{count} changes cannot be found by search yet."),
            N_("Open Talented Desk once: it catches up by itself."),
            {"count": found.entries - found.indexed},
        )
    elif found.newest:
        yield Finding("search", OK, N_("Search knows every change."))


def _clock(found: health.Health, clock: Clock) -> Finding:
    last, now = hlc_moment(found.last_hlc), clock.now()
    minutes = int((last - now).total_seconds() // 60)
    if found.last_hlc and minutes > CLOCK_SLACK_MINUTES:
        hours, days = minutes // 60, minutes // 1440
        told, count = (
            (N_("Your clock seems to be wrong by {count} days: the last change was made later than now."), days)
            if days > 1
            else (N_("Your clock seems to be wrong by {count} hours: the last change was made later than now."), hours)
            if hours > 1
            else (
                N_("Your clock seems to be wrong by {count} minutes: the last change was made later than now."),
                minutes,
            )
        )
        advice = N_("Set the computer's date and time. If they are right, the clock was ahead when that was saved.")
        return Finding("clock", WRONG, told, advice, {"count": count})
    return Finding("clock", OK, N_("The computer's clock agrees with the history."))
