"""Failures that a person can do something about.

`DeskError` is expected: it carries a message id (English source text with named fields) and the data for
those fields; the interface and the command line make the sentence in the officer's language with
`describe`. Every other exception is a bug and opens the crash dialog.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from talented_desk.i18n import N_


class Translates(Protocol):
    """Whatever can turn an English source text with named fields into a sentence."""

    def __call__(self, message: str, /, **fields: object) -> str: ...


class DeskError(Exception):
    """An expected failure. `message` is a translatable source text; `fields` fill its named places."""

    message: ClassVar[str] = ""

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.message, fields)

    def describe(self, t: Translates) -> str:
        """The sentence for a person, in the language of `t`."""
        return t(self.message, **self.fields)

    def __str__(self) -> str:
        return self.message.format_map(self.fields) if self.fields else self.message


class Invalid(DeskError):
    """A form or command whose values cannot be taken; `problems` maps a field name to its DeskError."""

    message = N_("Some fields need attention.")

    def __init__(self, problems: dict[str, DeskError]) -> None:
        super().__init__()
        self.problems = problems

    def describe(self, t: Translates) -> str:
        return " ".join([t(self.message), *(problem.describe(t) for problem in self.problems.values())])

    def __str__(self) -> str:
        return " ".join([self.message, *(f"{name}: {problem}" for name, problem in self.problems.items())])


class Cancelled(DeskError):
    """The person cancelled; nothing was changed."""

    message = N_("Cancelled. Nothing was changed.")


class NotFound(DeskError):
    """The record is not there (any more)."""

    message = N_("This record is not there any more. It may have been deleted; History shows by whom.")
