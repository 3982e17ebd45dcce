"""The contact sheet: one page for the wall, who to call about what."""

from __future__ import annotations

from typing import Final

from reportlab.platypus import Flowable, Paragraph

from talented_desk.i18n import N_
from talented_desk.packages import fonts, style
from talented_desk.packages.blocks import Columns, Fact, Rule, Together
from talented_desk.packages.context import Context
from talented_desk.packages.documents import kind
from talented_desk.packages.documents.kind import Need
from talented_desk.packages.model import Person

CODE: Final = "contact_sheet"
_CELLS: Final = (5, 4, 5)
_HEAD: Final = (5, 9 + 14 * 14 / 464)  # the second column starts where that of the cells does
_EMERGENCY: Final = (
    ("911", "emergency_911"),
    ("1-866-415-8690", "emergency_ohs"),
    ("wcb.ab.ca", "emergency_wcb"),
    ("811", "emergency_811"),
)


def story(ctx: Context) -> list[Flowable]:
    data = ctx.data
    student = Person(data.student.name, data.student.program, data.student.email, data.student.phone)
    people = (
        ("supervisor", data.supervisor),
        ("student", student),
        ("faculty", data.institution.faculty_supervisor),
        ("coordinator", data.institution.coordinator),
        ("officer", data.officer),
        ("safety", Person(data.worksite.safety_contact)),
        ("payroll", Person()),
    )
    numbers = [
        Fact(Paragraph(number, style.STRONG), ctx.paragraph(f"{CODE}.{key}", style.VALUE)) for number, key in _EMERGENCY
    ]
    return [
        ctx.title(CODE),
        ctx.paragraph(f"{CODE}.intro", style.LEAD),
        *[_card(ctx, role, person) for role, person in people],
        Together([ctx.section(f"{CODE}.emergency"), *numbers], space_before=style.SECTION.spaceBefore),
    ]


def _card(ctx: Context, role: str, person: Person) -> Flowable:
    spoken = ctx.words(f"{CODE}.role_{role}")
    head = Columns(
        [
            ctx.paragraph(f"{CODE}.role_{role}", style.STRONG),
            ctx.paragraph(f"{CODE}.about_{role}", style.LABEL),
        ],
        _HEAD,
    )
    cells: list[Flowable] = []
    for name, value in (("name", person.name), ("phone", person.phone), ("email", person.email)):
        if value.strip():
            cells.append(Paragraph(fonts.markup(value.strip()), style.VALUE))
        else:
            cells.append(ctx.blank(f"{role}_{name}", f"{spoken}, {ctx.words(f'{CODE}.{name}')}"))
    return Together([head, Columns(cells, _CELLS), Rule()], space_after=7)


DOCUMENT: Final = kind.DocumentKind(
    CODE,
    story,
    (
        kind.SUPERVISOR,
        kind.SUPERVISOR_PHONE,
        kind.SUPERVISOR_EMAIL,
        kind.STUDENT,
        kind.FACULTY,
        kind.COORDINATOR,
        Need("institution.coordinator.phone", N_("The coordinator’s phone number is missing.")),
        kind.OFFICER,
        Need("officer.phone", N_("The liaison officer’s phone number is missing.")),
        kind.SAFETY_CONTACT,
    ),
)
