"""A day's work in small, on an encrypted workspace that is made for it: list, search, session, undo, packages."""

from __future__ import annotations

import os
import secrets
from io import BytesIO
from typing import Final

from talented_desk.clock import utc_text
from talented_desk.i18n import LANGUAGES, N_
from talented_desk.packages.model import Language
from talented_desk.paths import WorkspacePaths
from talented_desk.security.keyrings import NoKeyring
from talented_desk.self_test import Check, NotAsItShould, NotReached, Said, Trial

FOUND: Final = "Prairie Robotics Ltd."
STUDENT: Final = "Zoé Trottier-Nguyễn"
LIST: Final = (
    "Company;City;Province;Phone;NAICS\n"
    + f"{FOUND};Calgary;Alberta;403-555-0142;333\n"
    + "Boulangerie Lœuf & fils ltée;Trois-Rivières;Québec;819-555-0177;311\n"
    + "".join(f"Employer {n:02d} Inc.;Red Deer;Alberta;403-555-{n:04d};541\n" for n in range(40))
)


class _NoKeyring:
    """The officer's keyring is left alone: the trial's key is sealed by a passphrase."""

    def get(self, name: str) -> str | None:
        raise NoKeyring

    def set(self, name: str, secret: str) -> None:
        raise NoKeyring

    def forget(self, name: str) -> None:
        raise NoKeyring

    def kind(self) -> str:
        raise NoKeyring


def database(trial: Trial) -> Said:
    """Make a workspace, close it, open it again with its passphrase; nothing readable lies in the file."""
    from talented_desk.bootstrap import open_application
    from talented_desk.security.keys import PASSPHRASE_FILE_VARIABLE

    paths = WorkspacePaths(trial.folder / "workspace")
    secret = secrets.token_urlsafe(24)
    own = os.environ.pop(PASSPHRASE_FILE_VARIABLE, None)
    try:
        with open_application(paths, ask=lambda new: secret, keyring=_NoKeyring()) as desk:
            desk.officers.add("Self-test", email="self-test@example.ca")
        trial.opened = trial.held.enter_context(open_application(paths, ask=lambda new: secret, keyring=_NoKeyring()))
    finally:
        if own is not None:
            os.environ[PASSPHRASE_FILE_VARIABLE] = own
    if trial.opened.officers.me() is None:
        raise NotAsItShould(what=paths.database)
    written = paths.database.read_bytes()
    if written.startswith(b"SQLite format 3") or b"self-test@example.ca" in written:
        raise NotAsItShould(what="SQLCipher")
    return Said(N_("An encrypted workspace is made and opens again."))


def csv_list(trial: Trial) -> Said:
    """Import a list in the habits of a French Excel: semicolons, Windows-1252."""
    path = trial.folder / "employers.csv"
    path.write_text(LIST, "cp1252")
    imports = trial.desk.imports
    preview = imports.dry_run(imports.plan(imports.inspect(path)))
    imports.apply(preview, {doubt.id: False for doubt in imports.doubts(preview)})
    wanted = LIST.count("\n") - 1
    if trial.desk.employers.count() != wanted:
        raise NotAsItShould(what=f"{trial.desk.employers.count()} / {wanted}")
    return Said(N_("A CSV list of {count} employers is imported."), {"count": wanted})


def xlsx_list(trial: Trial) -> Said:
    """Write a workbook and read it again as a list."""
    import xlsxwriter

    path = trial.folder / "employers.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, line in enumerate(LIST.splitlines()):
        sheet.write_row(number, 0, line.split(";"))
    book.close()
    imports = trial.desk.imports
    counts = imports.dry_run(imports.plan(imports.inspect(path))).counts
    imports.discard()
    if counts.failed or counts.lines != LIST.count("\n") - 1 or counts.new_employers:
        raise NotAsItShould(what=f"{path.name}: {counts}")
    return Said(N_("The same list as a workbook is recognised, row by row."))


def find(trial: Trial) -> Said:
    """A name with two typing errors is found."""
    typed = "prarie robotcs"
    hits = trial.desk.search.find(typed, 1, ("employer",))
    if not hits or hits[0].title != FOUND:
        raise NotAsItShould(what=typed)
    trial.employer_id = hits[0].id
    return Said(N_("Typing “{typed}” finds “{name}”."), {"typed": typed, "name": FOUND})


def session(trial: Trial) -> Said:
    """Log a session, take it back, do it again."""
    from talented_desk.services.sessions import LogSupportSession

    desk = trial.desk
    if not trial.employer_id:
        raise NotReached()
    values: dict[str, str | int] = {
        "happened_at": utc_text(desk.clock.now()),
        "channel": "phone",
        "minutes_direct": 12,
        "subject": "Self-test",
    }
    desk.sessions.log(LogSupportSession(values, (trial.employer_id,), topics=("wcb",)))
    counts = [desk.sessions.count()]
    desk.journal.undo()
    counts.append(desk.sessions.count())
    desk.journal.redo()
    counts.append(desk.sessions.count())
    if counts != [1, 0, 1]:
        raise NotAsItShould(what=f"undo, redo: {counts}")
    return Said(N_("A support session is logged, undone and redone."))


