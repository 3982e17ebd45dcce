"""What stands in the columns of the list, in words and as it sorts."""

from __future__ import annotations

from talented_desk.clock import from_utc_text
from talented_desk.domain import codes
from talented_desk.domain.employers import sector, size_band
from ui.context import UiContext
from ui.models.paged import Column
from ui.pages.employers.model import Line, name_of


def columns(context: UiContext) -> tuple[Column[Line], ...]:
    """All columns; the optional ones are shown where there is room, or chosen."""
    t, formats, language = context.t, context.formats, context.t.language

    def coded(list_id: str, code: str) -> str:
        return codes.load(list_id).label(code, language) if code else ""

    def sector_of(line: Line) -> str:
        return coded("naics_sectors", sector(line.row.naics) or "")

    def ago(moment: str | None) -> str:
        return formats.relative_day(from_utc_text(moment).astimezone().date(), context.today()) if moment else ""

    def in_stage(line: Line) -> str:
        if not line.row.stage_since:
            return ""
        days = (context.today() - from_utc_text(line.row.stage_since).astimezone().date()).days
        return t.plural("{count} day", "{count} days", max(0, days))

    def due(line: Line) -> str:
        return formats.relative_day(line.row.next_due, context.today()) if line.row.next_due else ""

    def overdue(line: Line) -> tuple[str, str] | None:
        late = line.row.next_due and line.row.next_due < context.today().isoformat()
        return ("clock", "warn") if late else None

    def count(value: int | None) -> str:
        return formats.number(value) if value else ""

    def band(line: Line) -> str:
        return "" if line.row.headcount is None else coded("size_bands", size_band(line.row.headcount))

    def headcount(line: Line) -> str:
        return "" if line.row.headcount is None else formats.number(line.row.headcount)

    def consent(line: Line) -> str:
        return consent_words(context, line)

    stages = [words for _, words in codes.load("pipeline_stages").choices(language)]
    stage_width = max(100, 24 + 7 * max(map(len, stages)))

    return (
        Column("name", t("Name"), lambda line: name_of(line.row), "name", 200),
        Column("stage", t("Stage"), lambda line: coded("pipeline_stages", line.row.stage), "stage", stage_width),
        Column("last", t("Last session"), lambda line: ago(line.row.last_session), "last", 118, muted=True),
        Column("next", t("Next"), due, "next", 142, icon=overdue),
        Column("city", t("City"), lambda line: line.row.city, "city", 110, muted=True, optional=True),
        Column("headcount", t("Employees"), headcount, "headcount", 90, number=True, optional=True),
        Column("owner", t("Officer"), lambda line: line.row.owner, "owner", 140, muted=True, optional=True),
        Column("sector", t("Sector"), sector_of, "naics", 230, muted=True, optional=True, grows=True),
        Column("since", t("In this stage"), in_stage, "since", 110, muted=True, optional=True),
        Column("phone", t("Phone"), lambda line: formats.phone(line.row.phone), "phone", 130, optional=True),
        Column("email", t("E-mail"), lambda line: line.row.email, "email", 190, optional=True, grows=True),
        Column("band", t("Size"), band, "headcount", 150, muted=True, optional=True),
        Column(
            "tags", t("Tags"), lambda line: ", ".join(line.row.tags), "tags", 150, muted=True, optional=True, grows=True
        ),
        Column(
            "language",
            t("Language"),
            lambda line: coded("languages", line.row.language),
            "language",
            100,
            optional=True,
        ),
        Column(
            "sessions", t("Sessions"), lambda line: count(line.row.sessions), "sessions", 90, number=True, optional=True
        ),
        Column(
            "minutes",
            t("Hours of support"),
            lambda line: formats.hours(line.row.minutes) if line.row.minutes else "",
            "minutes",
            130,
            number=True,
            optional=True,
        ),
        Column(
            "placements",
            t("Placements"),
            lambda line: count(line.row.placements),
            "placements",
            105,
            number=True,
            optional=True,
        ),
        Column("consent", t("May be e-mailed"), consent, "", 160, muted=True, optional=True),
        Column(
            "website",
            t("Website"),
            lambda line: line.row.website,
            "website",
            190,
            muted=True,
            optional=True,
            grows=True,
        ),
        Column(
            "legal_name",
            t("Legal name"),
            lambda line: line.row.legal_name,
            "legal_name",
            240,
            muted=True,
            optional=True,
        ),
    )


def consent_words(context: UiContext, line: Line) -> str:
    """Whether the main contact may be written to, and until when."""
    t, standing = context.t, line.consent
    if standing is None:
        return ""
    if standing.may_write:
        until = standing.expires_on
        return t("Until {day}", day=context.formats.date(until)) if until else t("Yes")
    return {"expired": t("No, expired"), "withdrawn": t("No, withdrawn")}.get(standing.state, t("No consent"))
