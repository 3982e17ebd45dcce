"""Documents on a record's page: dropped, pasted, listed, looked at, found again."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from talented_desk.bootstrap import Application
from talented_desk.services.document_files import incoming
from talented_desk.services.documents import Owner
from tests.services.test_documents import locked, mail, pdf
from tests.ui.helpers import find, press, shown, wait
from tests.ui.placement_support import Desk, add_placement, make_desk
from ui.dialogs.form_dialog import FormDialog
from ui.pages.documents.dialog import show_documents
from ui.pages.documents.place import at_document, split
from ui.pages.documents.tab import DocumentsTab
from ui.pages.documents.viewer import Viewer
from ui.pages.employer.page import EmployerPage
from ui.pages.placement import outside
from ui.pages.placement.page import PlacementPage
from ui.search import found_record
from ui.theme.theme import Theme
from ui.widgets.inputs import DateField


@pytest.fixture
def employer(desk: Application) -> Owner:
    return Owner("employer", desk.employers.add({"legal_name": "Prairie Robotics Ltd."}))


@pytest.fixture(params=["en"])
def at(desk: Application, theme: Theme, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    made = make_desk(desk, theme, tmp_path, request.param)
    yield made
    assert made.told.crashes == []
    made.close()


@pytest.fixture
def page(at: Desk, employer: Owner) -> Iterator[EmployerPage]:
    with shown(EmployerPage(at.context), 1100, 700) as page:
        page.open_record(employer.id)
        wait(lambda: page._record is not None)
        yield page


def tab(page: EmployerPage | PlacementPage) -> DocumentsTab:
    page.show_tab("documents")
    found = page._tabs.page("documents")
    assert isinstance(found, DocumentsTab)
    return found


def listed(page: EmployerPage | PlacementPage, count: int) -> DocumentsTab:
    found = tab(page)
    wait(lambda: (found.table.model().rowCount() == count and found._model.row_at(count - 1) is not None) or not count)
    return found


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag(page: QWidget, mime: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPoint(200, 200), Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, mime,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(page, event)
    return event


def drop(page: EmployerPage | PlacementPage, mime: QMimeData) -> QDropEvent:
    """Drag over the page, then let it fall on what lies over it."""
    assert drag(page, mime).isAccepted()
    veil = page._documents.ground.veil
    assert veil.isVisible() and veil.geometry() == page.rect()
    event = QDropEvent(
        QPointF(200, 200), Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, mime,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(veil, event)
    assert not veil.isVisible()
    return event


def dialog(page: QWidget, name: str) -> FormDialog:
    wait(lambda: page.window().findChild(FormDialog, name) is not None)
    return find(page.window(), FormDialog, name)


def _shows(viewer: Viewer, widget: QWidget) -> bool:
    return viewer.currentWidget() is widget


def test_dropped_anywhere_on_the_page_and_asked_for_its_last_day(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner, tmp_path: Path
) -> None:
    file = tmp_path / "COI 2026.pdf"
    file.write_bytes(pdf("Certificate of Insurance"))
    assert page._tabs.current() == "timeline"
    event = drop(page, files(file))
    assert event.dropAction() == Qt.DropAction.CopyAction  # a move would delete the file where it came from
    form = dialog(page, "document-expiry")
    (row,) = desk.documents.of(employer)
    assert (row.name, row.kind, row.expires_on) == ("COI 2026.pdf", "insurance", None)
    assert at.told.toasts == ["COI 2026.pdf was added to the documents"]
    field = find(form, DateField, "field-expires_on")
    assert field.hasFocus()
    QTest.keyClicks(field, "2027-03-31")
    press(form, "dialog-save")
    wait(lambda: desk.documents.of(employer)[0].expires_on == "2027-03-31")
    wait(lambda: find(page, QPushButton, "tab-documents").accessibleName() == "Documents  1")
    drop(page, files(file))
    wait(lambda: len(at.told.toasts) == 3)
    assert at.told.toasts[2] == "COI 2026.pdf is there already, as “COI 2026.pdf”."
    assert len(desk.documents.of(employer)) == 1


def test_the_question_for_the_last_day_may_be_left(
    page: EmployerPage, desk: Application, employer: Owner, tmp_path: Path
) -> None:
    names = ("insurance a.pdf", "insurance b.pdf")
    for name in names:
        (tmp_path / name).write_bytes(pdf(name))
    drop(page, files(*(tmp_path / name for name in names)))
    first = dialog(page, "document-expiry")
    first.reject()
    wait(lambda: any(one is not first and one.isVisible() for one in page.findChildren(FormDialog)))
    second = next(one for one in page.findChildren(FormDialog) if one is not first)
    box = find(second, QComboBox, "field-kind")
    box.setCurrentIndex(box.findData("other"))
    press(second, "dialog-save")
    wait(lambda: sorted(row.kind for row in desk.documents.of(employer)) == ["insurance", "other"])


def test_what_cannot_be_dropped_says_why(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.txt").write_text("good")
    drop(page, files(tmp_path / "folder", tmp_path / "good.txt"))
    wait(lambda: bool(at.told.banners))
    assert at.told.banners[0].startswith("folder is a folder.")
    assert [row.name for row in desk.documents.of(employer)] == ["good.txt"]
    web = QMimeData()
    web.setUrls([QUrl("imap://mail.example.ca/inbox;uid=12")])
    drop(page, web)
    assert "only its address" in at.told.banners[1]
    words = QMimeData()
    words.setText("just words")
    assert not drag(page, words).isAccepted()
    assert not page._documents.ground.veil.isVisible()


def test_a_mail_that_a_mail_program_hands_over_as_bytes(page: EmployerPage, desk: Application, employer: Owner) -> None:
    mime = QMimeData()
    mime.setData("message/rfc822", mail(certificate=pdf("Certificate of Insurance")))
    drop(page, mime)
    wait(lambda: len(desk.documents.of(employer)) == 1)
    (row,) = desk.documents.of(employer)
    assert row.kind == "mail" and row.name.startswith("Mail of 2026-11-23") and row.name.endswith(".eml")


def test_pasting_files_and_pictures(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("a")
    found = tab(page)
    found.setFocus()
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(files(tmp_path / "a.txt"))
    find(found, QPushButton, "documents-add")
    found._adding.paste()
    wait(lambda: len(desk.documents.of(employer)) == 1)
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    clipboard.setImage(picture)
    found._adding.paste()
    wait(lambda: len(desk.documents.of(employer)) == 2)
    assert desk.documents.of(employer)[0].mime == "image/png"
    assert desk.documents.of(employer)[0].name == "Picture of 2026-11-23 15.30.00.png"
    clipboard.setText("words")
    found._adding.paste()
    assert at.told.banners == [
        "There is no file and no picture to paste. Copy a file in your file manager, then paste it here."
    ]
    clipboard.clear()


@pytest.mark.parametrize("at", ["en", "fr"], indirect=True)
def test_each_type_is_shown_in_its_way(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner, tmp_path: Path
) -> None:
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    picture.save(str(tmp_path / "photo.jpg"))
    whole = pdf("one", "two")
    ids = desk.documents.add(
        employer,
        [
            incoming("a.pdf", whole),
            tmp_path / "photo.jpg",
            incoming("a.eml", mail(x=b"%PDF-")),
            incoming("a.txt", "été".encode("cp1252")),
            incoming("a.xlsx", b"PK\x03\x04"),
            incoming("locked.pdf", locked(whole)),
            incoming("damaged.pdf", whole[:80]),
            incoming("torn.gif", b"GIF89a"),
        ],
        {"kind": "other"},
    ).ids
    desk.words.finish()
    found = listed(page, 8)
    viewer = found.viewer
    for document_id, widget in zip(
        ids, (viewer.pdf, viewer.picture, viewer.mail, viewer.text, *[viewer.other] * 4), strict=True
    ):
        found.look_at(document_id)
        wait(partial(_shows, viewer, widget))
        if widget is viewer.pdf:
            wait(lambda: viewer.pdf.page_count() == 2)
        assert found.escape() and not found.escape()
    assert viewer.picture.image().width() == 40
    assert find(viewer.mail, QPlainTextEdit, "mail-body").toPlainText().startswith("Voici le document promis")
    assert viewer.text.toPlainText() == "été"
    found.look_at(ids[5])
    wait(lambda: viewer.currentWidget() is viewer.other and found._banner.isVisible())
    assert ("password" if at.context.t.language == "en" else "mot de passe") in viewer.other.text()


def test_by_keyboard_from_the_list_to_the_document_and_back(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner
) -> None:
    desk.documents.add(employer, [incoming("a.pdf", pdf("x")), incoming("b.txt", b"text to read")], {"kind": "other"})
    found = listed(page, 2)
    found.take_focus()
    assert found.table.hasFocus()
    found.table.keyboardSearch("b")
    QTest.keyClick(found.table, Qt.Key.Key_Return)
    wait(lambda: found.viewer.currentWidget() is found.viewer.text)
    assert found.viewer.text.hasFocus()
    assert split(str(page.record_id())) == (employer.id, found.looking())
    assert page.escape()
    assert found.table.hasFocus() and page.record_id() == employer.id
    assert not page.escape()
    QTest.keyClick(found.table, Qt.Key.Key_F2)
    form = dialog(page, "document-change")
    name = find(form, QLineEdit, "field-name")
    assert name.text() == "b.txt"
    name.setText("Notes")
    press(form, "dialog-save")
    wait(lambda: {row.name for row in desk.documents.of(employer)} == {"a.pdf", "Notes.txt"})
    wait(lambda: found._row() is not None and found._row().name == "Notes.txt")  # type: ignore[union-attr]
    page.window().activateWindow()
    wait(found.table.hasFocus)
    QTest.keyClick(found.table, Qt.Key.Key_Delete)
    wait(lambda: len(desk.documents.of(employer)) == 1)
    wait(lambda: at.told.toasts[-1] == "Notes.txt was deleted")
    desk.journal.undo()
    wait(lambda: found.table.model().rowCount() == 2)


def test_what_a_mail_encloses_is_kept_beside_it(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner
) -> None:
    document_id = desk.documents.add_one(employer, incoming("a.eml", mail(plan=pdf("a plan"))))
    found = listed(page, 1)
    found.look_at(document_id)
    wait(lambda: found.viewer.currentWidget() is found.viewer.mail)
    press(found, "keep-enclosed")
    wait(lambda: at.told.toasts == ["plan.pdf was added to the documents"])
    press(found, "keep-enclosed")
    wait(lambda: len(at.told.toasts) == 2)
    assert "is there already" in at.told.toasts[1]


def test_a_word_inside_leads_to_the_document_on_its_record(
    at: Desk, desk: Application, theme: Theme, employer: Owner
) -> None:
    placement = Owner("placement", add_placement(desk, employer.id))
    on_employer = desk.documents.add_one(employer, incoming("a.pdf", pdf("plesiosaurus")))
    on_placement = desk.documents.add_one(placement, incoming("b.pdf", pdf("ammonite")))
    desk.words.finish()
    (hit,) = desk.search.find("plesiosaurus")
    found = found_record(hit)
    assert found is not None and (found.page, found.record_id) == ("employer", at_document(employer.id, on_employer))
    with shown(EmployerPage(at.context), 1100, 700) as page:
        page.open_record(found.record_id)
        wait(lambda: page._tabs.current() == "documents" and tab(page).viewer.pdf.page_count() == 1)
        assert tab(page).looking() == on_employer
        page.open_record(employer.id)
        page.open_record(found.record_id)
        assert tab(page).looking() == on_employer
    (hit,) = desk.search.find("ammonite")
    found = found_record(hit)
    assert found is not None and (found.page, found.record_id) == ("placement", at_document(placement.id, on_placement))
    with shown(PlacementPage(at.context), 1100, 700) as other:
        other.open_record(found.record_id)
        wait(lambda: other._tabs.current() == "documents" and tab(other).viewer.pdf.page_count() == 1, 20000)


def test_another_record_begins_at_its_own_list(page: EmployerPage, desk: Application, employer: Owner) -> None:
    document_id = desk.documents.add_one(employer, incoming("a.txt", b"a"))
    found = listed(page, 1)
    found.look_at(document_id)
    wait(lambda: found.viewer.currentWidget() is found.viewer.text)
    empty = desk.employers.add({"legal_name": "Acme Foods"})
    page.open_record(empty)
    assert page._documents.adding.owner is None  # nothing can fall on a record that is not there yet
    wait(lambda: page._record is not None and page._record.id == empty)
    assert found.looking() == ""
    wait(lambda: found.table.model().rowCount() == 0)
    assert page._documents.commands()


def test_outside_only_a_private_copy_and_never_a_program(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def view(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr(outside, "view", view)
    good, bad = desk.documents.add(employer, [incoming("a.txt", b"a"), incoming("setup.exe", b"MZ\x00")]).ids
    found = listed(page, 2)
    found.table.go_to(bad)
    found.open_outside()
    assert at.told.banners[0].startswith("setup.exe is a program")
    found.table.go_to(good)
    found.open_outside()
    wait(lambda: len(opened) == 1)
    (copy,) = opened
    assert copy.parent == desk.paths.opened and copy.read_bytes() == b"a"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert "removed when you close" in at.told.banners[1]


def test_a_copy_is_saved_under_its_ending(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner, tmp_path: Path
) -> None:
    document_id = desk.documents.add_one(employer, incoming("a.txt", b"a"))
    found = listed(page, 1)
    found.save_as(desk.documents.get(document_id), tmp_path / "copy")
    wait(lambda: (tmp_path / "copy.txt").exists() and bool(at.told.toasts))
    found.save_as(desk.documents.get(document_id), tmp_path / "nowhere" / "copy")
    wait(lambda: bool(at.told.banners))


@pytest.mark.parametrize("at", ["en", "fr"], indirect=True)
def test_every_control_has_a_name(page: EmployerPage, at: Desk, desk: Application, employer: Owner) -> None:
    document_id = desk.documents.add_one(employer, incoming("a.eml", mail(x=b"%PDF-")))
    found = listed(page, 1)
    found.look_at(document_id)
    wait(lambda: found.viewer.currentWidget() is found.viewer.mail)
    for kind in (QPushButton, QPlainTextEdit):
        for widget in found.findChildren(kind):
            assert widget.accessibleName(), widget
    assert found.table.accessibleName()


def test_a_document_on_the_timeline_leads_to_its_tab(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner
) -> None:
    document_id = desk.documents.add_one(employer, incoming("a.txt", b"a"))
    timeline = page._tabs.page("timeline")
    assert timeline is not None
    wait(lambda: any(entry.kind == "document" for entry in timeline._list.lines()))  # type: ignore[attr-defined]
    entry = timeline._list.lines()[0]  # type: ignore[attr-defined]
    assert entry.title == "Other document: a.txt"
    timeline._open(entry)  # type: ignore[attr-defined]
    assert at.went == [("employer", at_document(employer.id, document_id))]


def test_records_without_a_tab_have_a_window_for_their_documents(
    page: EmployerPage, at: Desk, desk: Application, employer: Owner, tmp_path: Path
) -> None:
    contact = Owner("contact", desk.contacts.add({"given_name": "Dana", "family_name": "Whitford"}, employer.id))
    (tmp_path / "card.txt").write_text("card")
    dialog_ = show_documents(at.context, "contact", contact.id, "Dana Whitford", page)
    wait(dialog_.isVisible)
    assert drag(dialog_, files(tmp_path / "card.txt")).isAccepted()
    assert dialog_.ground.veil.accessibleName() == "Drop here to add to the documents of Dana Whitford"
    dialog_.adding.take(files(tmp_path / "card.txt"))
    wait(lambda: dialog_.documents.table.model().rowCount() == 1)
    (row,) = desk.documents.of(contact)
    assert [one.id for one in desk.documents.of(employer)] == [row.id]
    dialog_.documents.look_at(row.id)
    wait(lambda: dialog_.documents.viewer.currentWidget() is dialog_.documents.viewer.text)
    QTest.keyClick(dialog_, Qt.Key.Key_Escape)
    assert dialog_.isVisible() and dialog_.documents.looking() == ""
    QTest.keyClick(dialog_, Qt.Key.Key_Escape)
    assert not dialog_.isVisible()


def test_an_institutions_document_leads_to_the_institution(desk: Application) -> None:
    institution = desk.institutions.all()[0]
    desk.documents.add_one(Owner("institution", institution.id), incoming("protocole.txt", b"plesiosaurus"))
    desk.words.finish()
    (hit,) = desk.search.find("plesiosaurus")
    found = found_record(hit)
    assert found is not None and (found.page, found.record_id) == ("institutions", institution.id)
