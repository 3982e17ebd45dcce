"""The outreach report: employers contacted, met and engaged; sessions and their hours; placements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from talented_desk.domain import codes, outreach, periods
from talented_desk.domain.outreach import NOBODY, OutreachFigures, Tally, What
from talented_desk.i18n import N_, Translator
from talented_desk.reports.model import Column, Figure, Opens, Parameters, Report, Row, Section, Table
from talented_desk.reports.setting import Setting

ID: Final = "outreach"
TITLE: Final = N_("Outreach report")
PAGES: Final = {"sessions": "sessions", "placements": "placements"}


def build(figures: OutreachFigures, parameters: Parameters, setting: Setting) -> Report:
    """The report in the setting's language."""
    return _Building(figures, parameters, setting).report()


@dataclass(frozen=True, slots=True)
class _Building:
    figures: OutreachFigures
    parameters: Parameters
    setting: Setting

    @property
    def t(self) -> Translator:
        return self.setting.t

    def report(self) -> Report:
        t, setting = self.t, self.setting
        notes = [*outreach.DEFINITIONS, *((outreach.FOR_ONE_OFFICER,) if self.parameters.officer_id else ())]
        return Report(
            kind=ID,
            language=setting.language,
            title=t(TITLE),
            parameters=self.parameters,
            about=setting.officer,
            made_at=setting.made_at,
            made_by=setting.made_by,
            figures=self._figures(),
            sections=self._sections(),
            notes=tuple(t(note) for note in notes),
        )

    def _figures(self) -> tuple[Figure, ...]:
        t, found = self.t, self.figures
        total = sum(found.total.minutes)
        reach = [(one.contacted, one.met, one.engaged) for one in found.reach]
        contacted, met, engaged = (sum(one[part] for one in reach) for part in range(3))
        placed = sum(one.count for one in found.states)
        hours = sum(one.minutes for one in found.states)
        sessions, placements = self._opens("sessions"), self._opens("placements")
        return (
            Figure("contacted", t("Employers contacted"), contacted, opens=self._opens("contacted")),
            Figure("met", t("Employers met"), met, opens=self._opens("met")),
            Figure("engaged", t("Employers engaged"), engaged, opens=self._opens("engaged")),
            Figure("sessions", t("Support sessions"), found.total.sessions, opens=sessions),
            Figure("minutes", t("Hours of support"), total, "minutes", sessions),
            Figure("placements", t("Placements"), placed, opens=placements),
            Figure("placement_minutes", t("Hours of placements"), hours, "minutes", placements),
        )

    def _sections(self) -> tuple[Section, ...]:
        t, found = self.t, self.figures
        shared = t("Minutes of group sessions are shared among their employers; sessions may add up to more.")
        return (
            self._reach(),
            self._support("quarter", t("Support by quarter"), t("Quarter"), self._quarters(), self._quarter),
            self._support("channel", t("Support by channel"), t("Channel"), found.channels, self._code("channels")),
            self._support("size", t("Support by size of employer"), t("Size"), found.sizes, self._size, (shared,)),
            self._support("sector", t("Support by sector"), t("Sector"), found.sectors, self._sector, (shared,)),
            self._support("officer", t("Support by officer"), t("Officer"), found.officers, self._officer),
            self._placements("state", t("Placements by state"), t("State")),
            self._placements("institution", t("Placements by institution"), t("Institution")),
        )

    # -- sections -----------------------------------------------------------------------------------------

    def _reach(self) -> Section:
        t = self.t
        columns = (
            Column("contacted", t("Contacted"), charted=True),
            Column("met", t("Met")),
            Column("engaged", t("Engaged")),
        )
        found = {one.key: (one.contacted, one.met, one.engaged) for one in self.figures.reach}
        rows = []
        for key in _ordered(found, _list_order("size_bands")):
            label = self._size(Tally(key, 0, outreach.NO_MINUTES))
            opens = tuple(self._opens(what, "size", key, label) for what in ("contacted", "met", "engaged"))
            rows.append(Row(key, label, found[key], opens))
        sums = tuple(sum(row.values[at] for row in rows) for at in range(3))
        total = tuple(self._opens(what) for what in ("contacted", "met", "engaged"))
        table = Table(t("Size"), columns, tuple(rows), Row("", t("Total"), sums, total))
        return Section("reach", t("Employers by size"), table)

    def _support(
        self,
        by: str,
        title: str,
        head: str,
        tallies: Sequence[Tally],
        label: Callable[[Tally], str],
        notes: tuple[str, ...] = (),
    ) -> Section:
        t = self.t
        columns = (
            Column("sessions", t("Sessions")),
            Column("direct", t("Direct"), "minutes", charted=True),
            Column("preparation", t("Preparation"), "minutes", charted=True),
            Column("travel", t("Travel"), "minutes", charted=True),
            Column("follow_up", t("Follow-up"), "minutes", charted=True),
            Column("total", t("Total"), "minutes"),
        )
        lists = {"channel": "channels", "size": "size_bands", "sector": "naics_sectors"}
        known = {one.key: one for one in tallies}
        if by in lists:
            keys = _ordered(known, _list_order(lists[by]))
        elif by == "officer":
            keys = sorted(known, key=lambda key: (not key, known[key].name.casefold(), key))
        else:
            keys = list(known)
        rows = tuple(self._row(by, key, label(known[key]), known[key]) for key in keys)
        total = self._row("", "", t("Total"), self.figures.total)
        return Section(by, title, Table(head, columns, rows, total), notes)

    def _row(self, by: str, key: str, label: str, tally: Tally) -> Row:
        opens = self._opens("sessions", by, key, label if by else "")
        values = (tally.sessions, *tally.minutes, sum(tally.minutes))
        return Row(key, label, values, (opens,) * len(values))

    def _placements(self, by: str, title: str, head: str) -> Section:
        t, found = self.t, self.figures
        columns = (Column("placements", t("Placements"), charted=True), Column("hours", t("Hours"), "minutes"))
        tallies = {one.key: one for one in (found.states if by == "state" else found.institutions)}
        if by == "state":
            keys = _ordered(tallies, _list_order("placement_states"))
        else:
            keys = sorted(tallies, key=lambda key: (not key, tallies[key].name.casefold(), key))
        rows = []
        for key in keys:
            one = tallies[key]
            if by == "state":
                label = codes.load("placement_states").label(key, t.language)
            else:
                label = one.name or t("No institution named")
            rows.append(Row(key, label, (one.count, one.minutes), (self._opens("placements", by, key, label),) * 2))
        sums = (sum(row.values[0] for row in rows), sum(row.values[1] for row in rows))
        total = Row("", t("Total"), sums, (self._opens("placements"),) * 2)
        return Section(f"placements_{by}", title, Table(head, columns, tuple(rows), total), self._left_out(by))

    def _left_out(self, by: str) -> tuple[str, ...]:
        t, found, notes = self.t, self.figures, []
        if by == "state" and found.cancelled:
            notes.append(
                t.plural(
                    "{count} cancelled placement is left out.",
                    "{count} cancelled placements are left out.",
                    found.cancelled,
                )
            )
        if by == "state" and found.without_hours:
            notes.append(
                t.plural(
                    "{count} placement has no hours a week and counts without hours.",
                    "{count} placements have no hours a week and count without hours.",
                    found.without_hours,
                )
            )
        return tuple(notes)

    # -- words --------------------------------------------------------------------------------------------

    def _quarters(self) -> tuple[Tally, ...]:
        """Every quarter of the period, also one without a session."""
        found = {one.key: one for one in self.figures.quarters}
        keys = [quarter.key for quarter in self.parameters.period.quarters()]
        return tuple(found.get(key, Tally(key, 0, outreach.NO_MINUTES)) for key in keys)

    def _quarter(self, tally: Tally) -> str:
        quarter = periods.quarter_named(tally.key)
        return self.t("{year} Q{number}", year=quarter.year, number=quarter.number)

    def _code(self, list_id: str) -> Callable[[Tally], str]:
        return lambda tally: codes.load(list_id).label(tally.key, self.t.language)

    def _size(self, tally: Tally) -> str:
        return self._known(tally.key, "size_bands", self.t("Size unknown"))

    def _sector(self, tally: Tally) -> str:
        return self._known(tally.key, "naics_sectors", self.t("Sector unknown"))

    def _known(self, key: str, list_id: str, unknown: str) -> str:
        if key == NOBODY:
            return self.t("No employer any more")
        return codes.load(list_id).label(key, self.t.language) if key else unknown

    def _officer(self, tally: Tally) -> str:
        return tally.name or self.t("No officer named")

    def _opens(self, what: What, by: str = "", key: str = "", label: str = "") -> Opens:
        t = self.t
        kinds = {
            "sessions": "",
            "placements": "",
            "contacted": t("Contacted"),
            "met": t("Met"),
            "engaged": t("Engaged"),
        }
        words = ", ".join(part for part in (kinds[what], label, self.setting.period) if part)
        return Opens(PAGES.get(what, "employers"), what, words, by, key)


def _list_order(list_id: str) -> tuple[str, ...]:
    return tuple(entry.code for entry in codes.load(list_id).entries)


def _ordered(keys: Iterable[str], order: Sequence[str]) -> list[str]:
    """Keys in the order of their list; those the list lacks after it, unknown and nobody last."""
    place = {code: at for at, code in enumerate(order)}
    return sorted(keys, key=lambda key: (key in ("", NOBODY), key == NOBODY, place.get(key, len(place)), key))
