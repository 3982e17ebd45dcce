"""The cover letter: from the liaison officer to the site supervisor; what is enclosed, what to do by when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from reportlab.platypus import Flowable, Paragraph

from talented_desk.packages import fonts, style
from talented_desk.packages.blocks import Fact, Together
from talented_desk.packages.context import Context
from talented_desk.packages.documents import kind

CODE: Final = "cover_letter"
ENCLOSED: Final = ("placement_sheet", "learning_plan", "safety_sheet", "contact_sheet")
_STEP_WIDTH: Final = 172.0
_PLAN_DUE: Final = timedelta(days=34)


def story(ctx: Context) -> list[Flowable]:
    data = ctx.data
    name = data.supervisor.name.strip()
    student = data.student.name.strip()
    position = data.placement.title.strip() or ctx.words("common.untitled")
    lines = [name, data.supervisor.title, data.employer.name, *address(ctx)]
    what = ", ".join(part for part in (student, position) if part)
    subject = ctx.paragraph("cover_letter.subject", style.STRONG, what=what)
    return [
        Paragraph(ctx.date(data.created.date()), style.VALUE_APART),
        *[Paragraph(fonts.markup(line), style.VALUE) for line in lines if line.strip()],
        Together([subject], space_before=18, space_after=10),
        ctx.paragraph("cover_letter.dear", name=name) if name else ctx.paragraph("cover_letter.dear_nobody"),
        ctx.paragraph(
            "cover_letter.thanks",
            student=student or ctx.words("cover_letter.a_student"),
            institution=data.institution.name.text(ctx.language) or ctx.words("cover_letter.the_institution"),
            employer=data.employer.name or ctx.words("cover_letter.your_workplace"),
        ),
        _steps(ctx),
        _enclosed(ctx),
        ctx.paragraph("cover_letter.fill"),
        ctx.paragraph("cover_letter.help"),
        _closing(ctx),
    ]


def address(ctx: Context) -> list[str]:
    """The worksite's postal address, line by line; empty when nothing is known."""
    site = ctx.data.worksite
    province = f"({site.province.strip()})" if site.province.strip() and ctx.language == "fr" else site.province
    town = " ".join(part.strip() for part in (site.city, province) if part.strip())
    last = "  ".join(part for part in (town, site.postal_code.strip()) if part)
    return [line for line in (*site.address_lines, last) if line.strip()]


def _steps(ctx: Context) -> Flowable:
    start, end = ctx.data.placement.start, ctx.data.placement.end
    middle = start + (end - start) / 2 if start and end and end > start else None
    plan = start + _PLAN_DUE if start and not (end and start + _PLAN_DUE > end) else None
    steps: tuple[tuple[str, date | None], ...] = (
        ("sheet", None),
        ("safety", None),
        ("plan", plan),
        ("visit", middle),
        ("final", end),
    )
    rows: list[Flowable] = [ctx.section("cover_letter.steps")]
    for name, day in steps:
        when = f"cover_letter.step_{name}_when"
        label = (
            ctx.paragraph(f"{when}_dated", style.LABEL, date=ctx.date(day)) if day else ctx.paragraph(when, style.LABEL)
        )
        rows.append(Fact(label, ctx.paragraph(f"cover_letter.step_{name}", style.VALUE), None, _STEP_WIDTH))
    return Together(rows, space_before=8)


def _enclosed(ctx: Context) -> Flowable:
    holds = [f"{_lowered(ctx.words(f'{code}.title'))} ({ctx.words(f'{code}.summary')})" for code in ENCLOSED]
    return Together([ctx.paragraph("cover_letter.enclosed", list="; ".join(holds))], space_before=12, space_after=8)


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def _closing(ctx: Context) -> Flowable:
    officer = ctx.data.officer
    reach = "  ·  ".join(part.strip() for part in (officer.phone, officer.email) if part.strip())
    parts: list[Flowable] = [ctx.paragraph("cover_letter.closing", style.VALUE)]
    if officer.name.strip():
        parts.append(Together([Paragraph(fonts.markup(officer.name), style.STRONG)], space_before=22))
    lines = (officer.title, officer.organization, reach)
    parts += [Paragraph(fonts.markup(line), style.LABEL) for line in lines if line.strip()]
    return Together(parts, space_before=4)


DOCUMENT: Final = kind.DocumentKind(
    CODE,
    story,
    (kind.SUPERVISOR, kind.STUDENT, kind.TITLE, kind.INSTITUTION, kind.EMPLOYER, kind.OFFICER),
)
