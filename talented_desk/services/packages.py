"""Placement packages: what is missing, generate, keep with the hash, open again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, text

from db.base import table_of
from db.models import Contact, ContactRole, Employer, Institution, Officer, Package, Placement, Worksite
from db.queries import packages as queries
from db.types import Value, Values
from talented_desk.clock import from_utc_text
from talented_desk.domain import codes
from talented_desk.domain.placements import total_hours
from talented_desk.errors import NotFound
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from talented_desk.packages import model, snapshot
from talented_desk.services.base import Service, row


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package that was generated and kept. `documents` are codes; `sha256` is of the PDF."""

    id: str
    placement_id: str
    language: str
    sha256: str
    pages: int
    documents: tuple[str, ...]
    template_version: str
    created_at: datetime
    officer: str


class Packages(Service):
    """Packages of a placement."""

    def input(self, placement_id: str) -> model.PackageInput:
        """Everything that the placement's package prints, as it stands now. Raises `NotFound`."""
        with self.database.read() as connection:
            placement = row(connection, Placement, placement_id)

            def referred(kind: type[Worksite | Contact | Institution | Officer], name: str) -> Values:
                reference = placement[name]
                return row(connection, kind, str(reference)) if reference else {}

            employer = row(connection, Employer, str(placement["employer_id"]))
            worksite = referred(Worksite, "worksite_id")
            supervisor = referred(Contact, "supervisor_id")
            institution = referred(Institution, "institution_id")
            officer = referred(Officer, "officer_id")
            role = table_of(ContactRole)
            titles = connection.execute(
                select(role.c.title).where(
                    role.c.contact_id == placement["supervisor_id"],
                    role.c.employer_id == placement["employer_id"],
                    role.c.title != "",
                )
            ).scalars()
            title = next(iter(titles), "")
        return model.PackageInput(
            placement=_placement(placement),
            employer=model.Employer(**_texts(employer, model.Employer)),
            worksite=_worksite(worksite, str(placement["wcb_basis"])),
            supervisor=_person(supervisor, str(title)),
            institution=_institution(institution, str(placement["faculty_supervisor"])),
            student=model.Student(
                str(placement["student_name"]),
                str(placement["student_email"]),
                str(placement["student_phone"]),
                str(placement["program"]),
            ),
            officer=model.Person(**_texts(officer, model.Person)),
            created=self.clock.now(),
            reference=f"P-{placement_id[-8:].upper()}",
        )

    def gaps(self, placement_id: str) -> tuple[model.Gap, ...]:
        """What is not known and would print as a blank line."""
        from talented_desk.packages.gaps import missing

        return missing(self.input(placement_id))

    def build(
        self, placement_id: str, languages: model.Languages, task: Task | None = None
    ) -> tuple[model.PackageInput, model.BuiltPackage]:
        """Make the PDF without keeping it; for the preview. May be cancelled through `task`."""
        from talented_desk.packages.engine import build

        content = self.input(placement_id)
        return content, build(content, model.Options(languages), task or Task())

    def keep(self, placement_id: str, languages: str, content: model.PackageInput, built: model.BuiltPackage) -> str:
        """Record a generated package on the timeline and keep its bytes; returns its id."""
        with self.database.write(N_("Generate package"), subject=content.student.name) as write:
            write.connection.execute(
                text("INSERT OR IGNORE INTO content (sha256, size, data) VALUES (:sha, :size, :data)"),
                {"sha": built.sha256, "size": len(built.pdf), "data": built.pdf},
            )
            return write.insert(
                Package,
                {
                    "placement_id": placement_id,
                    "language": languages,
                    "sha256": built.sha256,
                    "pages": built.pages,
                    "documents": json.dumps([entry.code for entry in built.documents]),
                    "template_version": ", ".join(f"{k} {v}" for k, v in sorted(built.versions.items()))[:500],
                    "created_at": self.now(),
                    "officer_id": self.database.identity.officer_id or None,
                    "inputs": snapshot.to_json(content),
                },
            )

    def generate(self, placement_id: str, languages: model.Languages, task: Task | None = None) -> str:
        """Build and keep in one go; returns the package's id."""
        content, built = self.build(placement_id, languages, task)
        return self.keep(placement_id, languages, content, built)

    def of_placement(self, placement_id: str) -> tuple[PackageRow, ...]:
        """Packages kept for a placement, newest first."""
        with self.database.read() as connection:
            return tuple(_package(values) for values in queries.kept(connection, placement_id=placement_id))

    def outdated(self, placement_id: str) -> frozenset[str]:
        """The kept packages whose printed facts have changed since; the moment of making is not one of them."""
        now = self.input(placement_id)
        table = table_of(Package)
        with self.database.read() as connection:
            found = connection.execute(select(table.c.id, table.c.inputs).where(table.c.placement_id == placement_id))
            kept = [(str(package_id), snapshot.from_json(str(inputs))) for package_id, inputs in found if inputs]
        return frozenset(
            package_id
            for package_id, content in kept
            if replace(content, created=now.created, reference=now.reference) != now
        )

    def get(self, package_id: str) -> PackageRow:
        """One kept package. Raises `NotFound`."""
        with self.database.read() as connection:
            found = queries.kept(connection, package_id=package_id)
        if not found:
            raise NotFound()
        return _package(found[0])

    def pdf(self, package_id: str) -> bytes:
        """The bytes of a kept package; made again from its inputs if this device does not hold them.

        Raises `NotFound`.
        """
        with self.database.read() as connection:
            kept = row(connection, Package, package_id)
            data = connection.execute(
                text("SELECT data FROM content WHERE sha256 = :sha"), {"sha": kept["sha256"]}
            ).scalar()
        if data is not None:
            return bytes(data)
        from talented_desk.packages.engine import build

        languages = {"en": "en", "fr": "fr"}.get(str(kept["language"]), "both")
        return build(snapshot.from_json(str(kept["inputs"])), model.Options(languages), Task()).pdf  # type: ignore[arg-type]

    def file_name(self, package_id: str) -> str:
        """A name for the saved file, safe on every system."""
        with self.database.read() as connection:
            kept = row(connection, Package, package_id)
            placement = row(connection, Placement, str(kept["placement_id"]))
        word = {"fr": "Trousse de stage"}.get(str(kept["language"]), "Placement package")
        name = f"{word} - {placement['student_name']} - {str(kept['created_at'])[:10]}"
        return "".join(c if c.isalnum() or c in " -_.’'" else "_" for c in name)[:120].strip() + ".pdf"


