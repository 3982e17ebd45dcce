"""Copies for other programs: private, each under its own name, gone at exit and at the next start."""

from __future__ import annotations

from pathlib import Path

from talented_desk.bootstrap import open_application
from talented_desk.clock import FixedClock
from talented_desk.paths import WorkspacePaths
from talented_desk.security import opened
from tests.security.test_keys import MemoryKeyring


def test_private_named_and_removed(tmp_path: Path, clock: FixedClock) -> None:
    paths = WorkspacePaths(tmp_path / "workspace")
    paths.opened.mkdir(parents=True)
    paths.opened.chmod(0o755)
    left = paths.opened / "of a crash.pdf"
    left.write_bytes(b"x")
    (paths.opened / "folder of an office program").mkdir()
    (paths.opened / "folder of an office program" / "part").write_bytes(b"x")
    (paths.opened / "link").symlink_to(tmp_path)
    with open_application(paths, keyring=MemoryKeyring(), clock=clock):
        assert list(paths.opened.iterdir()) == []
        assert paths.opened.stat().st_mode & 0o777 == 0o700
        names = ["Trousse.pdf", "Trousse.pdf", "../../evil.pdf", "", "é" * 300 + ".pdf", ".hidden"]
        placed = [opened.place(paths.opened, name, b"data") for name in names]
        assert len(set(placed)) == len(names)
        for file in placed:
            assert file.parent == paths.opened and file.read_bytes() == b"data"
            assert file.stat().st_mode & 0o777 == 0o600
        assert placed[1].name == "Trousse (2).pdf"
        placed[0].unlink()  # another program may have moved it
    assert list(paths.opened.iterdir()) == []
    assert tmp_path.exists()
