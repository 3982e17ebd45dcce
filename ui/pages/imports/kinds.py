"""The figures of a dry run: what each counts, and the rows behind it, read page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from talented_desk.i18n import N_, Translator
from talented_desk.jobs import Task
from talented_desk.services.import_shapes import Doubt, FactLine, FailedRow, FieldUpdate, Preview
from ui import labels
from ui.context import UiContext
from ui.models.paged import Column, Query

if TYPE_CHECKING:
    from talented_desk.domain.recognition import Reason
    from talented_desk.services.imports import Imports
    from ui.pages.imports.flow import Flow

Fetch = Callable[["Imports", Preview, int, int], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `tone` colours it while it is not zero; the words say the same."""

    key: str
    words: Callable[[Translator, int], str]
    explanation: str
    count: Callable[[Flow], int]
    fetch: Fetch
    tone: str = "text"
    listed: Callable[[Flow], int] | None = None
    """How many rows are behind it, where that is another number."""


def _lines(how: str) -> Fetch:
    return lambda imports, preview, offset, limit: imports.lines(preview, offset, limit, how)


def _counted(name: str) -> Callable[[Flow], int]:
    def count(flow: Flow) -> int:
        return int(getattr(flow.preview.counts, name)) if flow.preview is not None else 0

    return count


def _clearly_new(flow: Flow) -> int:
    # a doubtful row would be a new employer too, unless it is said to be one that is there
    return _counted("new_employers")(flow) - _counted("doubtful")(flow)


def _field_changes(flow: Flow) -> int:
    overwrites = flow.preview is not None and flow.preview.plan.overwrite
    return _counted("listed" if overwrites else "updates")(flow) + sum(flow.values.values())


FIGURES: Final = (
    Figure(
        "new",
        lambda t, n: t.plural("new employer", "new employers", n),
        N_("Nobody here or further up in the list resembles these; they are added."),
        _clearly_new,
        _lines("new"),
    ),
    Figure(
        "auto",
        lambda t, n: t.plural("row recognised", "rows recognised", n),
        N_("These are employers who are here already, beyond doubt; what the list adds is added to them."),
        _counted("recognised_lines"),
        _lines("auto"),
    ),
    Figure(
        "doubt",
        lambda t, n: t.plural("doubtful match", "doubtful matches", n),
        N_("These may be employers who are here already. Without your yes, each is added as an employer of its own."),
        lambda flow: flow.matches,
        lambda imports, preview, offset, limit: imports.doubts(preview, offset, limit),
        "warn",
    ),
    Figure(
        "known",
        lambda t, n: t.plural("row unchanged", "rows unchanged", n),
        N_("These rows were imported before; nothing happens to them."),
        _counted("known_lines"),
        _lines("known"),
    ),
    Figure(
        "deleted",
        lambda t, n: t.plural("row deleted here", "rows deleted here", n),
        N_("These rows were imported before, and their records deleted since. They stay deleted; the bin has them."),
        _counted("deleted_lines"),
        _lines("deleted"),
    ),
    Figure(
        "fields",
        lambda t, n: t.plural("field that changes", "fields that change", n),
        N_(
            "What the list says of employers who are here. Empty fields are filled, and what an earlier edition of the "
            "list brought is corrected; what was typed here stays, unless you choose the list’s value."
        ),
        _field_changes,
        lambda imports, preview, offset, limit: imports.updates(preview, offset, limit),
        listed=_counted("listed"),
    ),
    Figure(
        "facts",
        lambda t, n: t.plural("dated fact", "dated facts", n),
        N_("Each line of the list is kept as a fact with its date."),
        _counted("facts"),
        lambda imports, preview, offset, limit: imports.facts(preview, offset, limit),
    ),
    Figure(
        "same",
        lambda t, n: t.plural("row folded", "rows folded", n),
        N_("These rows are about an employer further up in the list; they are put together under one name."),
        _counted("folded_lines"),
        _lines("same"),
    ),
    Figure(
        "warnings",
        lambda t, n: t.plural("part left out", "parts left out", n),
        N_("A cell of these rows could not be used; the rest of the row is taken."),
        _counted("warnings"),
        lambda imports, preview, offset, limit: imports.warnings(preview, offset, limit),
        "warn",
    ),
    Figure(
        "failed",
        lambda t, n: t.plural("row failed", "rows failed", n),
        N_("These rows are not imported. Save them as a file, mend them there, and import that file."),
        _counted("failed"),
        lambda imports, preview, offset, limit: imports.failures(preview, offset, limit),
        "bad",
    ),
)
BY_KEY: Final = {figure.key: figure for figure in FIGURES}


