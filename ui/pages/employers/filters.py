"""The filters of the list, as chips. Each choice says how many it would leave, the other filters being in force."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from talented_desk.clock import from_utc_text
from talented_desk.domain import codes
from talented_desk.domain.views import LATEST, ME, NEW
from talented_desk.jobs import Running, Task
from talented_desk.services.employers import NOBODY
from ui.context import UiContext
from ui.pages.employers.model import Shown
from ui.widgets.basics import column
from ui.widgets.chips import Choice, FilterChip, FilterChips

if TYPE_CHECKING:
    from talented_desk.services.import_shapes import ImportRunRow
    from talented_desk.services.officers import OfficerRow

Loaded = tuple[
    tuple["OfficerRow", ...],
    "OfficerRow | None",
    list[tuple[str, int]],
    tuple[tuple[str, str, int], ...],
    "tuple[ImportRunRow, ...]",
]
SELDOM: Final = ("city", "sector", "language", "tag_id", "overdue", "placed", "import_id")
CITIES: Final = 40
IMPORTS: Final = 8


class EmployerFilters(QWidget):
    """Officer, stage, size, last session; and behind a button city, sector, language, tag and the rest."""

    changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.hits: tuple[int, ...] | None = None
        """Row numbers that a search found; None while nothing is searched."""
        theme, t, language = context.theme, context.t, context.t.language
        self.chips = FilterChips(theme, t("Clear filters"), t("More filters"))
        self._counting: dict[str, Running[Any]] = {}

        def chip(name: str, title: str, any_text: str, choices: list[Choice] | None = None) -> FilterChip:
            made = FilterChip(theme, title, any_text, choices or ())
            made.setObjectName(f"filter-{name}")
            made.set_counted()
            made.asked.connect(self._count)
            return self.chips.add(made, seldom=name in SELDOM)

        self._chips: dict[str, FilterChip] = {
            "owner_id": chip("owner_id", t("Officer"), t("Any officer")),
            "stage": chip("stage", t("Stage"), t("Any stage"), _codes("pipeline_stages", language)),
            "headcount": chip("headcount", t("Size"), t("Any size"), _sizes(language)),
            "last": chip("last", t("Last session"), t("Whenever"), self._lasts()),
            "city": chip("city", t("City"), t("Any city")),
            "sector": chip("sector", t("Sector"), t("Any sector"), _codes("naics_sectors", language)),
            "language": chip("language", t("Language"), t("Any language"), _codes("languages", language)),
            "tag_id": chip("tag_id", t("Tag"), t("Any tag")),
            "overdue": chip("overdue", t("Tasks"), t("Any"), [Choice(True, t("One is overdue"))]),
            "placed": chip("placed", t("Placements"), t("Any"), self._placed()),
            "import_id": chip("import_id", t("Import"), t("Any import")),
            "rows": self.chips.add(FilterChip(theme, t("Only"), t("All employers"))),
        }
        self._chips["rows"].setObjectName("filter-rows")
        for name in ("tag_id", "import_id", "rows"):
            self.chips.withdraw(self._chips[name])
        self.chips.changed.connect(self.changed)
        column(self).addWidget(self.chips)

    def shown(self) -> Shown:
        """What the chips and the search leave."""
        values = self.save()
        only = values.pop("rows", None)
        if only is not None and self.hits is not None:
            found = frozenset(only)
            rows: tuple[int, ...] | None = tuple(n for n in self.hits if n in found)
        else:
            rows = only if only is not None else self.hits
        return Shown(tuple(sorted(values.items(), key=lambda pair: pair[0])), rows)

    def chip(self, name: str) -> FilterChip:
        return self._chips[name]

    def words(self, name: str) -> str:
        """The chosen value of a filter as its chip says it."""
        chip = self._chips[name]
        return next((choice.text for choice in chip.choices() if choice.value == chip.value), "")

    def sentence(self) -> str:
        """All that narrows in words, for a file's head: `Stage: Met; Size: 5–19 employees`."""
        t = self.context.t
        parts = [
            t("{name}: {value}", name=chip.name, value=self.words(name))
            for name, chip in self._chips.items()
            if chip.value is not None
        ]
        return "; ".join(parts)

    def narrowed(self) -> bool:
        return self.chips.narrowed()

    def load(self) -> None:
        """Read the choices that come from the data."""
        app = self.context.app

        def job(task: Task) -> Loaded:
            employers = app.employers
            return (
                app.officers.all(),
                app.officers.me(),
                employers.cities(),
                employers.tags(),
                app.imports.runs(IMPORTS),
            )

        self.context.jobs.read(self, job, self._show)

    def save(self) -> dict[str, Any]:
        """The chosen values, to be kept."""
        return {name: chip.value for name, chip in self._chips.items() if chip.value is not None}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Choose what `save` kept and nothing else; tells once."""
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
        self._offer_kept(values)
        self.chips.choose({chip: values.get(name) for name, chip in self._chips.items()})

    def show_rows(self, text: str, rows: tuple[int, ...]) -> None:
        """Narrow to these row numbers, under a chip that says what they are; nothing else narrows."""
        self._chips["rows"].set_choices([Choice(rows, text)])
        self.restore({"rows": rows})

    def _offer_kept(self, values: Mapping[str, Any]) -> None:
        """A kept value that is not offered (yet) is, so that its chip can be seen and cleared."""
        for name in ("city", "import_id", "owner_id", "tag_id", "rows"):
            value, chip = values.get(name), self._chips[name]
            if value is not None and all(choice.value != value for choice in chip.choices()):
                text = str(value) if name == "city" else self._import_words(str(value)) if name == "import_id" else "…"
                chip.set_choices([*chip.choices(), Choice(value, text)])

    def _import_words(self, value: str) -> str:
        t = self.context.t
        if value == NEW + LATEST:
            return t("New from the last import")
        return t("The last import") if value == LATEST else t("An earlier import")

    def _show(self, found: Loaded) -> None:
        t = self.context.t
        officers, me, cities, tags, runs = found
        mine = [Choice(ME, t("Me"))] if me is not None else []
        others = [Choice(officer.id, officer.name) for officer in officers if me is None or officer.id != me.id]
        chips = self._chips
        chips["owner_id"].set_choices([*mine, *others, Choice(NOBODY, t("Nobody"))])
        chips["city"].set_choices([Choice(city, city) for city, _ in cities[:CITIES]])
        chips["tag_id"].set_choices([Choice(tag_id, text) for tag_id, text, _ in tags])
        chips["import_id"].set_choices(
            [
                *([Choice(NEW + LATEST, t("New from the last import"))] if runs else []),
                *(Choice(run.id, self._run(run)) for run in runs),
            ]
        )
        self._offer_kept(self.save())
        self.chips.withdraw(chips["tag_id"], not tags)
        self.chips.withdraw(chips["import_id"], not runs)

    def _run(self, run: ImportRunRow) -> str:
        formats = self.context.formats
        day = formats.date(from_utc_text(run.imported_at).astimezone().date())
        return self.context.t("{name}, {day}", name=run.file_name, day=day)

    def _lasts(self) -> list[Choice]:
        t = self.context.t
        return [
            Choice("quiet", t("Gone quiet")),
            Choice("never", t("Never")),
            *(Choice(f"within:{n}", t("In the last {n} days", n=n)) for n in (7, 30, 90)),
            *(Choice(f"over:{n}", t("More than {n} days ago", n=n)) for n in (30, 60, 180)),
        ]

    def _placed(self) -> list[Choice]:
        t = self.context.t
        return [
            Choice("now", t("One is going on")),
            Choice("ever", t("At least one")),
            Choice("never", t("None")),
        ]

    def _count(self) -> None:
        """Count what each choice of the chip that is opened would leave; what came last stands meanwhile."""
        chip = self.sender()
        name = next((name for name, one in self._chips.items() if one is chip), "")
        if not name or not isinstance(chip, FilterChip):
            return
        shown, views = self.shown(), self.context.app.views
        values = tuple(_hashable(choice.value) for choice in chip.choices())
        if (earlier := self._counting.get(name)) is not None:
            earlier.cancel()

        def job(task: Task) -> Mapping[Hashable, int]:
            return views.counts(dict(shown.filters), name, values, shown.rows, task)

        self._counting[name] = self.context.jobs.read(self, job, chip.set_counts)


def _hashable(value: object) -> Hashable:
    assert isinstance(value, Hashable)
    return value


def _codes(list_id: str, language: str) -> list[Choice]:
    return [Choice(code, text) for code, text in codes.load(list_id).choices(language)]


def _sizes(language: str) -> list[Choice]:
    return [
        Choice((int(band.attributes["low"]), int(high) if (high := band.attributes.get("high")) else None), text)
        for band in codes.load("size_bands").entries
        if (text := band.label(language))
    ]