def placement(trial: Trial) -> Said:
    """A placement with what a package prints."""
    desk, employer_id = trial.desk, trial.employer_id
    if not employer_id:
        raise NotReached()
    desk.placements.add(
        {
            "employer_id": employer_id,
            "worksite_id": desk.employers.get(employer_id).worksites[0].id,
            "supervisor_id": desk.contacts.add(
                {"given_name": "Émilie", "family_name": "Gagné"}, employer_id, {"role": "supervisor"}
            ),
            "institution_id": desk.institutions.all()[0].id,
            "student_name": STUDENT,
            "title": "Machinist helper",
            "wil_type": "COOP",
            "starts_on": "2027-01-11",
            "ends_on": "2027-04-30",
            "hours_per_week": 3750,
        }
    )
    return Said(N_("A placement is added."))


def package(trial: Trial, language: Language) -> Said:
    """A package PDF that is parsed back and drawn."""
    from pypdf import PdfReader

    from talented_desk.packages.preview import Preview

    desk = trial.desk
    placements = desk.placements.all()
    if not placements:
        raise NotReached()
    pdf = desk.packages.pdf(desk.packages.generate(placements[0].id, language))
    read = PdfReader(BytesIO(pdf))
    words = " ".join(page.extract_text() for page in read.pages)
    title = {"en": "Placement package", "fr": "Trousse de stage"}[language]
    if title not in words or STUDENT not in words or not read.get_fields():
        raise NotAsItShould(what="PDF")
    with Preview(pdf) as preview:
        if preview.pages != len(read.pages) or len(set(preview.render(0).data)) < 8:
            raise NotAsItShould(what="pdfium")
    return Said(
        N_("“{title}”: {pages} pages with {fields} fields to fill in, drawn."),
        {"title": title, "pages": len(read.pages), "fields": len(read.get_fields() or ())},
    )


def english(trial: Trial) -> Said:
    """The package in English."""
    return package(trial, "en")


def french(trial: Trial) -> Said:
    """The package in French."""
    return package(trial, "fr")


def document(trial: Trial) -> Said:
    """A PDF is put on the employer's record, comes back whole, and its words are read."""
    from talented_desk.domain.documents import PDF
    from talented_desk.services.document_files import incoming
    from talented_desk.services.document_words import words
    from talented_desk.services.documents import Owner

    desk = trial.desk
    packages = [package for placement in desk.placements.all() for package in desk.packages.of_placement(placement.id)]
    if not packages:
        raise NotReached()
    pdf = desk.packages.pdf(packages[0].id)
    document_id = desk.documents.add_one(Owner("employer", trial.employer_id), incoming("self-test.pdf", pdf))
    if desk.documents.data(document_id) != pdf or STUDENT not in words(pdf, PDF):
        raise NotAsItShould(what="self-test.pdf")
    return Said(N_("A document is kept on a record, and its words are read."))


def report(trial: Trial) -> Said:
    """The outreach report in each of its forms, in both languages."""
    from talented_desk.domain.periods import quarter_of
    from talented_desk.reports.model import Parameters
    from talented_desk.reports.runner import render

    desk = trial.desk
    period = quarter_of(desk.clock.now().date()).period
    starts = {"pdf": b"%PDF", "xlsx": b"PK", "csv": b""}
    for language in LANGUAGES:
        made = desk.reports.run("outreach", Parameters(period.start, period.end, ""), language)
        for form, begin in starts.items():
            data = render(made, form)
            if not data.startswith(begin) or len(data) < 200:
                raise NotAsItShould(what=f"{form} ({language})")
    return Said(N_("The outreach report as {forms}, in both languages."), {"forms": ", ".join(starts).upper()})


def backup(trial: Trial) -> Said:
    """A copy of the workspace under a passphrase of its own."""
    target = trial.folder / "self-test.deskbackup"
    trial.desk.vault.back_up(target, passphrase=secrets.token_urlsafe(24))
    if not target.exists() or b"self-test@example.ca" in target.read_bytes():
        raise NotAsItShould(what=target.name)
    return Said(N_("An encrypted backup is written."))


CHECKS: Final[tuple[Check, ...]] = (
    ("database", database),
    ("csv", csv_list),
    ("xlsx", xlsx_list),
    ("search", find),
    ("session", session),
    ("placement", placement),
    ("package_en", english),
    ("package_fr", french),
    ("document", document),
    ("report", report),
    ("backup", backup),
)
