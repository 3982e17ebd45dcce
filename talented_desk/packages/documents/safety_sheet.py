"""The safety and workers' compensation sheet: coverage, orientation, hazards, emergencies, reporting."""

from __future__ import annotations

from typing import Final

from reportlab.platypus import Flowable, Paragraph

from talented_desk.i18n import N_
from talented_desk.packages import style
from talented_desk.packages.blocks import Columns, Numbered, Together
from talented_desk.packages.context import Context
from talented_desk.packages.documents import kind
from talented_desk.packages.documents.kind import Need
from talented_desk.packages.model import WCB_BASES

CODE: Final = "safety_sheet"


def story(ctx: Context) -> list[Flowable]:
    data = ctx.data
    site = data.worksite
    places = [ctx.entry("muster", f"{CODE}.muster_field"), ctx.entry("first_aider", f"{CODE}.first_aider_field")]
    return [
        ctx.title(CODE),
        ctx.paragraph(f"{CODE}.intro", style.LEAD),
        ctx.section(f"{CODE}.section_coverage"),
        ctx.fact("student", data.student.name, strong=True),
        ctx.fact("employer", data.employer.legal_name or data.employer.name),
        ctx.fact("worksite", site.name or site.city),
        ctx.fact("wcb_account", site.wcb_account),
        ctx.fact("insurance_expiry", ctx.date(site.insurance_expiry)),
        Together([*_basis(ctx), ctx.paragraph(f"{CODE}.basis_note", style.NOTE)], space_before=10),
        *_checklist(ctx, "orientation"),
        *_checklist(ctx, "hazards"),
        *([ctx.fact("safety_notes", site.safety_notes)] if site.safety_notes.strip() else []),
        Together(
            [
                ctx.entry("hazards", f"{CODE}.hazards_field", 3),
                ctx.entry("equipment", f"{CODE}.equipment_field", 2),
            ],
            space_before=8,
        ),
        *_checklist(ctx, "emergency"),
        Together(
            [
                ctx.fact("safety_contact", site.safety_contact),
                Together([Columns(places, [1, 1])], space_before=8, space_after=6),
                ctx.entry("emergency_contact", f"{CODE}.emergency_contact_field"),
            ],
            space_before=2,
        ),
        _injury(ctx),
        ctx.signatures(
            f"{CODE}.signatures_intro",
            [("student", data.student.name), ("supervisor", data.supervisor.name)],
        ),
    ]


def _basis(ctx: Context) -> list[Flowable]:
    known = ctx.data.worksite.wcb_basis
    other = [ctx.fact("wcb_basis", known)] if known.strip() and known not in WCB_BASES else []
    checks = [ctx.check(f"wcb_{code}", ctx.text(f"wcb.{code}"), checked=code == known) for code in WCB_BASES]
    return [ctx.paragraph(f"{CODE}.basis_intro", style.LABEL), *checks, *other]


def _checklist(ctx: Context, name: str) -> list[Flowable]:
    checks = [ctx.check(f"{name}_{item.id}", ctx.marked(item.text)) for item in ctx.items(f"{CODE}.{name}")]
    return [ctx.section(f"{CODE}.section_{name}"), *checks]


def _injury(ctx: Context) -> Flowable:
    steps: list[Flowable] = [
        Numbered(Paragraph(f"{number}.", style.STRONG), Paragraph(ctx.marked(item.text), style.VALUE))
        for number, item in enumerate(ctx.items(f"{CODE}.injury"), 1)
    ]
    return Together([ctx.section(f"{CODE}.section_injury"), *steps], space_before=style.SECTION.spaceBefore)


DOCUMENT: Final = kind.DocumentKind(
    CODE,
    story,
    (
        kind.STUDENT,
        kind.EMPLOYER,
        Need("worksite.wcb_basis", N_("The basis of workers’ compensation coverage is missing."), "required"),
        Need(
            "worksite.wcb_account",
            N_("The worksite’s workers’ compensation account is missing."),
            "required",
            kind.on_employer_account,
        ),
        Need("worksite.insurance_expiry", N_("The expiry of the liability insurance is missing.")),
        kind.SAFETY_CONTACT,
        kind.SUPERVISOR,
    ),
)
