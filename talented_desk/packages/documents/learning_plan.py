"""The learning plan: three to five objectives, filled in by the student, supervisor and faculty supervisor."""

from __future__ import annotations

from typing import Final

from reportlab.platypus import Flowable

from talented_desk.packages import style
from talented_desk.packages.blocks import Columns, Entry, Together
from talented_desk.packages.context import Context
from talented_desk.packages.documents import kind
from talented_desk.packages.forms import FieldSpec

CODE: Final = "learning_plan"
OBJECTIVES: Final = 5
NEEDED: Final = 3


def story(ctx: Context) -> list[Flowable]:
    data = ctx.data
    placement = data.placement
    dates = ""
    if placement.start and placement.end:
        dates = ctx.words("common.to", start=ctx.date(placement.start), end=ctx.date(placement.end))
    meetings = [ctx.entry("meetings", f"{CODE}.checkins"), ctx.entry("midterm", f"{CODE}.midterm")]
    return [
        ctx.title(CODE),
        ctx.paragraph(f"{CODE}.intro", style.LEAD),
        ctx.fact("student", data.student.name, strong=True),
        ctx.fact("title", placement.title),
        ctx.fact("employer", data.employer.name),
        ctx.fact("supervisor", data.supervisor.name),
        ctx.fact("faculty_supervisor", data.institution.faculty_supervisor.name),
        ctx.fact("dates", dates),
        *[_objective(ctx, number) for number in range(1, OBJECTIVES + 1)],
        Together(
            [
                ctx.section(f"{CODE}.support"),
                ctx.entry("support", f"{CODE}.support_hint", 3),
                Columns(meetings, [1, 1]),
            ],
            space_before=style.SECTION.spaceBefore,
        ),
        ctx.signatures(
            f"{CODE}.signatures_intro",
            [
                ("student", data.student.name),
                ("supervisor", data.supervisor.name),
                ("faculty", data.institution.faculty_supervisor.name),
            ],
        ),
    ]


def _objective(ctx: Context, number: int) -> Flowable:
    heading = f"{CODE}.objective" if number <= NEEDED else f"{CODE}.objective_optional"
    said = ctx.words(f"{CODE}.objective", number=str(number))

    def entry(name: str, lines: int = 1) -> Entry:
        made = ctx.entry(f"objective_{number}_{name}", f"{CODE}.{name}", lines)
        spoken = FieldSpec(made.field.name, made.field.kind, f"{said}, {made.field.label}")
        return Entry(made.caption, spoken, made.box)

    return Together(
        [
            ctx.paragraph(heading, style.SECTION, number=str(number)),
            entry("goal", 2),
            Columns([entry("activities", 4), entry("measure", 4)], [1, 1]),
            Columns([entry("target"), Together([])], [1, 2]),
        ],
        space_before=style.SECTION.spaceBefore,
    )


DOCUMENT: Final = kind.DocumentKind(
    CODE,
    story,
    (kind.STUDENT, kind.TITLE, kind.EMPLOYER, kind.SUPERVISOR, kind.FACULTY, kind.START, kind.END),
)