class Rows:
    """The rows behind a figure, for the table: their numbers are their places."""

    def __init__(self, imports: Imports, preview: Preview, figure: Figure, count: int) -> None:
        self._imports, self._preview, self._figure, self._count = imports, preview, figure, count

    def ids(self, query: Query[None], limit: int, task: Task) -> Sequence[int]:
        return range(self._count if limit < 0 else min(limit, self._count))

    def rows(self, ids: Sequence[int]) -> Mapping[int, Any]:
        if not ids:
            return {}
        found = self._figure.fetch(self._imports, self._preview, ids[0], ids[-1] - ids[0] + 1)
        return dict(enumerate(found, ids[0]))


def reasons(t: Translator, found: Sequence[Reason]) -> str:
    """Evidence in words."""
    return "; ".join(t(reason.message, **dict(reason.fields)) for reason in found)


def columns(context: UiContext, figure: Figure, flow: Flow) -> tuple[Column[Any], ...]:
    """The columns of a figure's list."""
    t, formats = context.t, context.formats

    def number(row: Any) -> str:
        return formats.number(row.line)

    line: Column[Any] = Column("line", t("Row"), number, width=70, number=True, muted=True)
    if figure.key == "doubt":
        return _doubt_columns(t, flow, line)
    if figure.key == "fields":
        return _field_columns(context, flow, line)
    if figure.key == "facts":
        return _fact_columns(context, line)
    if figure.key == "failed":
        return _failed_columns(t, flow, line)
    if figure.key == "warnings":
        return (Column("problem", t("What was left out"), lambda row: row.error.describe(t), width=500), line)
    return (
        Column("name", t("Name in the list"), lambda row: row.name, width=300),
        Column("employer", t("Employer"), lambda row: row.employer, width=260, muted=True),
        line,
    )


def _doubt_columns(t: Translator, flow: Flow, line: Column[Any]) -> tuple[Column[Any], ...]:
    def decided(row: Doubt) -> str:
        answer = flow.decisions.get(row.id)
        return "" if answer is None else t("The same") if answer else t("Not the same")

    def icon(row: Doubt) -> tuple[str, str] | None:
        answer = flow.decisions.get(row.id)
        return None if answer is None else ("merge", "ok") if answer else ("split", "muted")

    return (
        Column("name", t("Name in the list"), lambda row: row.name, width=240),
        Column("other", t("May be"), lambda row: row.other, width=220),
        Column("decision", t("Your answer"), decided, width=130, icon=icon),
        line,
    )


def _field_columns(context: UiContext, flow: Flow, line: Column[Any]) -> tuple[Column[Any], ...]:
    t, formats = context.t, context.formats

    def outcome(row: FieldUpdate) -> str:
        if row.kind == "fill":
            return t("Filled in")
        if row.kind == "correct":
            return t("Corrected")
        if flow.replaces(row):
            return t("Replaced")
        return t("Changed here, stays") if row.kind == "stays" else t("Differs, stays")

    def after(row: FieldUpdate) -> str:
        return labels.shown(row.field, row.after, t, formats)

    return (
        Column("employer", t("Employer"), lambda row: row.employer, width=240),
        Column("field", t("Field"), lambda row: labels.field_label(row.field, t), width=150),
        Column("after", t("In the list"), after, width=160),
        Column("outcome", t("What happens"), outcome, width=120, muted=True),
        line,
    )


def _fact_columns(context: UiContext, line: Column[Any]) -> tuple[Column[Any], ...]:
    t, formats = context.t, context.formats

    def amount(row: FactLine) -> str:
        return "" if row.number is None else formats.number(row.number)

    return (
        Column("employer", t("Employer"), lambda row: row.employer, width=240),
        Column("label", t("Fact"), lambda row: row.label, width=240),
        Column("number", t("Number"), amount, width=80, number=True),
        Column("as_of", t("As of"), lambda row: row.as_of, width=90, muted=True),
        line,
    )


def _failed_columns(t: Translator, flow: Flow, line: Column[Any]) -> tuple[Column[Any], ...]:
    targets = flow.preview.plan.mapping.columns if flow.preview is not None else ()
    name_at = next((n for n, target in enumerate(targets) if target in ("legal_name", "trade_name")), 0)

    def name(row: FailedRow) -> str:
        return row.cells[name_at] if name_at < len(row.cells) else ""

    return (
        Column("problem", t("What is wrong"), lambda row: row.error.describe(t), width=420),
        Column("name", t("Name in the list"), name, width=180, muted=True),
        line,
    )
