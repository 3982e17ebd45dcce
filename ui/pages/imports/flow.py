"""Where an import stands: it outlives the page's widgets, which are built anew with the language."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talented_desk.exchange.mapping import ColumnMapping
    from talented_desk.exchange.open import Inspection
    from talented_desk.services.import_shapes import FieldUpdate, ImportResult, Preview


@dataclass(slots=True)
class Flow:
    """One list on its way in. Each part is there once its step was reached."""

    found: Inspection | None = None
    mapping: ColumnMapping | None = None
    """The guess, with what the officer changed."""
    layout: str = ""
    """The name of the saved mapping that was recognised."""
    by_hand: set[int] = field(default_factory=set)
    """Columns that the officer mapped."""
    preview: Preview | None = None
    matches: int = 0
    """Doubtful matches of the preview, each to be decided."""
    figure: str = ""
    """Whose rows are shown."""
    decisions: dict[int, bool] = field(default_factory=dict)
    """Doubtful matches decided: the same employer or not."""
    values: dict[int, bool] = field(default_factory=dict)
    """Values that differ and are to be replaced by the list's, by the change's id."""
    result: ImportResult | None = None

    def map_column(self, index: int, target: str | None) -> int | None:
        """Fill `target` from this column; returns the column that had it before and is now left out."""
        assert self.mapping is not None
        from talented_desk.exchange.mapping import BY_ID

        columns, confidence = list(self.mapping.columns), list(self.mapping.confidence)
        confidence += [0.0] * (len(columns) - len(confidence))
        robbed = None
        if target is not None and not BY_ID[target].many and target in columns and columns.index(target) != index:
            robbed = columns.index(target)
            columns[robbed], confidence[robbed] = None, 0.0
        columns[index], confidence[index] = target, 0.0
        self.by_hand.add(index)
        self.mapping = replace(self.mapping, columns=tuple(columns), confidence=tuple(confidence))
        return robbed

    def date(self, as_of: str) -> None:
        """The day or quarter that the list speaks of."""
        assert self.mapping is not None
        self.mapping = replace(self.mapping, as_of=as_of)

    def looked(self, found: Inspection, layout: str) -> None:
        """The file was looked at (again): columns mapped by hand stay if they are the same columns."""
        keep = self.mapping if self.by_hand and self.mapping and self.mapping.names == found.guess.names else None
        if keep is None:
            self.by_hand.clear()
        as_of = self.mapping.as_of if self.mapping is not None and self.found is not None else found.guess.as_of
        self.found, self.layout = found, layout
        self.mapping = replace(keep or found.guess, as_of=as_of)
        self.forget_preview()

    def forget_preview(self) -> None:
        """Back to the columns."""
        self.preview, self.result, self.figure, self.matches = None, None, "", 0
        self.decisions.clear()
        self.values.clear()

    def replaces(self, row: FieldUpdate) -> bool:
        """Whether the list's value takes the place of the one that is there."""
        assert self.preview is not None
        return row.done or self.preview.plan.overwrite or self.values.get(row.id, False)

    def asks(self, row: FieldUpdate) -> bool:
        """Whether the officer can choose between the two values, one by one."""
        return not row.done and self.preview is not None and not self.preview.plan.overwrite

    def overwrite(self, chosen: bool) -> None:
        """Whether values that differ are replaced; the preview's rows are the same either way."""
        assert self.preview is not None
        self.values.clear()
        self.preview = replace(self.preview, plan=replace(self.preview.plan, overwrite=chosen))

    def has_facts(self) -> bool:
        """Whether a column states dated facts."""
        return self.mapping is not None and any((target or "").startswith("fact_") for target in self.mapping.columns)

    def needs_date(self) -> bool:
        """Whether the facts are dated by the list, not by a column."""
        return self.has_facts() and self.mapping is not None and "fact_as_of" not in self.mapping.columns

    def has_name(self) -> bool:
        """Whether a column holds the employers' names."""
        return self.mapping is not None and bool({"legal_name", "trade_name"} & set(self.mapping.columns))
