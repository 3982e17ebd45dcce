"""One placement's page: facts edited in place, gaps mended, the package made, shown, saved, printed and opened."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from talented_desk.bootstrap import Application
from talented_desk.errors import Cancelled
from talented_desk.jobs import Task
from talented_desk.packages.documents import DOCUMENTS
from tests.ui.helpers import find, open_window, press, shown, wait
from tests.ui.placement_support import Desk, add_employer, add_placement, make_desk
from ui.pages.placement import outside
from ui.pages.placement.facts import FactsTab
from ui.pages.placement.form import NewPlacement
from ui.pages.placement.groups import LEFT, RIGHT, mended_at
from ui.pages.placement.links import LinkRow
from ui.pages.placement.package import PackageTab
from ui.pages.placement.page import PlacementPage
from ui.pages.placement.printing import print_pdf, printer_for
from ui.pages.placement.record import load
from ui.theme.theme import Theme
from ui.widgets.fact_row import FactRow
from ui.widgets.messages import Banner
from ui.widgets.pdf_view import PdfView
from ui.widgets.table import DataTable


@pytest.fixture
def ui_desk(desk: Application, theme: Theme, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(desk, theme, tmp_path)
    yield made
    assert made.told.crashes == []
    desk.jobs.close()
    made.close()


@pytest.fixture
def placement(desk: Application) -> str:
    employer = add_employer(desk, language="fr")
    return add_placement(
        desk,
        employer,
        worksite_id=desk.employers.get(employer).worksites[0].id,
        institution_id=desk.institutions.all()[0].id,
        hours_per_week=3750,
    )


@pytest.fixture
def page(ui_desk: Desk, placement: str) -> Iterator[PlacementPage]:
    made = PlacementPage(ui_desk.context)
    made.open_record(placement)
    with shown(made, 1166, 700):
        wait(lambda: bool(made.commands()))
        yield made


def fact(page: QWidget, key: str) -> FactRow:
    return find(page, FactRow, f"fact-{key}")


def edit(page: QWidget, key: str, typed: str) -> None:
    row = fact(page, key)
    row.start()
    editor = row.editor()
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(typed))
        assert editor.currentData() == typed
    else:
        assert isinstance(editor, QLineEdit)
        editor.setText(typed)
    row.commit()


def tab(page: PlacementPage) -> PackageTab:
    page.show_tab("package")
    return next(one for one in page.findChildren(PackageTab))


def generated(page: PlacementPage) -> PackageTab:
    package = tab(page)
    page.commands()["package.generate"]()
    wait(lambda: package.shown() is not None, 30_000)
    shown_now = package.shown()
    assert shown_now is not None
    count = len(PdfReader(BytesIO(shown_now.pdf)).pages)
    wait(lambda: package.preview().page_count() == count, 30_000)
    return package


# -- facts --------------------------------------------------------------------------------------------------


def test_a_fact_is_typed_in_the_habit_of_the_officer_and_undone(
    page: PlacementPage, desk: Application, placement: str, ui_desk: Desk
) -> None:
    assert fact(page, "placement.hours_per_week").value() == "37.5"
    edit(page, "placement.hours_per_week", "35,25")
    wait(lambda: desk.placements.get(placement).values["hours_per_week"] == 3525)
    wait(lambda: fact(page, "placement.hours_per_week").value() == "35.25")
    desk.journal.undo()
    wait(lambda: fact(page, "placement.hours_per_week").value() == "37.5")


def test_a_refused_value_stays_where_it_was_typed_with_the_reason(page: PlacementPage, ui_desk: Desk) -> None:
    edit(page, "placement.hours_per_week", "375")
    row = fact(page, "placement.hours_per_week")
    editor = row.editor()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "375"
    assert any("84 hours" in one.text() for one in row.findChildren(QLabel))


def test_a_pay_basis_waits_for_its_rate_and_both_are_saved_together(
    page: PlacementPage, desk: Application, placement: str
) -> None:
    edit(page, "placement.pay_basis", "paid")
    rate = fact(page, "placement.pay_rate_cents")
    wait(lambda: rate.editor() is not None)
    assert desk.placements.get(placement).values["pay_basis"] == ""
    editor = rate.editor()
    assert isinstance(editor, QLineEdit)
    editor.setText("22.50")
    rate.commit()
    wait(lambda: desk.placements.get(placement).values["pay_basis"] == "paid")
    assert desk.placements.get(placement).values["pay_rate_cents"] == 2250
    wait(lambda: fact(page, "placement.pay_basis").value() == "paid")


def test_the_basis_for_unpaid_work_shows_only_where_it_applies(
    page: PlacementPage, desk: Application, placement: str
) -> None:
    assert not fact(page, "placement.unpaid_basis").isVisible()
    desk.placements.edit(placement, {"pay_basis": "unpaid", "unpaid_basis": "off_campus"})
    wait(fact(page, "placement.unpaid_basis").isVisible)
    assert not fact(page, "placement.pay_rate_cents").isVisible()


def test_facts_of_the_worksite_supervisor_and_institution_are_edited_here_too(
    page: PlacementPage, desk: Application, placement: str
) -> None:
    values = desk.placements.get(placement).values
    assert not fact(page, "supervisor.phone").isVisible()
    edit(page, "worksite.safety_contact", "Luc Roy")
    edit(page, "institution.coordinator_name", "Dana Whitford")
    wait(lambda: desk.institutions.get(str(values["institution_id"])).coordinator_name == "Dana Whitford")
    assert desk.employers.worksite(str(values["worksite_id"])).safety_contact == "Luc Roy"
    person = desk.contacts.add({"family_name": "Gagné"}, str(values["employer_id"]), {"role": "supervisor"})
    wait(lambda: person in [code for code, _ in fact(page, "placement.supervisor_id")._choices])
    edit(page, "placement.supervisor_id", person)
    wait(fact(page, "supervisor.phone").isVisible)
    edit(page, "supervisor.phone", "403 555 0188")
    wait(lambda: desk.contacts.get(person).phone == "403 555 0188")


def test_unusual_terms_stand_above_the_facts(page: PlacementPage, desk: Application, placement: str) -> None:
    banner = find(page, Banner, "placement-warnings")
    assert not banner.isVisible()
    desk.placements.edit(placement, {"wil_type": "COOP", "hours_per_week": 1000})
    wait(banner.isVisible)
    assert "usually full-time" in banner.text()


# -- what is missing ----------------------------------------------------------------------------------------


def test_every_need_of_every_document_has_a_place_that_mends_it(desk: Application, placement: str) -> None:
    facts = {key for group in (*LEFT, *RIGHT) for key in group.facts}
    view = load(desk, placement)
    fields = {need.field for document in DOCUMENTS for need in document.needs} | {"placement.end"}
    for field in fields:
        place = mended_at(field, view)
        assert place in facts or (not place and field.startswith("officer.")), field


def test_a_gap_leads_to_the_fact_that_fills_it_and_goes_when_it_is_filled(
    page: PlacementPage, desk: Application, placement: str
) -> None:
    tab(page)
    press_link(page, "gap-worksite.safety_contact")
    row = fact(page, "worksite.safety_contact")
    editor = row.editor()
    assert isinstance(editor, QLineEdit)
    assert page.focusWidget() is editor
    editor.setText("Luc Roy")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait(lambda: "worksite.safety_contact" not in {gap.field for gap in desk.packages.gaps(placement)})
    tab(page)
    wait(lambda: page.findChild(LinkRow, "gap-worksite.safety_contact") is None)


def test_a_gap_of_a_record_that_is_not_chosen_leads_to_the_choice(page: PlacementPage, ui_desk: Desk) -> None:
    tab(page)
    press_link(page, "gap-supervisor.name")
    assert isinstance(fact(page, "placement.supervisor_id").editor(), QComboBox)
    tab(page)
    press_link(page, "gap-officer.phone")
    assert ui_desk.went == [("settings", None)]


def press_link(page: PlacementPage, name: str) -> None:
    wait(lambda: page.findChild(LinkRow, name) is not None)
    row = find(page, LinkRow, name)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(30, row.height() // 2))


# -- the package --------------------------------------------------------------------------------------------


def test_a_package_is_made_kept_and_looked_at_in_the_employers_language(
    page: PlacementPage, desk: Application, placement: str, ui_desk: Desk
) -> None:
    package = generated(page)
    (kept,) = desk.packages.of_placement(placement)
    assert kept.language == "fr"
    seen = package.shown()
    assert seen is not None
    assert seen.pdf == desk.packages.pdf(kept.id)
    assert ui_desk.told.toasts == ["The package is kept; 4 needed facts are blank lines in it"]
    assert {"package.save", "package.print", "package.open"} <= page.commands().keys()
    wait(lambda: page.findChild(LinkRow, f"package-{kept.id}") is not None)
    desk.journal.undo()
    wait(lambda: package.shown() is None)
    assert "package.save" not in page.commands()


def test_an_earlier_package_is_looked_at_again(page: PlacementPage, desk: Application, placement: str) -> None:
    english = desk.packages.generate(placement, "en")
    package = generated(page)
    wait(lambda: page.findChild(LinkRow, f"package-{english}") is not None)
    press_link(page, f"package-{english}")
    wait(lambda: (now := package.shown()) is not None and now.id == english)
    pages = desk.packages.get(english).pages
    wait(lambda: package.preview().page_count() == pages, 30_000)


def test_a_package_that_is_no_longer_true_says_so(page: PlacementPage, desk: Application, placement: str) -> None:
    package = generated(page)
    old = find(page, Banner, "package-outdated")
    assert not old.isVisible()
    desk.placements.edit(placement, {"program": "Culinary arts"})
    wait(old.isVisible)
    page.commands()["package.generate"]()
    wait(lambda: len(desk.packages.of_placement(placement)) == 2, 30_000)
    wait(lambda: not old.isVisible())
    assert package.shown() is not None


def test_cancel_keeps_nothing(page: PlacementPage, desk: Application, placement: str, ui_desk: Desk) -> None:
    package = tab(page)
    page.commands()["package.generate"]()
    assert "package.generate" not in page.commands()
    package.cancel()
    assert "package.generate" in page.commands()
    done: list[object] = []
    ui_desk.context.jobs.write(page, lambda task: None, done.append)
    wait(lambda: bool(done))
    assert desk.packages.of_placement(placement) == ()
    assert ui_desk.told.toasts == ["Cancelled. No package was kept."]


def test_the_preview_shows_the_first_page_in_its_own_size(page: PlacementPage) -> None:
    view = find(generated(page), PdfView, "package-preview")
    assert view.current_page() == 0
    view.set_zoom(1.0)
    assert 800 <= view._sheets.places[0].width() <= 820  # 8.5 inches at 96 dots


def test_save_writes_the_same_bytes_where_one_says(
    page: PlacementPage, desk: Application, placement: str, tmp_path: Path, ui_desk: Desk
) -> None:
    package = generated(page)
    ui_desk.context.state.set("packages.folder", str(tmp_path))
    page.commands()["package.save"]()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible())
    assert dialog.selectedFiles()[0].endswith(".pdf")
    assert "Zoé Tremblay" in dialog.selectedFiles()[0]
    dialog.selectFile(str(tmp_path / "trousse"))
    dialog.accept()
    wait(lambda: (tmp_path / "trousse.pdf").exists())
    seen = package.shown()
    assert seen is not None
    assert (tmp_path / "trousse.pdf").read_bytes() == seen.pdf
    wait(lambda: any("trousse.pdf" in toast for toast in ui_desk.told.toasts))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(outside.NotSaved) as told:
        outside.save(tmp_path / "gone" / "a.pdf", b"%PDF")
    assert "a.pdf could not be saved" in str(told.value)
    assert outside.save(tmp_path / "a", b"%PDF").name == "a.pdf"
    assert [item.name for item in tmp_path.iterdir() if item.name.startswith(".")] == []


def test_open_in_a_viewer_tells_of_the_readable_copy(
    page: PlacementPage, desk: Application, ui_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[Path] = []

    def view(path: Path) -> bool:
        handed.append(path)
        return len(handed) == 1

    monkeypatch.setattr(outside, "view", view)
    package = generated(page)
    seen = package.shown()
    assert seen is not None
    press(page, "package.open")
    wait(lambda: len(ui_desk.told.banners) == 1)
    assert handed[0].parent == desk.paths.opened
    assert handed[0].read_bytes() == seen.pdf
    assert handed[0].stat().st_mode & 0o077 == 0
    assert str(desk.paths.opened) in ui_desk.told.banners[0]
    press(page, "package.open")
    wait(lambda: len(ui_desk.told.banners) == 2)
    assert ui_desk.told.banners[1].startswith("No program")


def test_printing_to_a_file_gives_each_page_on_its_paper(
    page: PlacementPage, desk: Application, placement: str, tmp_path: Path
) -> None:
    pdf = desk.packages.pdf(desk.packages.generate(placement, "en"))
    source = PdfReader(BytesIO(pdf))
    printer = printer_for("Package")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(2, 3)
    assert print_pdf(printer, pdf, Task()) == 2
    printed = PdfReader(tmp_path / "printed.pdf")
    assert len(printed.pages) == 2
    for page_printed in printed.pages:
        assert abs(float(page_printed.mediabox.width) - float(source.pages[0].mediabox.width)) < 2
        assert abs(float(page_printed.mediabox.height) - float(source.pages[0].mediabox.height)) < 2
        assert len(page_printed.images) == 1


def test_a_cancelled_print_leaves_no_file(desk: Application, placement: str, tmp_path: Path, page: QWidget) -> None:
    pdf = desk.packages.pdf(desk.packages.generate(placement, "en"))
    printer = printer_for("Package")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    task = Task(lambda progress: task.cancel() if progress.done == 1 else None)
    with pytest.raises(Cancelled):
        print_pdf(printer, pdf, task)
    assert not (tmp_path / "printed.pdf").exists()


def test_the_print_dialog_prints_what_is_shown(page: PlacementPage, tmp_path: Path, ui_desk: Desk) -> None:
    package = generated(page)
    ui_desk.context.state.set("packages.folder", str(tmp_path))
    page.commands()["package.print"]()
    dialog = next(
        one for one in QApplication.topLevelWidgets() if type(one).__name__ == "QPrintDialog" and one.isVisible()
    )
    assert isinstance(dialog, QDialog)
    file_name = find(dialog, QLineEdit, "filename")
    assert Path(file_name.text()).parent == tmp_path
    assert "Zoé Tremblay" in file_name.text()
    file_name.setText(str(tmp_path / "printed.pdf"))
    dialog.accept()
    wait(lambda: f"Saved as {tmp_path / 'printed.pdf'}" in ui_desk.told.toasts, 60_000)
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == package.preview().page_count()


# -- the page -----------------------------------------------------------------------------------------------


def test_a_placement_that_is_gone_leads_back_to_the_list(
    page: PlacementPage, desk: Application, placement: str, ui_desk: Desk
) -> None:
    page.commands()["placement.delete"]()
    wait(lambda: ("placements", None) in ui_desk.went)
    assert desk.placements.all() == []


def test_new_opens_the_form_and_saving_goes_to_the_placement(
    page: PlacementPage, desk: Application, placement: str, ui_desk: Desk
) -> None:
    employer = str(desk.placements.get(placement).values["employer_id"])
    page.open_record(f"new:{employer}")
    assert page.record_id() == f"new:{employer}"
    assert dict(page.commands()) == {}
    press(page, "leave-placement")
    assert ui_desk.went == [("placements", None)]
    page.open_record(placement)
    wait(lambda: bool(page.commands()))
    assert page.findChild(FactsTab) is not None


@pytest.mark.parametrize(("width", "height"), [(1166, 700), (620, 560)])
def test_nothing_forces_the_window_wider(page: PlacementPage, width: int, height: int) -> None:
    page.resize(width, height)
    for name in ("facts", "package", "history"):
        page.show_tab(name)
        assert page.minimumSizeHint().width() <= 620, name
    page.open_record("new:")
    form = page.findChild(NewPlacement)
    assert form is not None
    assert form.minimumSizeHint().width() <= 620


def test_every_control_has_a_name(page: PlacementPage) -> None:
    generated(page)
    page.show_tab("facts")
    nameless = [
        f"{type(one).__name__} {one.objectName()}"
        for one in page.findChildren(QWidget)
        if isinstance(one, (QPushButton, QLineEdit, QComboBox, FactRow))
        and not one.accessibleName()
        and not (isinstance(one, QPushButton) and one.text())
    ]
    assert nameless == []


# -- in the window ------------------------------------------------------------------------------------------


def test_in_the_window_the_package_is_made_by_shortcut_and_esc_leads_to_the_list(
    application: QApplication, desk: Application, placement: str
) -> None:
    with open_window(application, desk, "placements") as window:
        stack = window.shell.stack
        wait(lambda: isinstance(window.focusWidget(), DataTable))
        window.navigate("placement", placement)
        wait(window.hub.action("package.generate").isEnabled)
        QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        wait(lambda: len(desk.packages.of_placement(placement)) == 1, 30_000)
        wait(window.hub.action("package.save").isEnabled, 30_000)
        desk.settings.set("language", "fr")
        wait(lambda: window.t.language == "fr" and stack is not window.shell.stack)
        page = window.shell.stack.page()
        assert isinstance(page, PlacementPage)
        assert page.place() == {"tab": "package"}
        wait(window.hub.action("package.save").isEnabled, 30_000)
        QTest.keyClick(window, Qt.Key.Key_Escape)
        wait(lambda: window.shell.stack.page_id() == "placements")
        window.hub.run("placement.new")
        assert window.shell.stack.page_id() == "placement"
        wait(lambda: window.findChild(NewPlacement) is not None)
        QTest.keyClick(window, Qt.Key.Key_Escape)
        wait(lambda: window.shell.stack.page_id() == "placements")
