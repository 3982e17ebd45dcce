"""What a document is: a code, a story, and what it needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reportlab.platypus import Flowable

from talented_desk.i18n import N_
from talented_desk.packages.blocks import fields_of
from talented_desk.packages.context import Context
from talented_desk.packages.forms import FieldSpec
from talented_desk.packages.model import PackageInput, Severity


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a document needs to know. `field` is a path into `PackageInput`; `when` limits it."""

    field: str
    message: str
    severity: Severity = "wanted"
    when: Callable[[PackageInput], bool] | None = None

    def unmet(self, data: PackageInput) -> bool:
        if self.when is not None and not self.when(data):
            return False
        value: object = data
        for name in self.field.split("."):
            value = getattr(value, name)
        if isinstance(value, int):
            return False  # a rate of 0 is known
        return not value.strip() if isinstance(value, str) else not value


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document. Its texts lie under `code` in the package's texts (`title`, `summary`, …)."""

    code: str
    story: Callable[[Context], list[Flowable]]
    needs: tuple[Need, ...]

    def title(self, ctx: Context) -> str:
        return ctx.words(f"{self.code}.title")

    def fields(self, ctx: Context) -> tuple[FieldSpec, ...]:
        """The form fields that this document has for this input, in order; blanks for gaps included."""
        return tuple(fields_of(self.story(ctx)))


def paid(data: PackageInput) -> bool:
    return data.placement.pay_basis in ("paid", "stipend")


def unpaid(data: PackageInput) -> bool:
    return data.placement.pay_basis == "unpaid"


def on_employer_account(data: PackageInput) -> bool:
    return data.worksite.wcb_basis == "employer_account"


STUDENT: Final = Need("student.name", N_("The student’s name is missing."), "required")
TITLE: Final = Need("placement.title", N_("The position has no title."), "required")
EMPLOYER: Final = Need("employer.legal_name", N_("The employer’s legal name is missing."), "required")
INSTITUTION: Final = Need("institution.name", N_("The institution is missing."), "required")
START: Final = Need("placement.start", N_("The first day is missing."), "required")
END: Final = Need("placement.end", N_("The last day is missing."), "required")
SUPERVISOR: Final = Need("supervisor.name", N_("The site supervisor is missing."), "required")
SUPERVISOR_PHONE: Final = Need("supervisor.phone", N_("The site supervisor’s phone number is missing."))
SUPERVISOR_EMAIL: Final = Need("supervisor.email", N_("The site supervisor’s e-mail address is missing."))
FACULTY: Final = Need("institution.faculty_supervisor.name", N_("The faculty supervisor is missing."))
COORDINATOR: Final = Need("institution.coordinator.name", N_("The institution’s coordinator is missing."))
OFFICER: Final = Need("officer.name", N_("The liaison officer’s name is missing."), "required")
ADDRESS: Final = Need("worksite.address_lines", N_("The worksite’s address is missing."), "required")
SAFETY_CONTACT: Final = Need("worksite.safety_contact", N_("The safety contact on site is missing."))
