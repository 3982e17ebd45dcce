"""Drafts lie in a file of their own: nothing holds them up, a crash neither loses nor doubles them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from db.drafts import DraftFile
from db.models import Employer
from talented_desk.bootstrap import Application, open_application
from talented_desk.clock import FixedClock
from talented_desk.paths import WorkspacePaths
from talented_desk.services.sessions import LogSupportSession
from tests.security.test_keys import MemoryKeyring, never

CALL: Mapping[str, str | int | float | None] = {
    "happened_at": "2026-11-20T17:00:00.000Z",
    "channel": "phone",
    "minutes_direct": 12,
}


def test_a_long_write_does_not_keep_keystrokes_from_the_disk(desk: Application) -> None:
    inside, typed = threading.Event(), threading.Event()

    def import_a_lot() -> None:
        with desk.database.write("Import list") as write:
            write.insert(Employer, {"legal_name": "One of many"})
            inside.set()
            assert typed.wait(30)

    importing = threading.Thread(target=import_a_lot)
    importing.start()
    assert inside.wait(30)
    try:
        draft = desk.drafts.keep("support_session", {"narrative": "typed meanwhile"})
        kept = desk.database.drafts.path.with_name("drafts.db-wal")
        assert kept.stat().st_size > 0
        found = desk.drafts.get(draft)
        assert found is not None
        assert found.content == {"narrative": "typed meanwhile"}
    finally:
        typed.set()
        importing.join()


def test_a_crash_between_the_two_files_does_not_offer_a_saved_session_again(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, keyring = WorkspacePaths(tmp_path / "workspace"), MemoryKeyring()
    with open_application(paths, keyring=keyring, clock=clock, ask=never) as desk:
        employer_id = desk.employers.add({"legal_name": "Acme Ltd"})
        saved = desk.drafts.keep("support_session", {"narrative": "saved"})
        waiting = desk.drafts.keep("support_session", {"narrative": "still typing"})
        with monkeypatch.context() as patch:
            patch.setattr(DraftFile, "remove", _die)
            with pytest.raises(KeyboardInterrupt):
                desk.sessions.log(LogSupportSession(CALL, (employer_id,), draft_id=saved))
        assert {draft.id for draft in desk.drafts.all()} == {saved, waiting}
    with open_application(paths, keyring=keyring, clock=clock, ask=never) as desk:
        assert desk.sessions.get(saved).id == saved
        assert [draft.id for draft in desk.drafts.all()] == [waiting]


def _die(*arguments: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("damage", [b"not a database, and long enough to be taken for one" * 40, b"short"])
def test_a_damaged_file_of_drafts_is_put_aside_and_keeps_nobody_out(
    tmp_path: Path, clock: FixedClock, damage: bytes
) -> None:
    paths, keyring = WorkspacePaths(tmp_path / "workspace"), MemoryKeyring()
    with open_application(paths, keyring=keyring, clock=clock, ask=never) as desk:
        desk.employers.add({"legal_name": "Acme Ltd"})
        desk.drafts.keep("support_session", {"narrative": "typed"})
    paths.drafts.write_bytes(damage)
    with open_application(paths, keyring=keyring, clock=clock, ask=never) as desk:
        assert desk.drafts.all() == ()
        desk.drafts.keep("support_session", {"narrative": "typed again"})
        assert len(desk.employers.row_numbers()) == 1
    (aside,) = paths.backups.glob("drafts-damaged-*.db")
    assert aside.read_bytes() == damage
