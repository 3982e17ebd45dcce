"""What is shown of a record at one moment: its facts, what belonged to it, and how that differs from today."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import labels
from ui.context import UiContext
from ui.operations.history import named
from ui.widgets.basics import Button, Pill, clear, column, hairline, label, line
from ui.widgets.messages import EmptyState

if TYPE_CHECKING:
    from talented_desk.services.past import PastFact, PastPart, PastRecord, Who

SHOWN: Final = 8
"""Rows of a kind that are listed; what differs comes first."""
LOOKED_AT: Final = frozenset(
    {"employer", "contact", "support_session", "placement", "opportunity", "institution", "task", "promise", "worksite"}
)
"""What has a life of its own to look at."""
Bring = Callable[[str, str, tuple[str, ...]], object]


class PastState(QWidget):
    """A long column. `bring` takes table, id and fields; `look` table, id and name."""

    def __init__(self, context: UiContext, bring: Bring, look: Callable[[str, str, str], object]) -> None:
        super().__init__()
        self.context, self._bring, self._look = context, bring, look
        self._box = column(self, spacing=context.theme.px(8))
        self._box.setContentsMargins(0, 0, context.theme.px(12), context.theme.px(12))

    def show_record(self, record: PastRecord) -> None:
        """Show this instead of what was shown."""
        clear(self._box)
        theme, t = self.context.theme, self.context.t
        own = record.own
        if own is None:
            self._box.addWidget(EmptyState(theme, "history", t("This record did not exist on that day.")))
            return
        if record.deleted:
            self._box.addWidget(Pill(t("Deleted since"), "bad"))
        facts = [fact for fact in own.facts if self._words(fact.name, fact.then) or fact.differs]
        for fact in sorted(facts, key=lambda one: not one.differs):
            self._fact(self._box, own, fact)
        kinds: dict[str, list[PastPart]] = {}
        for part in record.parts:
            kinds.setdefault(part.table, []).append(part)
        for table, parts in kinds.items():
            self._box.addSpacing(theme.px(8))
            self._box.addWidget(hairline())
            then = sum(part.state != "new" for part in parts)
            words = t("{kind}: {count}", kind=labels.table_label(table, t), count=then)
            self._box.addWidget(label(words, "heading"))
            parts.sort(key=lambda part: part.state == "same")
            for part in parts[:SHOWN]:
                self._part(part)
            if len(parts) > SHOWN:
                rest = len(parts) - SHOWN
                self._box.addWidget(label(t.plural("and {count} more row", "and {count} more rows", rest), "muted"))
        self._box.addStretch(1)

    def _fact(self, box: QVBoxLayout, part: PastPart, fact: PastFact) -> None:
        theme, t = self.context.theme, self.context.t
        name = labels.field_label(fact.name, t)
        row = line(spacing=theme.px(8))
        caption = label(name, "muted", wrap=True)
        caption.setFixedWidth(theme.px(160))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(caption, 0, top)
        side = column(spacing=theme.px(2))
        side.addWidget(label(self._words(fact.name, fact.then) or t("nothing"), wrap=True, select=True))
        if fact.since is not None and part.state == "changed":
            now = self._words(fact.name, fact.now) or t("nothing")
            side.addWidget(label(t("Today: {value}", value=now), "muted", wrap=True, select=True))
            side.addWidget(label(self._who(fact.since), "small", wrap=True))
        row.addLayout(side, 1)
        if fact.differs and part.state == "changed":
            row.addWidget(Pill(t("changed since"), "warn"), 0, top)
            back = Button(theme, t("Bring back"), "undo-2", "quiet")
            back.setObjectName(f"bring-{fact.name}")
            back.setAccessibleName(t("Bring back: {name}", name=name))
            back.clicked.connect(lambda checked=False: self._bring(part.table, part.row_id, (fact.name,)))
            row.addWidget(back, 0, top)
        box.addLayout(row)

    def _part(self, part: PastPart) -> None:
        theme, t = self.context.theme, self.context.t
        row = line(spacing=theme.px(8))
        title = label(self._title(part) or labels.table_label(part.table, t), wrap=True, select=True)
        row.addWidget(title, 1)
        states = {
            "gone": (t("deleted since"), "bad"),
            "new": (t("added since"), "accent"),
            "changed": (t("changed since"), "warn"),
        }
        if part.state in states:
            words, tone = states[part.state]
            row.addWidget(Pill(words, tone))  # type: ignore[arg-type]
        if part.state in ("gone", "changed"):
            back = Button(theme, t("Bring back"), "undo-2", "quiet")
            back.setAccessibleName(t("Bring back: {name}", name=part.title))
            back.clicked.connect(lambda checked=False: self._bring(part.table, part.row_id, ()))
            row.addWidget(back)
        if part.table in LOOKED_AT:
            look = Button(theme, t("Look back"), "history", "quiet", bare=True)
            look.setToolTip(t("Look back at {name}", name=part.title))
            look.setAccessibleName(t("Look back at {name}", name=part.title))
            look.clicked.connect(lambda checked=False: self._look(part.table, part.row_id, part.title))
            row.addWidget(look)
        self._box.addLayout(row)
        if part.since is not None and part.state != "same":
            self._box.addWidget(label(self._who(part.since), "small", wrap=True))
        if part.state == "changed":
            inner = column(spacing=theme.px(4))
            inner.setContentsMargins(theme.px(16), 0, 0, 0)
            for fact in part.facts:
                if fact.differs:
                    self._fact(inner, part, fact)
            self._box.addLayout(inner)

    def _title(self, part: PastPart) -> str:
        values = {fact.name: fact.then for fact in part.facts}
        t = self.context.t
        if part.table == "employer_check":
            return f"{self._words('item', values.get('item'))}: {self._words('status', values.get('status'))}"
        if part.table == "stage_change":
            return self._words("stage", values.get("stage"))
        if part.table == "support_session":
            when = self._words("happened_at", values.get("happened_at"))
            return t("{when}: {title}", when=when, title=part.title)
        return part.title

    def _who(self, who: Who) -> str:
        t = self.context.t
        operation = t(who.operation)
        if who.kind in ("undo", "redo", "revert"):
            operation = named(t, who.operation, t(who.subject)) if who.subject else operation
        when = self.context.formats.moment(who.at)
        return " · ".join(part for part in (when, operation, who.officer) if part)

    def _words(self, name: str, value: object) -> str:
        if name.endswith("_id"):
            return str(value or "")
        words = labels.shown(name, value, self.context.t, self.context.formats)
        return words if len(words) <= 400 else words[:399] + "…"
