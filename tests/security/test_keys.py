"""The database key: made once, kept by the keyring or sealed by a passphrase, never plain on disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from talented_desk.errors import DeskError
from talented_desk.paths import WorkspacePaths
from talented_desk.security import keys, sealing
from talented_desk.security.keyrings import KeyringClosed, NoKeyring, SystemKeyring

GOOD = "a short sentence is good"


class MemoryKeyring:
    """A keyring in memory that can be locked, absent or forgetful."""

    def __init__(self, *, forgets: bool = False) -> None:
        self.secrets: dict[str, str] = {}
        self.forgets = forgets
        self.locked = False
        self.absent = False

    def _check(self) -> None:
        if self.locked:
            raise KeyringClosed()
        if self.absent:
            raise NoKeyring

    def get(self, name: str) -> str | None:
        self._check()
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self._check()
        if not self.forgets:
            self.secrets[name] = secret

    def forget(self, name: str) -> None:
        self._check()
        self.secrets.pop(name, None)

    def kind(self) -> str:
        self._check()
        return "memory"


@pytest.fixture
def paths(tmp_path: Path) -> WorkspacePaths:
    made = WorkspacePaths(tmp_path / "workspace")
    made.make()
    return made


@pytest.fixture
def passphrase_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "passphrase.txt"
    file.write_text(GOOD + "\n", "utf-8")
    monkeypatch.setenv(keys.PASSPHRASE_FILE_VARIABLE, str(file))
    return file


def never(new: bool) -> str:
    raise AssertionError("nobody is to be asked")


def says(word: str) -> keys.AskPassphrase:
    return lambda new: word


def a_database(paths: WorkspacePaths) -> None:
    paths.database.write_bytes(b"x" * 4096)


def nothing_plain(paths: WorkspacePaths, key: bytes) -> None:
    for file in paths.root.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert key not in content and key.hex().encode() not in content.lower(), file


def test_the_keyring_keeps_it_and_the_disk_does_not(paths: WorkspacePaths) -> None:
    keyring = MemoryKeyring()
    key = keys.database_key(paths, keyring, never)
    a_database(paths)
    assert len(key) == 32 and keys.database_key(paths, keyring, never) == key
    nothing_plain(paths, key)
    assert paths.key_file.stat().st_mode & 0o777 == 0o600
    assert keys.kind_of(paths) == "keyring"


def test_two_workspaces_have_two_keys(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    made = []
    for name in ("one", "two"):
        paths = WorkspacePaths(tmp_path / name)
        paths.make()
        made.append((paths, keys.database_key(paths, keyring)))
    assert made[0][1] != made[1][1]
    assert all(keys.database_key(paths, keyring) == key for paths, key in made)


def test_a_locked_keyring_is_not_a_missing_one(paths: WorkspacePaths) -> None:
    keyring = MemoryKeyring()
    keyring.locked = True
    with pytest.raises(KeyringClosed):
        keys.database_key(paths, keyring, never)
    assert not paths.key_file.exists()
    keyring.locked = False
    key = keys.database_key(paths, keyring, never)
    keyring.locked = True
    with pytest.raises(KeyringClosed):
        keys.database_key(paths, keyring, never)
    keyring.locked = False
    assert keys.database_key(paths, keyring, never) == key


@pytest.mark.parametrize("how", ["absent", "forgets"])
def test_without_a_keyring_that_keeps_a_passphrase_serves(paths: WorkspacePaths, how: str) -> None:
    keyring = MemoryKeyring()
    setattr(keyring, how, True)
    with pytest.raises(keys.PassphraseNeeded):
        keys.database_key(paths, keyring)
    key = keys.database_key(paths, keyring, says(GOOD))
    a_database(paths)
    nothing_plain(paths, key)
    assert GOOD.encode() not in paths.key_file.read_bytes()
    assert keys.database_key(paths, keyring, says(GOOD)) == key
    with pytest.raises(sealing.PassphraseWrong):
        keys.database_key(paths, keyring, says(GOOD + "!"))
    assert keys.kind_of(paths) == "passphrase"


def test_an_existing_database_never_gets_a_new_key(paths: WorkspacePaths) -> None:
    keyring = MemoryKeyring()
    keys.database_key(paths, keyring)
    a_database(paths)
    stored = dict(keyring.secrets)
    content = paths.key_file.read_bytes()
    for absent in (False, True):
        keyring.secrets.clear()
        keyring.absent = absent
        with pytest.raises(keys.KeyMissing) as told:
            keys.database_key(paths, keyring, never)
        assert "Nothing was changed" in str(told.value)
    keyring.absent = False
    keyring.secrets = dict.fromkeys(stored, "not a key")
    with pytest.raises(keys.KeyMissing):
        keys.database_key(paths, keyring, never)
    assert paths.key_file.read_bytes() == content


def test_a_passphrase_in_the_environment_does_not_hide_the_keyrings_key(
    paths: WorkspacePaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keyring = MemoryKeyring()
    key = keys.database_key(paths, keyring)
    a_database(paths)
    (tmp_path / "p").write_text(GOOD)
    monkeypatch.setenv(keys.PASSPHRASE_FILE_VARIABLE, str(tmp_path / "p"))
    assert keys.database_key(paths, keyring, never) == key


def test_the_passphrase_file(paths: WorkspacePaths, passphrase_file: Path) -> None:
    keyring = MemoryKeyring()
    key = keys.database_key(paths, keyring, never)
    assert keyring.secrets == {}
    a_database(paths)
    for written in (GOOD, GOOD + "\r\n", "\ufeff" + GOOD):
        passphrase_file.write_text(written, "utf-8")
        assert keys.database_key(paths, keyring, never) == key
    passphrase_file.write_text("something quite different")
    with pytest.raises(sealing.PassphraseWrong):
        keys.database_key(paths, keyring, never)
    for content in (None, b"\xff\xfe\x00bad"):
        passphrase_file.unlink(missing_ok=True)
        if content is not None:
            passphrase_file.write_bytes(content)
        with pytest.raises(keys.PassphraseFileUnreadable) as told:
            keys.database_key(paths, keyring, never)
        assert str(passphrase_file) in str(told.value)


@pytest.mark.parametrize("short", ["", "nine char", "é" * 9, "e\u0301" * 9])
def test_a_short_passphrase_is_refused_and_leaves_nothing(paths: WorkspacePaths, short: str) -> None:
    keyring = MemoryKeyring()
    keyring.absent = True
    with pytest.raises(sealing.PassphraseShort):
        keys.database_key(paths, keyring, says(short))
    assert not paths.key_file.exists()


def test_an_accent_composed_otherwise_is_the_same_passphrase() -> None:
    content = sealing.seal(bytes(32), "café à la crème")
    assert sealing.unseal(content, "cafe\u0301 a\u0300 la cre\u0300me") == bytes(32)


SPOILT = [
    b"",
    b"{",
    b"[]",
    b"\xff\xfe",
    b'{"keyring": 5}',
    b'{"something": "else"}',
]


@pytest.mark.parametrize("content", SPOILT)
def test_a_damaged_key_file_is_mended_from_its_copy_or_said(paths: WorkspacePaths, content: bytes) -> None:
    keyring = MemoryKeyring()
    key = keys.database_key(paths, keyring)
    a_database(paths)
    paths.key_file.write_bytes(content)
    assert keys.database_key(paths, keyring, never) == key
    (paths.backups / "desk.key").unlink()
    with pytest.raises(keys.KeyFileDamaged):
        keys.database_key(paths, keyring, never)
    assert paths.key_file.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sealed", "AAAA"),
        ("sealed", 7),
        ("salt", "!!"),
        ("salt", ""),
        ("nonce", "AAAA"),
        ("argon2id", {"time_cost": 3, "memory_cost": 1 << 40, "parallelism": 1}),
        ("argon2id", {"time_cost": -1, "memory_cost": 65536, "parallelism": 1}),
        ("argon2id", None),
    ],
)
def test_a_damaged_seal_is_not_a_wrong_passphrase(
    paths: WorkspacePaths, passphrase_file: Path, name: str, value: object
) -> None:
    key = keys.database_key(paths, MemoryKeyring(), never)
    a_database(paths)
    content = json.loads(paths.key_file.read_text())
    content[name] = value
    paths.key_file.write_text(json.dumps(content))
    assert keys.database_key(paths, MemoryKeyring(), never) == key  # from the copy, which is put back
    assert sealing.unseal(json.loads(paths.key_file.read_text()), GOOD) == key
    for file in (paths.key_file, paths.backups / "desk.key"):
        file.write_text(json.dumps(content))
    with pytest.raises(keys.KeyFileDamaged):
        keys.database_key(paths, MemoryKeyring(), never)


def test_a_missing_key_file_is_found_again_or_said(paths: WorkspacePaths, passphrase_file: Path) -> None:
    key = keys.database_key(paths, MemoryKeyring(), never)
    a_database(paths)
    paths.key_file.unlink()
    assert keys.database_key(paths, MemoryKeyring(), never) == key
    (paths.backups / "desk.key").unlink()
    with pytest.raises(keys.KeyFileMissing) as told:
        keys.database_key(paths, MemoryKeyring(), never)
    assert "desk.key" in str(told.value)


def test_a_crash_between_key_and_database_does_no_harm(paths: WorkspacePaths) -> None:
    keyring = MemoryKeyring()
    keyring.set("orphan", "of a crash before desk.key was written")
    key = keys.database_key(paths, keyring, never)
    assert keys.database_key(paths, keyring, never) == key  # no database yet: the same key serves
    keyring.secrets.clear()
    assert keys.database_key(paths, keyring, never) != key
    paths.database.touch()  # even an empty file is no reason for another key
    keyring.secrets.clear()
    with pytest.raises(keys.KeyMissing):
        keys.database_key(paths, keyring, never)


def test_moving_the_key_and_changing_the_passphrase(paths: WorkspacePaths) -> None:
    keyring = MemoryKeyring()
    key = keys.database_key(paths, keyring)
    a_database(paths)
    with pytest.raises(sealing.PassphraseShort):
        keys.seal_by_passphrase(paths, keyring, key, "short")
    assert keys.database_key(paths, keyring, never) == key
    keys.seal_by_passphrase(paths, keyring, key, GOOD)
    assert keyring.secrets == {}
    assert keys.database_key(paths, keyring, says(GOOD)) == key
    keys.seal_by_passphrase(paths, keyring, key, "another good sentence")
    with pytest.raises(sealing.PassphraseWrong):
        keys.database_key(paths, keyring, says(GOOD))
    assert keys.database_key(paths, keyring, says("another good sentence")) == key
    keyring.forgets = True
    with pytest.raises(keys.NoKeyringHere):
        keys.keep_in_keyring(paths, keyring, key)
    assert keys.database_key(paths, keyring, says("another good sentence")) == key
    keyring.forgets = False
    keys.keep_in_keyring(paths, keyring, key)
    assert keys.database_key(paths, keyring, never) == key
    nothing_plain(paths, key)
    assert "sealed" not in paths.key_file.read_text()


def test_this_machines_own_keyring_library_answers_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real library: with no backend, with the one that forgets, and with one that breaks."""
    import keyring
    from keyring.backends import fail, null
    from keyring.errors import KeyringLocked

    before = keyring.get_keyring()
    try:
        keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
        with pytest.raises(NoKeyring):
            SystemKeyring().get("x")
        with pytest.raises(NoKeyring):
            SystemKeyring().set("x", "y")
        keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]
        SystemKeyring().set("x", "y")
        assert SystemKeyring().get("x") is None

        class Broken(null.Keyring):
            def get_password(self, service: Any, username: Any, password: Any = None) -> Any:
                raise ConnectionResetError("the bus is gone")

            def set_password(self, service: Any, username: Any, password: Any = None) -> Any:
                raise KeyringLocked("locked")

        keyring.set_keyring(Broken())  # type: ignore[no-untyped-call]
        with pytest.raises(NoKeyring):
            SystemKeyring().get("x")
        with pytest.raises(DeskError, match="locked"):
            SystemKeyring().set("x", "y")
    finally:
        keyring.set_keyring(before)
