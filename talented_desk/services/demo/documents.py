"""Papers of the demo's employers: certificates and letters that hold, run out or have run out, and a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from io import BytesIO
from typing import Final

from talented_desk.services.demo.stage import Host, Stage, working_day
from talented_desk.services.document_files import incoming
from talented_desk.services.documents import Owner

YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the host at this place in the list, which ends so many days from today."""

    host: int
    kind: str
    ends: int


PAPERS: Final = (
    Paper(0, "insurance", 17),
    Paper(0, "wcb_clearance", 96),
    Paper(1, "insurance", 141),
    Paper(2, "insurance", -6),
    Paper(3, "wcb_clearance", 45),
    Paper(5, "wcb_clearance", 25),
    Paper(9, "insurance", 210),
)
NAMES: Final = {
    ("insurance", "en"): "Certificate of insurance",
    ("insurance", "fr"): "Attestation d’assurance",
    ("wcb_clearance", "en"): "Workers’ compensation clearance letter",
    ("wcb_clearance", "fr"): "Lettre de conformité, indemnisation des travailleurs",
}
LINES: Final = {
    "en": ("Issued to: {name}", "Commercial general liability, 2 000 000 $ per occurrence", "In force until {end}"),
    "fr": (
        "Délivrée à\u00a0: {name}",
        "Responsabilité civile des entreprises, 2 000 000 $",
        "En vigueur jusqu’au {end}",
    ),
}
STANDING: Final = {
    "en": "The account is in good standing; premiums are paid.",
    "fr": "Le compte est en règle\u00a0; les primes sont payées.",
}
MAIL: Final = {
    "en": (
        "Certificate of insurance, renewed",
        "Hello,\n\nOur broker sent the renewed certificate this morning; it is attached. The student may begin on the "
        "shop floor as soon as the safety tour is done.\n\n{given}\n",
    ),
    "fr": (
        "Attestation d’assurance, renouvelée",
        "Bonjour,\n\nNotre courtier a envoyé l’attestation renouvelée ce matin\u00a0; la voici. L’étudiante ou "
        "l’étudiant peut commencer dès que la visite de sécurité est faite.\n\n{given}\n",
    ),
}


def plan_documents(stage: Stage, hosts: Sequence[Host]) -> None:
    """Each paper comes in a year before it ends, or a week after its employer is known."""
    for paper in PAPERS:
        host = hosts[paper.host]
        end = stage.today + timedelta(days=paper.ends)
        day = working_day(max(end - YEAR, host.since + timedelta(days=7)))
        moment = stage.moment(day, 11, 20 + paper.host)
        stage.at(moment, host.owner, partial(_keep, stage, host, paper, end, moment))


def _keep(stage: Stage, host: Host, paper: Paper, end: date, moment: datetime) -> None:
    name = NAMES[paper.kind, host.language]
    pdf = _pdf(host, paper, name, end)
    file = f"{name} {end.year}.pdf"
    pieces = [incoming(file, pdf)]
    owner = Owner("employer", host.id)
    stage.desk.documents.add(owner, pieces, {"kind": paper.kind, "expires_on": end.isoformat()})
    if paper.host == 0 and paper.kind == "insurance":
        subject, body = MAIL[host.language]
        stage.desk.documents.add(owner, [incoming(f"RE {subject}.eml", _mail(host, subject, body, file, pdf, moment))])


def _pdf(host: Host, paper: Paper, name: str, end: date) -> bytes:
    from reportlab.lib.pagesizes import letter
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1)
    canvas.setTitle(name)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(72, 700, name)
    canvas.setFont("Helvetica", 12)
    who, cover, until = LINES[host.language]
    lines = (who, cover if paper.kind == "insurance" else STANDING[host.language], until)
    for number, line in enumerate(lines):
        canvas.drawString(72, 660 - 24 * number, line.format(name=host.name, end=end.isoformat()))
    canvas.line(72, 560, 280, 560)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _mail(host: Host, subject: str, body: str, file: str, pdf: bytes, moment: datetime) -> bytes:
    person = host.people[0]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{person.given} {person.family} <office@prairie.example>"
    mail["To"] = "liaison@secretariat.example"
    mail["Subject"] = subject
    mail["Date"] = moment
    mail.set_content(body.format(given=person.given))
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=file)
    mail.set_boundary("demo-of-talented-desk")  # by itself it would be another one each time
    return mail.as_bytes()
