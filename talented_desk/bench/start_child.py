"""A start of the program, watched: `python -m talented_desk.bench.start_child FOLDER KEY` says when it is usable."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from talented_desk.i18n import Translator
from talented_desk.paths import WorkspacePaths

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.security.keys import AskPassphrase


class Known:
    """A keyring that has the key, as an officer's has."""

    def __init__(self, key: str) -> None:
        self._key = key

    def get(self, name: str) -> str | None:
        return self._key

    def set(self, name: str, secret: str) -> None:
        raise AssertionError("the key is there")

    def forget(self, name: str) -> None:
        raise AssertionError("the key must stay")

    def kind(self) -> str:
        return "bench"


def main() -> None:
    """Start as `talented-desk` does; end as soon as the first page shows its lines."""
    from ui.start import start

    paths = WorkspacePaths(Path(sys.argv[1]))

    def open_it(ask: AskPassphrase) -> Application:
        from importlib import import_module

        from talented_desk.bootstrap import open_application

        desk = open_application(paths, keyring=Known(sys.argv[2]))
        import_module("ui.start").when_usable(usable)
        return desk

    start(open_it, Translator("en"), paths)


def usable() -> None:
    """Tell, and go at once: what closing costs is not the question."""
    print("usable", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
