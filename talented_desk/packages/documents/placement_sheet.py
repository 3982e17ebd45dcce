"""The placement sheet: who, where, when, hours and pay, for the three parties to correct and sign."""

from __future__ import annotations

from typing import Final

from reportlab.platypus import Flowable

from talented_desk.i18n import N_
from talented_desk.packages import style
from talented_desk.packages.blocks import Together
from talented_desk.packages.context import Context
from talented_desk.packages.documents import kind
from talented_desk.packages.documents.cover_letter import address
from talented_desk.packages.documents.kind import Need
from talented_desk.packages.model import Person

CODE: Final = "placement_sheet"


def story(ctx: Context) -> list[Flowable]:
    data = ctx.data
    described = ctx.prose(data.placement.description)
    return [
        ctx.title(CODE),
        ctx.paragraph(f"{CODE}.intro", style.LEAD),
        ctx.section(f"{CODE}.section_placement"),
        *_placement(ctx),
        ctx.section(f"{CODE}.section_student"),
        ctx.fact("student", data.student.name, strong=True),
        ctx.fact("program", data.student.program),
        ctx.fact("student_email", data.student.email),
        ctx.fact("student_phone", data.student.phone),
        ctx.fact("institution", data.institution.name.text(ctx.language)),
        ctx.fact("coordinator", one_line(data.institution.coordinator)),
        ctx.fact("faculty_supervisor", one_line(data.institution.faculty_supervisor)),
        ctx.section(f"{CODE}.section_employer"),
        ctx.fact("legal_name", data.employer.legal_name, strong=True),
        *([ctx.fact("trade_name", data.employer.trade_name)] if data.employer.trade_name.strip() else []),
        ctx.fact("business_number", data.employer.business_number),
        ctx.fact("employer_phone", data.employer.phone),
        *([ctx.fact("website", data.employer.website)] if data.employer.website.strip() else []),
        ctx.section(f"{CODE}.section_worksite"),
        ctx.fact("worksite", data.worksite.name or data.employer.name),
        ctx.fact("address", "\n".join(address(ctx))),
        ctx.fact("worksite_phone", data.worksite.phone),
        ctx.fact("supervisor", data.supervisor.name, strong=True),
        ctx.fact("supervisor_title", data.supervisor.title),
        ctx.fact("supervisor_email", data.supervisor.email),
        ctx.fact("supervisor_phone", data.supervisor.phone),
        ctx.section("facts.description"),
        *(described or [ctx.entry("description", f"{CODE}.description_hint", 6)]),
        Together([ctx.entry("corrections", f"{CODE}.corrections", 3)], space_before=10),
        ctx.signatures(
            f"{CODE}.agree",
            [
                ("student", data.student.name),
                ("supervisor", data.supervisor.name),
                ("coordinator", data.institution.coordinator.name),
            ],
        ),
    ]


def one_line(person: Person) -> str:
    """A person on one line: name, phone, e-mail."""
    return "  ·  ".join(part.strip() for part in (person.name, person.phone, person.email) if part.strip())


def pay(ctx: Context) -> str:
    """The pay basis and rate in words, for example `Paid, $22.50 an hour`."""
    placement = ctx.data.placement
    basis = ctx.choice("pay", placement.pay_basis)
    if not basis or placement.rate_cents is None or placement.pay_basis == "unpaid":
        return basis
    amount = ctx.formats.money(placement.rate_cents)
    key = f"pay.rate_{placement.rate_unit}"
    known = (key, ctx.language) in ctx.texts.single
    return ctx.words("pay.with_rate", basis=basis, rate=ctx.words(key, amount=amount) if known else amount)


def _placement(ctx: Context) -> list[Flowable]:
    placement = ctx.data.placement
    rows: list[Flowable] = [
        ctx.fact("title", placement.title, strong=True),
        ctx.fact("wil_type", placement.wil_type.text(ctx.language)),
        ctx.fact("start", ctx.date(placement.start)),
        ctx.fact("end", ctx.date(placement.end)),
        ctx.fact("weekly_hours", ctx.hours(placement.weekly_minutes)),
        ctx.fact("total_hours", ctx.hours(placement.total_minutes)),
        ctx.fact("pay", pay(ctx)),
    ]
    if placement.pay_basis == "unpaid":
        rows.append(ctx.fact("unpaid_basis", placement.unpaid_basis.text(ctx.language)))
        rows.append(ctx.paragraph(f"{CODE}.unpaid_note", style.NOTE))
    rows.append(ctx.fact("work_mode", ctx.choice("mode", placement.work_mode)))
    if placement.state:
        rows.append(ctx.fact("state", placement.state.text(ctx.language)))
    return rows


DOCUMENT: Final = kind.DocumentKind(
    CODE,
    story,
    (
        kind.TITLE,
        Need("placement.wil_type", N_("The type of placement is missing."), "required"),
        kind.START,
        kind.END,
        Need("placement.weekly_minutes", N_("The hours per week are missing.")),
        Need("placement.total_minutes", N_("The total hours are missing.")),
        Need("placement.pay_basis", N_("It is not said whether the placement is paid."), "required"),
        Need("placement.rate_cents", N_("The rate of pay is missing."), "wanted", kind.paid),
        Need(
            "placement.unpaid_basis",
            N_("The placement is unpaid and the basis for that is missing."),
            "required",
            kind.unpaid,
        ),
        Need("placement.work_mode", N_("The work mode is missing.")),
        Need("placement.description", N_("The duties are not described.")),
        kind.STUDENT,
        Need("student.program", N_("The student’s program is missing.")),
        Need("student.email", N_("The student’s e-mail address is missing.")),
        kind.INSTITUTION,
        kind.COORDINATOR,
        kind.FACULTY,
        kind.EMPLOYER,
        Need("employer.business_number", N_("The employer’s business number is missing.")),
        kind.ADDRESS,
        kind.SUPERVISOR,
        kind.SUPERVISOR_EMAIL,
        kind.SUPERVISOR_PHONE,
    ),
)
