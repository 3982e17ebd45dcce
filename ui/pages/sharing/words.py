"""How it stands with the shared database, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talented_desk.events import SharingChanged
from ui.context import UiContext

if TYPE_CHECKING:
    from talented_desk.services.sharing import SharingState


def only_here(context: UiContext, state: SharingState) -> str:
    """What exists on this computer alone; empty when everything is shared."""
    t = context.t
    if not state.shared:
        return t("All on this computer")
    if state.more:
        return t("More than {count} changes only here", count=context.formats.number(state.only_here))
    return t.plural("{count} change only here", "{count} changes only here", state.only_here) if state.only_here else ""


def short(context: UiContext, state: SharingState, told: SharingChanged | None, *, joined: bool) -> str:
    """For the foot of the window."""
    t, here = context.t, only_here(context, state)
    if not joined or told is None:
        return here
    parts = [here or t("All shared")]
    if told.phase == "stopped":
        parts.insert(0, t("Sharing stopped"))
    elif told.phase == "away":
        parts.insert(0, t("No connection"))
    elif state.last is not None:
        parts.append(t("last shared {moment}", moment=_when(context, state)))
    if state.conflicts:
        parts.append(t.plural("{count} conflict", "{count} conflicts", state.conflicts))
    return " · ".join(parts)


def icon(told: SharingChanged | None, *, joined: bool) -> str:
    """The picture beside these words."""
    if not joined or told is None or told.phase in ("away", "stopped"):
        return "cloud-off"
    return "cloud"


def long(context: UiContext, state: SharingState, told: SharingChanged | None) -> str:
    """For the head of the page: what is going on, or why nothing is."""
    t = context.t
    if told is None or told.phase == "connecting":
        words = t("Connecting…")
    elif told.phase == "busy":
        words = t(told.progress.note) if told.progress is not None and told.progress.note else t("Sharing…")
    elif told.error is not None:
        words = told.error.describe(t)
    else:
        words = only_here(context, state) or t("Everything that you saved is shared.")
    parts = [words]
    if state.last is not None and (told is None or told.phase != "busy"):
        parts.append(t("Last shared {moment}.", moment=context.formats.moment(state.last)))
    if told is not None and told.minutes_off:
        parts.append(
            t(
                "The clock of this computer is {minutes} minutes off: set it right, or what is newer may be mistaken.",
                minutes=context.formats.number(abs(told.minutes_off)),
            )
        )
    return " ".join(part if part[-1:] in ".…!?" else f"{part}." for part in parts)


def _when(context: UiContext, state: SharingState) -> str:
    assert state.last is not None
    if state.last.astimezone(context.app.clock.now().tzinfo).date() == context.today():
        return context.formats.time(state.last)
    return context.formats.moment(state.last)