def _package(values: Mapping[str, Value]) -> PackageRow:
    return PackageRow(
        id=str(values["id"]),
        placement_id=str(values["placement_id"]),
        language=str(values["language"]),
        sha256=str(values["sha256"]),
        pages=int(values["pages"] or 0),
        documents=tuple(json.loads(str(values["documents"]))),
        template_version=str(values["template_version"]),
        created_at=from_utc_text(str(values["created_at"])).astimezone(),
        officer=str(values["officer"]),
    )


def _placement(values: Values) -> model.Placement:
    hours = values["hours_per_week"]
    start, end = str(values["starts_on"]), str(values["ends_on"])
    total = None if hours is None else total_hours(start, end, int(hours))
    return model.Placement(
        title=str(values["title"]),
        wil_type=_bilingual("wil_types", values["wil_type"]),
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        weekly_minutes=None if hours is None else round(int(hours) * 60 / 100),
        total_minutes=None if total is None else round(total * 60 / 100),
        pay_basis=str(values["pay_basis"]),
        rate_cents=None if values["pay_rate_cents"] is None else int(values["pay_rate_cents"]),
        rate_unit=str(values["pay_unit"]),
        unpaid_basis=_bilingual("unpaid_basis", values["unpaid_basis"]),
        work_mode=str(values["work_mode"]),
        description=str(values["description"]),
        state=_bilingual("placement_states", values["state"]),
    )


def _worksite(values: Values, wcb_basis: str) -> model.Worksite:
    if not values:
        return model.Worksite(wcb_basis=wcb_basis)
    expiry = values["insurance_expires"]
    street = str(values["street"])
    return model.Worksite(
        name=str(values["name"]),
        address_lines=(street,) if street else (),
        city=str(values["city"]),
        province=str(values["province"]),
        postal_code=str(values["postal_code"]),
        phone=str(values["phone"]),
        wcb_account=str(values["wcb_account"]),
        wcb_basis=wcb_basis,
        insurance_expiry=date.fromisoformat(str(expiry)) if expiry else None,
        safety_contact=str(values["safety_contact"]),
        safety_notes=str(values["safety_notes"]),
    )


def _person(values: Values, title: str) -> model.Person:
    if not values:
        return model.Person()
    name = f"{values['given_name']} {values['family_name']}".strip()
    return model.Person(name, title, str(values["email"]), str(values["phone"] or values["mobile"]))


def _institution(values: Values, faculty_supervisor: str) -> model.Institution:
    if not values:
        return model.Institution(faculty_supervisor=model.Person(faculty_supervisor))
    return model.Institution(
        name=model.Bilingual(str(values["name"]), str(values["name_fr"])),
        coordinator=model.Person(
            str(values["coordinator_name"]), "", str(values["coordinator_email"]), str(values["coordinator_phone"])
        ),
        faculty_supervisor=model.Person(faculty_supervisor),
    )


def _bilingual(list_id: str, code: Value) -> model.Bilingual:
    entry = codes.load(list_id).get(str(code or ""))
    return model.Bilingual(entry.label("en"), entry.label("fr")) if entry else model.Bilingual()


def _texts(values: Mapping[str, Value], kind: type[model.Employer | model.Person]) -> dict[str, str]:
    return {name: str(values[name] or "") for name in kind.__dataclass_fields__ if name in values}
