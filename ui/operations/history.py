"""Undo and redo from the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talented_desk.i18n import Translator
from ui.context import UiContext
from ui.operations.runner import Operation

if TYPE_CHECKING:
    from talented_desk.services.journal import Undone


def named(t: Translator, operation: str, subject: str) -> str:
    """An operation of the journal in words: `Edit employer: Acme Foods`."""
    if subject.isdigit():  # of several records, their number
        return t("{operation} ({count})", operation=t(operation), count=subject)
    # what is taken back is an operation itself; any other subject is somebody's name
    words = t(subject) if operation == "Take back" else subject
    return t("{operation}: {subject}", operation=t(operation), subject=words) if subject else t(operation)


def undo(context: UiContext) -> Operation[Undone]:
    """Take back this officer's newest operation, and tell what was kept because it changed since."""
    t = context.t

    def done(undone: Undone) -> None:
        what = named(t, undone.changeset.operation, undone.changeset.subject)
        if undone.kept:
            sentence = t.plural(
                "Undone: {what}. {count} value was changed since and is kept.",
                "Undone: {what}. {count} values were changed since and are kept.",
                len(undone.kept),
                what=what,
            )
            context.notices.banner(sentence, "warn")
        else:
            context.notices.toast(t("Undone: {what}", what=what))

    return Operation(t("Taking back"), lambda task: context.app.journal.undo(), done)


def redo(context: UiContext) -> Operation[Undone]:
    """Do again what was undone last."""
    t = context.t

    def done(again: Undone) -> None:
        what = named(t, again.changeset.operation, again.changeset.subject)
        context.notices.toast(t("Done again: {what}", what=what), undo=True)

    return Operation(t("Doing again"), lambda task: context.app.journal.redo(), done)
