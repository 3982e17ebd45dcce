"""Everything that a person can do, once: menus, buttons, shortcuts, palette and cheat-sheet read it here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from talented_desk.i18n import N_

GROUPS: Final = {
    "go": N_("Go to"),
    "record": N_("Record"),
    "edit": N_("Edit"),
    "view": N_("View"),
    "help": N_("Help"),
}


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. `handler` is a method of the frame, or the name of a command that a page offers.

    With `page`, the hub goes to that page first if the one in sight does not offer the command. `when` is
    empty (always), `offered` (while the page in sight offers the command), or a condition of the frame.
    """

    id: str
    text: str
    group: str
    handler: str
    shortcut: str = ""
    icon: str = ""
    page: str = ""
    when: str = ""


def _go(page: str, text: str, number: int, icon: str) -> ActionSpec:
    return ActionSpec(f"go.{page}", text, "go", f"go:{page}", f"Ctrl+{number}", icon)


LISTS: Final = (
    N_("First list"),
    N_("Second list"),
    N_("Third list"),
    N_("Fourth list"),
    N_("Fifth list"),
    N_("Sixth list"),
    N_("Seventh list"),
    N_("Eighth list"),
    N_("Ninth list"),
)
"""The saved lists of a page by their place, each with a key."""


def _list(number: int, text: str) -> ActionSpec:
    return ActionSpec(f"list.{number}", text, "view", f"list.{number}", f"Alt+{number}", "list", when="offered")


