"""`talented-desk --self-test`: does a day's work in a workspace of its own and says what does not work here.

For whoever packs the program and for whoever installs it: each check uses what a frozen program may lack (a font, a
catalogue, a plugin of Qt, a migration) or what a computer may lack (a library). Nothing of the officer's own is
opened, and nothing stays behind.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from talented_desk.bootstrap import Application
from talented_desk.errors import DeskError
from talented_desk.i18n import N_


class NotAsItShould(DeskError):
    """Something that belongs to the program is missing or wrong; `what` names it."""

    message = N_("This is missing or cannot be used: {what}.")


class NotReached(DeskError):
    message = N_("This could not be tried, as an earlier step failed.")


class Unexpected(DeskError):
    """A bug, or a part that was left out: the exception's own words."""

    message = N_("{kind}: {words}")


@dataclass(frozen=True, slots=True)
class Said:
    """What a check found: a source text and the values of its fields."""

    text: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its short name for scripts, and what it found or the error that it met."""

    check: str
    said: Said | None = None
    error: DeskError | None = None
    trace: str = ""
    """Where an unexpected error came from."""

    @property
    def ok(self) -> bool:
        return self.error is None


@dataclass(slots=True)
class Trial:
    """What the checks hand on to the next ones."""

    folder: Path
    held: ExitStack
    opened: Application | None = None
    employer_id: str = ""

    @property
    def desk(self) -> Application:
        """The trial's workspace. Raises `NotReached` if it could not be opened."""
        if self.opened is None:
            raise NotReached()
        return self.opened


Check = tuple[str, Callable[[Trial], Said]]


def every_check() -> Sequence[Check]:
    """All of them: first what later ones stand on."""
    from talented_desk.self_test import parts, work
    from ui import self_test as screen

    return (*parts.CHECKS, *screen.PARTS, *work.CHECKS, *screen.PAGES)


def examine(checks: Sequence[Check]) -> Iterator[Finding]:
    """Run the checks in order; each stands alone, so that one that fails does not hide the others."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # the same with and without a display, and no window flickers past
    with (
        TemporaryDirectory(prefix="talented-desk-self-test-", ignore_cleanup_errors=True) as folder,
        ExitStack() as held,
    ):
        trial = Trial(Path(folder), held)
        for name, check in checks:
            yield _run(name, check, trial)


def _run(name: str, check: Callable[[Trial], Said], trial: Trial) -> Finding:
    try:
        return Finding(name, check(trial))
    except DeskError as error:
        return Finding(name, error=error)
    except Exception as error:  # noqa: BLE001 - whatever a packed program lacks shows as any exception
        return Finding(name, error=Unexpected(kind=type(error).__name__, words=error), trace=traceback.format_exc())
