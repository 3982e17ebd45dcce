"""Reading the words of documents for the search, in the background; goes on where it was ended.

Words belong to bytes, not to records: they are read once a hash. A text that is there but empty says that the bytes
have none (a scan, a password, damage).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, text

from db.queries import documents as queries
from db.search.index import search_again
from db.session import Database
from talented_desk.domain import documents as rules
from talented_desk.domain import mails
from talented_desk.errors import Cancelled
from talented_desk.jobs import JobRunner, Running, Task

log = logging.getLogger(__name__)

LONGEST: Final = 400_000
"""Letters of one document that are searched: some 200 pages."""
TRYING: Final = "document_words_trying"
TRIES: Final = 2
"""A file on which the program ended so often while reading is not read again."""


def words(data: bytes, mime: str, check: Callable[[], None] = lambda: None, pages: int = 1_000_000) -> str:
    """The words of a document, at most `LONGEST` letters of `pages` pages; empty if they cannot be read.

    `check` is called between pages and may raise to stop.
    """
    if mime == rules.PDF:
        found = _pdf(data, check, pages)
    elif mime == rules.MAIL:
        mail = mails.read(data)
        names = [enclosed.name for enclosed in mail.enclosed]
        found = "\n".join((mail.subject, mail.sender, mail.to, mail.copy, mail.text, *names))
    elif mime == rules.TEXT:
        found = mails.decoded(data[: LONGEST * 4])
    else:
        found = ""
    return " ".join(found.replace("\x00", " ").split())[:LONGEST]


def _pdf(data: bytes, check: Callable[[], None], pages: int) -> str:
    from talented_desk.packages.preview import Preview, UnreadablePdf

    found, length = [], 0
    try:
        with Preview(data) as preview:
            for number in range(min(pages, preview.pages)):
                check()
                found.append(preview.text(number))
                length += len(found[-1])
                if length > LONGEST:
                    break
    except UnreadablePdf:
        return ""
    return "\n".join(found)


class WordReader:
    """Reads on a reader's thread, so that nobody's saving waits for it, and keeps each text as a short write."""

    def __init__(self, database: Database, jobs: JobRunner) -> None:
        self._database, self._jobs = database, jobs
        self._lock = threading.Lock()
        self._running: Running[int] | None = None
        self._again = False
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin, if there may be something to read; at once when it is running already."""
        with self._lock:
            if self._stopped.is_set():
                return
            if self._running is not None:
                self._again = True
                return
            self._running = self._jobs.read(self._run)

    def stop(self) -> None:
        """Read no further; the next start goes on."""
        self._stopped.set()
        with self._lock:
            if self._running is not None:
                self._running.cancel()

    def finish(self) -> None:
        """Wait until everything is read, for scripts that end afterwards."""
        self.start()
        while (running := self._running) is not None:
            running.future.result()

    def read_all(self, task: Task) -> int:
        """Read whatever is unread; returns how many documents were looked into."""
        count = 0
        while not self._stopped.is_set():
            with self._database.read() as connection:
                waiting = queries.unread(connection, rules.READABLE)
            if not waiting:
                break
            for sha, mime in waiting:
                task.check()
                self._read(sha, mime, task)
                count += 1
        return count

    def _run(self, task: Task) -> int:
        count = 0
        try:
            while True:
                count += self.read_all(task)
                with self._lock:
                    if not self._again:
                        self._running = None
                        return count
                    self._again = False
        finally:
            with self._lock:
                self._running = None

    def _read(self, sha: str, mime: str, task: Task) -> None:
        with self._database.scratch() as connection:
            gone_wrong = _tried(connection, sha) >= TRIES
        found = ""
        if gone_wrong:
            log.warning("a document ended the program while its words were read; it is not read again")
        else:
            found = self._words(sha, mime, task)
        with self._database.scratch() as connection:
            keep(connection, sha, found)

    def _words(self, sha: str, mime: str, task: Task) -> str:
        with self._database.read() as connection:
            data = queries.data(connection, sha)
        try:
            return words(data or b"", mime, task.check)
        except Cancelled:  # ended in order: that says nothing about the file
            with self._database.scratch() as connection:
                connection.execute(text("DELETE FROM note WHERE key = :key"), {"key": TRYING})
            raise
        except Exception as error:  # noqa: BLE001 - one strange file must not keep the others from being read
            log.warning("the words of a document could not be read: %s", type(error).__name__)
            return ""


def keep(connection: Connection, sha: str, found: str) -> None:
    """Keep the words of these bytes, and make the documents that have them findable by them."""
    connection.execute(
        text("INSERT OR REPLACE INTO content_text (sha256, text) VALUES (:sha, :text)"), {"sha": sha, "text": found}
    )
    connection.execute(text("DELETE FROM note WHERE key = :key"), {"key": TRYING})
    if found:
        numbers = connection.execute(text("SELECT n FROM attachment WHERE sha256 = :sha"), {"sha": sha}).scalars()
        search_again(connection, "document", list(numbers))


def _tried(connection: Connection, sha: str) -> int:
    """How often these bytes were tried in a row without an end; this time is noted too."""
    noted = str(
        connection.execute(text("SELECT value FROM note WHERE key = :key"), {"key": TRYING}).scalar() or ""
    ).partition(" ")
    times = int(noted[2]) if noted[0] == sha else 0
    connection.execute(
        text("INSERT OR REPLACE INTO note (key, value) VALUES (:key, :value)"),
        {"key": TRYING, "value": f"{sha} {times + 1}"},
    )
    return times
