"""Edit in place: one field of one record is saved, or refused in words where it was typed."""

from __future__ import annotations

from collections.abc import Callable

from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import Translator
from talented_desk.jobs import Task
from ui.operations.runner import Operation
from ui.widgets.fact_row import FactRow


def edit_fact(
    t: Translator, row: FactRow, field: str, typed: str, job: Callable[[Task], None], said: str
) -> Operation[None]:
    """Save what was typed into the row. A refusal for `field` is shown under it, and nothing typed is lost."""

    def refused(error: DeskError) -> bool:
        problem = error.problems.get(field) if isinstance(error, Invalid) else None
        row.show_problem((problem or error).describe(t), typed)
        return True

    return Operation(t("Saving"), job, said=said, refused=refused)