ACTIONS: Final[tuple[ActionSpec, ...]] = (
    _go("today", N_("Today"), 1, "calendar-days"),
    _go("employers", N_("Employers"), 2, "building-2"),
    _go("pipeline", N_("Pipeline"), 3, "columns-3"),
    _go("sessions", N_("Support sessions"), 4, "messages-square"),
    _go("placements", N_("Placements"), 5, "briefcase"),
    _go("institutions", N_("Institutions"), 6, "landmark"),
    _go("reports", N_("Reports"), 7, "chart-column"),
    _go("visits", N_("Visits"), 9, "route"),
    _go("import", N_("Import a list"), 8, "file-input"),
    ActionSpec("go.settings", N_("Settings"), "go", "go:settings", "Ctrl+,", "settings"),
    ActionSpec("go.bin", N_("Bin: restore what was deleted"), "go", "go:bin", "Ctrl+Shift+B", "trash-2"),
    ActionSpec("go.sharing", N_("Sharing"), "go", "go:sharing", "Ctrl+Shift+H", "cloud"),
    ActionSpec("go.here", N_("Only on this computer"), "go", "show_only_here", "", "cloud-off"),
    ActionSpec("sharing.now", N_("Share now"), "record", "sharing.now", "F8", "refresh-cw", when="offered"),
    ActionSpec("sharing.join", N_("Join the shared database…"), "record", "sharing.join", "", "link", page="sharing"),
    ActionSpec(
        "sharing.leave", N_("Leave the shared database"), "record", "sharing.leave", "", "log-out", when="offered"
    ),
    ActionSpec("bin.restore", N_("Restore"), "record", "bin.restore", "", "rotate-ccw", when="offered"),
    ActionSpec("record.past", N_("As it was…"), "record", "record.past", "Ctrl+H", "history", when="offered"),
    ActionSpec("go.back", N_("Back"), "go", "go_back", "Alt+Left", "arrow-left", when="can_go_back"),
    ActionSpec("go.forward", N_("Forward"), "go", "go_forward", "Alt+Right", "arrow-right", when="can_go_forward"),
    ActionSpec("go.palette", N_("Search or type a command"), "go", "open_palette", "Ctrl+K", "search"),
    ActionSpec("employer.new", N_("New employer"), "record", "employer.new", "Ctrl+N", "plus", page="employers"),
    ActionSpec(
        "session.new", N_("Log a support session"), "record", "session.new", "Ctrl+L", "notebook-pen", page="sessions"
    ),
    ActionSpec("task.new", N_("Add a task"), "record", "task.new", "Ctrl+T", "list-checks", page="today"),
    ActionSpec(
        "pipeline.move",
        N_("Move to another stage"),
        "record",
        "pipeline.move",
        "",
        "arrow-right-left",
        when="offered",
    ),
    ActionSpec("session.quick", N_("Quick line"), "record", "session.quick", "Ctrl+J", "keyboard", page="sessions"),
    ActionSpec(
        "session.timer",
        N_("Start or pause the timer"),
        "record",
        "session.timer",
        "Ctrl+Shift+T",
        "timer",
        when="offered",
    ),
    ActionSpec("employer.open", N_("Open the employer"), "record", "employer.open", "", "eye", when="offered"),
    ActionSpec("visit.plan", N_("Plan visits"), "record", "visit.plan", "Ctrl+Shift+V", "calendar-plus", page="visits"),
    ActionSpec("visit.capture", N_("Begin the visit"), "record", "visit.capture", "", "play", when="offered"),
    ActionSpec("visit.brief", N_("Print the brief"), "record", "visit.brief", "", "printer", when="offered"),
    ActionSpec("visit.paper", N_("Leave a sheet"), "record", "visit.paper", "", "file-text", when="offered"),
    ActionSpec("visit.remove", N_("Take off the trip"), "record", "visit.remove", "", "x", when="offered"),
    ActionSpec("go.duplicates", N_("Duplicates"), "go", "go:duplicates", "Ctrl+Shift+M", "git-compare"),
    ActionSpec("duplicates.scan", N_("Look for duplicates"), "record", "duplicates.scan", "", "search", when="offered"),
    _go("quality", N_("Data quality"), 0, "clipboard-check"),
    ActionSpec("quality.mend", N_("Mend…"), "record", "quality.mend", "", "pencil", when="offered"),
    ActionSpec("quality.mend_all", N_("Mend all…"), "record", "quality.mend_all", "", "list-checks", when="offered"),
    ActionSpec("quality.leave", N_("Right as it is"), "record", "quality.leave", "", "circle-check", when="offered"),
    ActionSpec("employer.merge", N_("Merge with another…"), "record", "employer.merge", "", "merge", when="offered"),
    ActionSpec("employer.delete", N_("Delete"), "record", "employer.delete", "Ctrl+Delete", "trash-2", when="offered"),
    ActionSpec(
        "placement.new", N_("New placement"), "record", "placement.new", "Ctrl+Shift+P", "plus", page="placements"
    ),
    ActionSpec("placement.open", N_("Open the placement"), "record", "placement.open", "", "eye", when="offered"),
    ActionSpec(
        "placement.delete", N_("Delete the placement"), "record", "placement.delete", "", "trash-2", when="offered"
    ),
    ActionSpec(
        "package.generate",
        N_("Generate the package"),
        "record",
        "package.generate",
        "Ctrl+G",
        "package",
        when="offered",
    ),
    ActionSpec("package.save", N_("Save the package…"), "record", "package.save", "Ctrl+S", "save", when="offered"),
    ActionSpec(
        "package.print", N_("Print the package"), "record", "package.print", "Ctrl+P", "printer", when="offered"
    ),
    ActionSpec(
        "package.open",
        N_("Open the package in a viewer"),
        "record",
        "package.open",
        "",
        "external-link",
        when="offered",
    ),
    ActionSpec(
        "document.add", N_("Add a document…"), "record", "document.add", "Ctrl+Shift+A", "paperclip", when="offered"
    ),
    ActionSpec("document.show", N_("Documents…"), "record", "document.show", "", "paperclip", when="offered"),
    ActionSpec("report.print", N_("Print the report"), "record", "report.print", "", "printer", when="offered"),
    ActionSpec("report.preview", N_("Print preview"), "record", "report.preview", "", "eye", when="offered"),
    ActionSpec("report.pdf", N_("Save the report as PDF…"), "record", "report.pdf", "", "save", when="offered"),
    ActionSpec("report.xlsx", N_("Save the report as Excel…"), "record", "report.xlsx", "", "table", when="offered"),
    ActionSpec("report.csv", N_("Save the report as CSV…"), "record", "report.csv", "", "file-text", when="offered"),
    ActionSpec("institution.new", N_("New institution"), "record", "institution.new", "", "plus", page="institutions"),
    ActionSpec("page.filter", N_("Find in this list"), "view", "page.filter", "Ctrl+F", "funnel", when="offered"),
    ActionSpec("list.switch", N_("Switch to another list"), "view", "list.switch", "Alt+0", "list", when="offered"),
    ActionSpec("list.save", N_("Save as a new list…"), "view", "list.save", "Ctrl+Shift+S", "star", when="offered"),
    ActionSpec(
        "list.columns", N_("Choose columns…"), "view", "list.columns", "Ctrl+Shift+C", "columns-3", when="offered"
    ),
    ActionSpec("list.export", N_("Export this list…"), "view", "list.export", "Ctrl+E", "download", when="offered"),
    ActionSpec(
        "list.change",
        N_("Change the selected ones…"),
        "record",
        "list.change",
        "Ctrl+Shift+E",
        "pencil",
        when="offered",
    ),
    *(_list(number, text) for number, text in enumerate(LISTS, 1)),
    ActionSpec("view.next_tab", N_("Next tab"), "view", "next_tab", "Ctrl+PgDown", "chevron-right", when="has_tabs"),
    ActionSpec(
        "view.previous_tab", N_("Previous tab"), "view", "previous_tab", "Ctrl+PgUp", "chevron-left", when="has_tabs"
    ),
    ActionSpec("page.refresh", N_("Refresh"), "view", "page.refresh", "F5", "refresh-cw", when="offered"),
    ActionSpec("edit.undo", N_("Undo"), "edit", "undo", "Ctrl+Z", "undo-2", when="can_undo"),
    ActionSpec("edit.redo", N_("Redo"), "edit", "redo", "Ctrl+Shift+Z", "redo-2", when="can_redo"),
    ActionSpec("view.navigation", N_("Narrow or widen navigation"), "view", "toggle_navigation", "F9", "panel-left"),
    ActionSpec("view.theme", N_("Next theme"), "view", "next_theme", "Ctrl+Shift+D", "contrast"),
    ActionSpec("view.larger", N_("Larger text"), "view", "larger_text", "Ctrl++", "zoom-in"),
    ActionSpec("view.smaller", N_("Smaller text"), "view", "smaller_text", "Ctrl+-", "zoom-out"),
    ActionSpec("view.language", N_("English or French"), "view", "next_language", "Ctrl+Shift+L", "languages"),
    ActionSpec("help.guide", N_("User guide"), "help", "open_guide", "F1", "book-open"),
    ActionSpec("help.shortcuts", N_("Keyboard shortcuts"), "help", "show_shortcuts", "Ctrl+/", "keyboard"),
    ActionSpec("help.quit", N_("Quit"), "help", "close_window", "Ctrl+Q", "log-out"),
)
