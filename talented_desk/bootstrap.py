"""The composition root: the one place that builds the database, the services and everything they need."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from db.engine import explain
from db.errors import DatabaseInUse, FolderReadOnly
from db.search import index_changes
from db.session import Database
from db.workspace import open_database
from talented_desk import logs
from talented_desk.clock import Clock, SystemClock, utc_text
from talented_desk.events import EventBus
from talented_desk.jobs import JobRunner
from talented_desk.paths import WorkspacePaths
from talented_desk.security import opened
from talented_desk.security.keys import AskPassphrase, Keyring, SystemKeyring, database_key
from talented_desk.security.vault import Vault
from talented_desk.services.officers import Officers
from talented_desk.settings import Settings
from talented_desk.sync import erase
from talented_desk.sync.errors import Revoked

if TYPE_CHECKING:
    from talented_desk.services.bin import Bin
    from talented_desk.services.completing import Completing
    from talented_desk.services.consents import Consents
    from talented_desk.services.contacts import Contacts
    from talented_desk.services.document_words import WordReader
    from talented_desk.services.documents import Documents
    from talented_desk.services.drafts import Drafts
    from talented_desk.services.duplicates import Duplicates
    from talented_desk.services.employers import Employers
    from talented_desk.services.imports import Imports
    from talented_desk.services.institutions import Institutions
    from talented_desk.services.journal import Journal
    from talented_desk.services.merging import Merging
    from talented_desk.services.opportunities import Opportunities
    from talented_desk.services.packages import Packages
    from talented_desk.services.past import Past
    from talented_desk.services.pipeline import Pipeline
    from talented_desk.services.placements import Placements
    from talented_desk.services.quality import Quality
    from talented_desk.services.quick_line import QuickLines
    from talented_desk.services.reports import Reports
    from talented_desk.services.search import Search
    from talented_desk.services.sessions import Sessions
    from talented_desk.services.sharing import Sharing
    from talented_desk.services.tasks import Tasks
    from talented_desk.services.today import Today
    from talented_desk.services.views import Views
    from talented_desk.services.visit_briefs import VisitBriefs
    from talented_desk.services.visits import Visits
    from talented_desk.sync.background import Background
    from talented_desk.sync.membership import Membership


class Application:
    """Everything that the window and the command line work with. Close it, or use it in a `with`.

    A topic's service is imported and built when it is first asked for, so that the window does not wait for what
    it does not show yet.
    """

    membership: Membership
    background: Background
    sharing: Sharing
    journal: Journal
    bin: Bin
    past: Past
    employers: Employers
    completing: Completing
    contacts: Contacts
    consents: Consents
    duplicates: Duplicates
    pipeline: Pipeline
    today: Today
    sessions: Sessions
    tasks: Tasks
    drafts: Drafts
    imports: Imports
    merging: Merging
    institutions: Institutions
    opportunities: Opportunities
    placements: Placements
    quality: Quality
    quick_lines: QuickLines
    packages: Packages
    documents: Documents
    words: WordReader
    reports: Reports
    search: Search
    views: Views
    visits: Visits
    visit_briefs: VisitBriefs

    def __init__(
        self,
        paths: WorkspacePaths,
        settings: Settings,
        events: EventBus,
        clock: Clock,
        database: Database,
        officers: Officers,
        vault: Vault,
    ) -> None:
        self.paths, self.settings, self.events, self.clock = paths, settings, events, clock
        self.database, self.officers, self.vault = database, officers, vault
        self.jobs = JobRunner()
        self._held = ExitStack()
        self._building = threading.RLock()

    def __getattr__(self, name: str) -> object:
        """A topic's service: for `employers`, class `Employers` of `talented_desk.services.employers`."""
        kind = type(self).__annotations__.get(name)
        if kind is None:
            raise AttributeError(name)
        with self._building:
            if name not in self.__dict__:
                self.__dict__[name] = self._made(name, kind)
        return self.__dict__[name]

    def _made(self, name: str, kind: str) -> object:
        if name == "words":
            from talented_desk.services.document_words import WordReader

            return WordReader(self.database, self.jobs)
        if name == "documents":
            from talented_desk.services.documents import Documents

            return Documents(self.database, self.clock, self.words)
        if name == "membership":
            from talented_desk.sync.membership import Membership

            return Membership(self.paths, self.database, self.officers, self.vault)
        if name == "background":
            from talented_desk.sync.background import Background

            member = self.membership
            return Background(self.database, self.clock, self.events, member.reach, member.settle_in)
        if name == "quick_lines":
            from talented_desk.services.quick_line import QuickLines

            return QuickLines(self.search, self.contacts)
        service = getattr(import_module(f"talented_desk.services.{name}"), kind)
        return service(self.database, self.clock)

    def stop_sharing(self) -> None:
        """End the thread that shares; `background` is a new one then."""
        with self._building:
            running = self.__dict__.pop("background", None)
        if running is not None:
            running.stop()

    def is_revoked(self) -> bool:
        """Whether the shared database said that this computer is out; `erase` is what follows."""
        running = self.__dict__.get("background")
        return running is not None and isinstance(running.state.error, Revoked)

    def erase(self) -> erase.Erased:
        """Close, and erase this workspace: files, and keys in the keyring."""
        entries = self.vault.secret_entries()
        self.close()
        return erase.erase(self.paths.root, self.vault.keyring, at=utc_text(self.clock.now()), entries=entries)

    def close(self) -> None:
        """End sharing and jobs, let go of the files, remove what was opened outside."""
        self.stop_sharing()
        if "words" in self.__dict__:
            self.words.stop()
        self.jobs.close()
        self.database.close()
        self._held.close()

    def __enter__(self) -> Application:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_application(
    paths: WorkspacePaths,
    *,
    ask: AskPassphrase | None = None,
    keyring: Keyring | None = None,
    clock: Clock | None = None,
) -> Application:
    """Open a workspace, made the first time. `ask` is called where there is no keyring.

    Raises the sentences of `db.errors` and `talented_desk.security.keys`.
    """
    clock = clock or SystemClock()
    keyring = keyring or SystemKeyring()
    with ExitStack() as held:  # whatever fails, what was taken so far is let go
        _take(paths, held, keyring, clock)
        opened.clear(paths.opened)
        held.callback(opened.clear, paths.opened)
        events = EventBus()
        settings = Settings(paths.settings, events)
        try:
            key = database_key(paths, keyring, ask)
        except OSError as error:
            raise explain(error, paths.database) or error from error
        database = open_database(paths.database, key, clock=clock, events=events)
        held.callback(database.close)
        application = _build(paths, settings, events, clock, database, Vault(paths, keyring, key, database, clock))
        application._held = held.pop_all()
        application.drafts.forget_saved()
        application.jobs.write(lambda task: database.catch_up())  # what a crash left unsearchable
        return application


def _take(paths: WorkspacePaths, held: ExitStack, keyring: Keyring, clock: Clock) -> None:
    """Make the folders, lock the workspace for this program, end an erasure that was cut short, begin the log."""
    try:
        paths.make()
        lock = FileLock(paths.lock, timeout=0)
        lock.acquire()
        held.callback(lock.release)
        if erase.pending(paths.root):
            erase.erase(paths.root, keyring, at=utc_text(clock.now()))
            paths.make()
        held.callback(logs.stop, logs.start(paths.logs))
    except Timeout as error:
        raise DatabaseInUse(path=paths.root) from error
    except OSError as error:
        raise explain(error, paths.database) or FolderReadOnly(folder=paths.root) from error


def _build(
    paths: WorkspacePaths, settings: Settings, events: EventBus, clock: Clock, database: Database, vault: Vault
) -> Application:
    database.index = index_changes
    officers = Officers(database, clock, settings)
    officers.sign_in()
    application = Application(paths, settings, events, clock, database, officers, vault)
    application.institutions.ensure_starter_rows()
    return application
