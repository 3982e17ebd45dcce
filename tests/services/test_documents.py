"""Documents on records: their bytes once, their words findable, nothing lost and nothing doubled."""

from __future__ import annotations

import os
import resource
import signal
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from db import dump
from db.errors import DiskFull
from db.search import rebuild
from talented_desk.bootstrap import Application, open_application
from talented_desk.domain import documents as rules
from talented_desk.errors import Cancelled, Invalid, NotFound
from talented_desk.jobs import Progress, Task
from talented_desk.paths import WorkspacePaths
from talented_desk.security.keys import SystemKeyring
from talented_desk.security.restore import restore
from talented_desk.services import document_files as files
from talented_desk.services.document_files import incoming
from talented_desk.services.document_words import TRIES, TRYING
from talented_desk.services.documents import Owner, ThereAlready


def pdf(*pages: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for words in pages:
        canvas.drawString(72, 720, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def locked(data: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user="secret", owner="other"))
    return out.getvalue()


def mail(**attached: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Certificat d’assurance pour l’été"
    message["From"] = "Renée Bélanger <renee@example.ca>"
    message["To"] = "maya@example.ca"
    message["Date"] = "Mon, 02 Nov 2026 09:15:00 -0700"
    message.set_content("Voici le document promis, plesiosaurus compris.\n")
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    return message.as_bytes()


PASSPHRASE = "a quiet place by the river"


@pytest.fixture
def employer(desk: Application) -> Owner:
    return Owner("employer", desk.employers.add({"legal_name": "Prairie Robotics Ltd."}))


@pytest.fixture
def other(desk: Application) -> Owner:
    return Owner("employer", desk.employers.add({"legal_name": "Acme Foods"}))


def contents(desk: Application) -> int:
    with desk.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM content").scalar_one())


def found(desk: Application, typed: str) -> list[str]:
    desk.words.finish()
    return [hit.title for hit in desk.search.find(typed) if hit.kind == "document"]


def test_a_file_comes_back_as_it_went_in(desk: Application, employer: Owner, tmp_path: Path) -> None:
    file = tmp_path / "COI Prairie 2026.pdf"
    file.write_bytes(pdf("Certificate of Insurance"))
    document_id = desk.documents.add_one(employer, file, {"expires_on": "2027-03-31", "notes": "from the broker"})
    (row,) = desk.documents.of(employer)
    assert (row.id, row.kind, row.name, row.mime) == (document_id, "insurance", "COI Prairie 2026.pdf", rules.PDF)
    assert (row.expires_on, row.notes, row.officer, row.where) == (
        "2027-03-31", "from the broker", "Maya Boucher", "Prairie Robotics Ltd.",
    )  # fmt: skip
    assert desk.documents.data(document_id) == file.read_bytes()
    saved = desk.documents.save(document_id, tmp_path / "copy.pdf")
    assert saved.read_bytes() == file.read_bytes()
    with pytest.raises(files.FileThere):
        desk.documents.save(document_id, tmp_path)


def test_the_kind_is_read_from_the_first_page_where_the_name_says_nothing(desk: Application, employer: Owner) -> None:
    desk.documents.add(employer, [incoming("scan0001.pdf", pdf("WCB Alberta", "Clearance Letter"))])
    desk.documents.add(employer, [incoming("scan0002.pdf", pdf("nothing", "to", "insurance on page three"))])
    assert [row.kind for row in desk.documents.of(employer)] == ["other", "wcb_clearance"]


def test_the_same_file_twice_on_one_record_says_so(desk: Application, employer: Owner) -> None:
    data = pdf("one")
    desk.documents.add_one(employer, incoming("one.pdf", data))
    with pytest.raises(ThereAlready) as refused:
        desk.documents.add_one(employer, incoming("renamed.pdf", data))
    assert refused.value.fields == {"name": "renamed.pdf", "known": "one.pdf"}
    added = desk.documents.add(employer, [incoming("a.txt", b"x"), incoming("b.txt", b"x")])
    assert (len(added.ids), len(added.there)) == (1, 1)
    assert len(desk.documents.of(employer)) == 2


def test_two_records_share_the_bytes_and_deleting_on_one_keeps_the_other(
    desk: Application, employer: Owner, other: Owner
) -> None:
    data = pdf("shared plesiosaurus")
    first = desk.documents.add_one(employer, incoming("a.pdf", data))
    second = desk.documents.add_one(other, incoming("b.pdf", data))
    assert contents(desk) == 1
    assert sorted(found(desk, "plesiosaurus")) == ["a.pdf", "b.pdf"]
    desk.documents.delete([first])
    assert found(desk, "plesiosaurus") == ["b.pdf"]
    assert desk.documents.data(second) == data
    desk.documents.delete([second])
    assert found(desk, "plesiosaurus") == []
    desk.journal.undo()
    desk.journal.undo()
    assert desk.documents.data(first) == desk.documents.data(second) == data
    assert sorted(found(desk, "plesiosaurus")) == ["a.pdf", "b.pdf"]
    desk.journal.redo()
    with pytest.raises(NotFound):
        desk.documents.data(first)


def test_one_drop_is_one_step_back_and_forth(desk: Application, employer: Owner, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    desk.documents.add(employer, [tmp_path / "a.txt", tmp_path / "b.txt"])
    desk.journal.undo()
    assert desk.documents.of(employer) == ()
    desk.journal.redo()
    assert [row.name for row in desk.documents.of(employer)] == ["b.txt", "a.txt"]
    assert found(desk, "b txt") == ["b.txt"]


def test_what_cannot_be_kept_says_why_and_holds_nothing_up(desk: Application, employer: Owner, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").touch()
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large.bin").open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "good.txt").write_text("good")
    names = ("folder", "empty.txt", "pipe", "large.bin", "gone.txt", "dangling", "good.txt")
    added = desk.documents.add(employer, [tmp_path / name for name in names])
    assert [type(error) for error in added.refused] == [
        files.FolderGiven, rules.DocumentEmpty, files.NoFile, rules.DocumentTooLarge, files.FileGone, files.FileGone,
    ]  # fmt: skip
    assert str(added.refused[3]).startswith("large.bin is 200 MB large; a document here may have at most 100 MB.")
    assert [row.name for row in desk.documents.of(employer)] == ["good.txt"]


def test_a_file_that_the_system_refuses_to_read(desk: Application, employer: Owner, tmp_path: Path) -> None:
    (error,) = desk.documents.add(employer, [tmp_path / ("x" * 300)]).refused  # refused for root too
    assert isinstance(error, files.FileUnreadable)
    assert str(error).endswith("could not be read: File name too long.")


def test_a_file_that_changes_while_read(desk: Application, employer: Owner, tmp_path: Path) -> None:
    file = tmp_path / "growing.csv"
    file.write_text("a,b\n")

    def grow(progress: Progress) -> None:
        with file.open("a") as stream:
            stream.write("more\n")

    (error,) = desk.documents.add(employer, [file], task=Task(grow)).refused
    assert isinstance(error, files.FileChanging)
    changes = iter((grow,))

    def once(progress: Progress) -> None:
        for change in changes:
            change(progress)

    (document_id,) = desk.documents.add(employer, [file], task=Task(once)).ids
    assert desk.documents.data(document_id) == file.read_bytes()


def test_a_cancelled_drop_leaves_nothing(desk: Application, employer: Owner, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)

    def stop(progress: Progress) -> None:
        if contents(desk):
            task.cancel()

    task = Task(stop)
    with pytest.raises(Cancelled):
        desk.documents.add(employer, [tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "a.txt"], task=task)
    assert desk.documents.of(employer) == ()
    assert contents(desk) == 0


def test_damaged_and_locked_pdfs_are_kept_and_their_words_are_not_searched(desk: Application, employer: Owner) -> None:
    whole = pdf("plesiosaurus")
    desk.documents.add(
        employer,
        [incoming("locked.pdf", locked(whole)), incoming("damaged.pdf", whole[:90]), incoming("ok.pdf", whole)],
    )
    desk.words.finish()
    assert {row.name: row.words for row in desk.documents.of(employer)} == {
        "locked.pdf": "none", "damaged.pdf": "none", "ok.pdf": "read",
    }  # fmt: skip
    assert found(desk, "plesiosaurus") == ["ok.pdf"]
    assert found(desk, "damaged") == ["damaged.pdf"]


def test_mails_are_searched_and_what_they_enclose_can_be_kept(desk: Application, employer: Owner) -> None:
    data = mail(certificate=pdf("Certificate of Insurance"), empty=b"")
    document_id = desk.documents.add_one(employer, incoming("RE_ promise.eml", data))
    assert desk.documents.get(document_id).kind == "mail"
    for typed in ("plesiosaurus", "belanger", "ete", "certificate"):
        assert found(desk, typed) == ["RE_ promise.eml"]
    added = desk.documents.keep_enclosed(document_id)
    assert [desk.documents.get(one).kind for one in added.ids] == ["insurance"]
    assert len(desk.documents.keep_enclosed(document_id).there) == 1


def test_reading_words_goes_on_after_the_program_ended(
    desk: Application, employer: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.words.stop()  # as if it had ended right after the document was added
    desk.documents.add(employer, [incoming("a.pdf", pdf("plesiosaurus"))])
    assert [hit.title for hit in desk.search.find("plesiosaurus")] == []
    assert [row.words for row in desk.documents.of(employer)] == ["waiting"]
    paths, clock = desk.paths, desk.clock
    desk.close()
    with open_application(WorkspacePaths(paths.root), clock=clock) as again:
        assert found(again, "plesiosaurus") == ["a.pdf"]
        with again.database.scratch() as connection:
            rebuild(connection)
        assert found(again, "plesiosaurus") == ["a.pdf"]


def test_a_file_that_ends_the_program_is_not_read_for_ever(desk: Application, employer: Owner) -> None:
    desk.words.stop()
    desk.documents.add(employer, [incoming("bad.pdf", pdf("plesiosaurus")), incoming("good.pdf", pdf("good ammonite"))])
    bad = next(row for row in desk.documents.of(employer) if row.name == "bad.pdf")
    with desk.database.scratch() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES (?, ?)", (TRYING, f"{bad.sha256} {TRIES}"))
    desk.close()
    with open_application(WorkspacePaths(desk.paths.root), clock=desk.clock) as again:
        assert found(again, "ammonite") == ["good.pdf"]
        assert again.documents.get(bad.id).words == "none"


def test_edits_are_checked_and_keep_the_ending(desk: Application, employer: Owner) -> None:
    document_id = desk.documents.add_one(employer, incoming("scan.pdf", pdf("x")))
    desk.documents.edit(document_id, {"name": "Certificate 2026", "kind": "insurance", "expires_on": "2026-12-01"})
    row = desk.documents.get(document_id)
    assert (row.name, row.kind, row.expires_on) == ("Certificate 2026.pdf", "insurance", "2026-12-01")
    for values in ({"name": "  "}, {"kind": "nonsense"}, {"expires_on": "soon"}, {"sha256": "x"}):
        with pytest.raises(Invalid) as refused:
            desk.documents.edit(document_id, values)
        assert list(refused.value.problems) == list(values)
    desk.journal.undo()
    assert desk.documents.get(document_id).name == "scan.pdf"
    assert [row.id for row in desk.documents.expiring("2027-01-01")] == []


def test_an_employer_shows_what_is_on_its_people_and_placements(desk: Application, employer: Owner) -> None:
    contact = desk.contacts.add({"given_name": "Dana", "family_name": "Whitford"}, employer.id)
    placement = desk.placements.add(
        {
            "employer_id": employer.id,
            "student_name": "Zoé Tremblay",
            "title": "Baker",
            "starts_on": "2026-09-08",
            "ends_on": "2026-12-18",
        }
    )
    desk.documents.add(Owner("contact", contact), [incoming("card.txt", b"card")])
    desk.documents.add(Owner("placement", placement), [incoming("plan.txt", b"plan")])
    assert [(row.owner, row.where) for row in desk.documents.of(employer)] == [
        ("placement", "Zoé Tremblay"), ("contact", "Dana Whitford"),
    ]  # fmt: skip
    assert desk.documents.of(employer, own=True) == ()
    (hit,) = desk.search.find("plan txt", kinds=["document"])
    assert (hit.owner, hit.owner_id, hit.employer_id, hit.subtitle) == (
        "placement", placement, employer.id, "Zoé Tremblay",
    )  # fmt: skip
    timeline = [(row.kind, row.title, row.body) for row in desk.sessions.timeline(employer.id, 10, None)]
    assert ("document", "plan.txt", "Zoé Tremblay") in timeline and (
        "document",
        "card.txt",
        "Dana Whitford",
    ) in timeline
    desk.employers.delete([employer.id])
    assert desk.search.find("plan txt", kinds=["document"]) == ()
    desk.journal.undo()
    assert len(desk.documents.of(employer)) == 2


def test_a_record_that_is_gone(desk: Application) -> None:
    with pytest.raises(NotFound):
        desk.documents.add(Owner("employer", "0" * 36), [incoming("a.txt", b"a")])
    assert contents(desk) == 0


def test_backup_restore_and_the_business_dump_have_the_documents(
    desk: Application, employer: Owner, tmp_path: Path
) -> None:
    document_id = desk.documents.add_one(employer, incoming("a.pdf", pdf("plesiosaurus")))
    desk.words.finish()
    with desk.database.read() as connection:
        before = list(dump.business(connection))
    assert any('"table": "attachment"' in line and '"a.pdf"' in line for line in before)
    made = desk.vault.back_up(tmp_path / "all.deskbackup", passphrase=PASSPHRASE)
    desk.documents.delete([document_id])
    desk.close()
    restore(desk.paths, SystemKeyring(), made.path, desk.clock, lambda new: PASSPHRASE)
    with open_application(desk.paths, clock=desk.clock) as again:
        assert again.documents.data(document_id) == pdf("plesiosaurus")
        assert found(again, "plesiosaurus") == ["a.pdf"]
        with again.database.read() as connection:
            assert list(dump.business(connection)) == before


def test_a_full_disk_keeps_nothing_and_says_so(desk: Application, employer: Owner, tmp_path: Path) -> None:
    (tmp_path / "big.bin").write_bytes(os.urandom(8 << 20))
    with desk.database.scratch() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 40}")
    with pytest.raises(DiskFull):
        desk.documents.add(employer, [tmp_path / "big.bin"])
    with desk.database.scratch() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000000")
    assert desk.documents.of(employer) == () and contents(desk) == 0
    assert len(desk.documents.add(employer, [tmp_path / "big.bin"]).ids) == 1


def test_a_copy_is_written_whole_or_not_at_all(desk: Application, employer: Owner, tmp_path: Path) -> None:
    document_id = desk.documents.add_one(employer, incoming("a.txt", b"a" * 100_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(DiskFull):
            desk.documents.save(document_id, tmp_path / "copy.txt")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert sorted(file.name for file in tmp_path.glob("*copy*")) == []
    with pytest.raises(files.FileNotWritten):
        desk.documents.save(document_id, tmp_path / "nowhere" / "copy.txt")
