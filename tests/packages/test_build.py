"""Whole packages, parsed back: contents, links, bookmarks, page numbers, metadata, bytes."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pikepdf
import pypdf
import pypdfium2 as pdfium
import pytest

from talented_desk.errors import Cancelled
from talented_desk.jobs import Progress, Task
from talented_desk.packages.documents import DOCUMENTS
from talented_desk.packages.engine import NothingToBuild, build
from talented_desk.packages.model import BuiltPackage, Languages, Options, PackageInput
from tests.packages.samples import COMPLETE, EMPTY, LONG, UGLY, made

LANGUAGES: tuple[Languages, ...] = ("en", "fr", "both")


def parsed(built: BuiltPackage) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(built.pdf))


@contextmanager
def pdfium_page(pdf: bytes, index: int) -> Iterator[Any]:
    document = pdfium.PdfDocument(pdf)
    page = document[index]
    text = page.get_textpage()
    yield text
    text.close()
    page.close()
    document.close()


def texts(built: BuiltPackage) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in parsed(built).pages]


@pytest.mark.parametrize("data", [COMPLETE, EMPTY, UGLY], ids=["complete", "empty", "ugly"])
@pytest.mark.parametrize("languages", LANGUAGES)
def test_every_input_gives_a_sound_file(data: PackageInput, languages: Languages) -> None:
    built = made(data, languages)
    with pikepdf.open(io.BytesIO(built.pdf)) as pdf:
        assert pdf.check_pdf_syntax() == []
    pages = texts(built)
    assert len(pages) == built.pages
    assert hashlib.sha256(built.pdf).hexdigest() == built.sha256
    word = {"en": r"Page (\d+) of (\d+)", "fr": r"Page (\d+) de (\d+)", "both": r"Page (\d+) (?:of|de) (\d+)"}
    found = [re.findall(word[languages], page)[-1] for page in pages]
    assert found == [(str(n), str(built.pages)) for n in range(1, built.pages + 1)]


@pytest.mark.parametrize("languages", LANGUAGES)
def test_documents_stand_where_the_package_says(languages: Languages) -> None:
    built = made(COMPLETE, languages)
    expected = [(k.code, lang) for lang in Options(languages).each_language() for k in DOCUMENTS]
    assert [(entry.code, entry.language) for entry in built.documents] == expected
    page = 2
    pages = texts(built)
    for entry in built.documents:
        assert entry.first_page == page
        assert entry.title in pages[page - 1]
        page += entry.pages
    assert page == built.pages + 1


def test_the_contents_name_the_right_pages_and_lead_there() -> None:
    built = made(COMPLETE, "both")
    reader = parsed(built)
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1) if page.indirect_reference}
    notes = [cast(Any, note).get_object() for note in cast("list[Any]", reader.pages[0]["/Annots"])]
    led = [numbers[note["/Dest"][0].idnum] for note in notes]
    assert led == [entry.first_page for entry in built.documents]
    with pdfium_page(built.pdf, 0) as page:
        rows = [page.get_text_bounded(*(float(edge) for edge in note["/Rect"])) for note in notes]
    assert ["".join(row.split()) for row in rows] == [
        entry.title.replace(" ", "") + str(entry.first_page) for entry in built.documents
    ]


def test_bookmarks_lead_to_each_document() -> None:
    built = made(COMPLETE, "both")
    reader = parsed(built)
    marks: list[tuple[int, str, int]] = []

    def walk(items: list[Any], level: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, level + 1)
            else:
                marks.append((level, str(item.title), cast(int, reader.get_destination_page_number(item)) + 1))

    walk(cast("list[Any]", reader.outline), 0)
    assert [(title, page) for level, title, page in marks if level == 1] == [
        (entry.title, entry.first_page) for entry in built.documents
    ]
    assert [title for level, title, _ in marks if level == 0] == ["Contents", "In English", "En français"]


def test_the_file_describes_itself() -> None:
    reader = parsed(made(COMPLETE, "fr"))
    info = reader.metadata
    assert info is not None
    assert info.title == "Trousse de stage\u00a0: Junior Robotics Technician, Prairie Robotics"
    assert info.author == "WIL Secretariat"
    assert info.creation_date == COMPLETE.created
    assert "reference=TD-0147" in str(info["/Keywords"])
    root = cast("dict[str, Any]", reader.trailer["/Root"])
    assert root["/Lang"] == "fr-CA"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_what_is_known_is_printed_in_each_language() -> None:
    english, french = (" ".join(texts(made(COMPLETE, lang))) for lang in LANGUAGES[:2])
    for shown in ("Paid, $22.50 an hour", "37.5 h", "600 h", "January 11, 2027", "Assembles & tests <small> robots."):
        assert shown in english, shown
    for shown in (
        "Rémunéré, 22,50 $ l’heure", "37,5 h", "11 janvier 2027", "1er mai 2027", "Enseignement coopératif",
        "Collège Bow Valley", "du 11 janvier 2027 au 1er mai 2027",
    ):  # fmt: skip
        assert shown in french.replace("\u00a0", " "), shown
    assert "72 hours" in english
    assert "72 heures" in french.replace("\u00a0", " ")


def test_the_same_input_gives_the_same_bytes_in_any_process() -> None:
    script = (
        "from tests.packages.samples import COMPLETE, UGLY\n"
        "from talented_desk.packages.engine import build\n"
        "from talented_desk.packages.model import Options\n"
        "print([build(d, Options('both')).sha256 for d in (COMPLETE, UGLY)])"
    )
    here = str([made(d, "both").sha256 for d in (COMPLETE, UGLY)])
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "SOURCE_DATE_EPOCH": "7" * int(seed)}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == here


@pytest.mark.parametrize(
    "other",
    [
        replace(COMPLETE, created=COMPLETE.created + timedelta(days=1)),
        replace(COMPLETE, reference="TD-0148"),
        replace(COMPLETE, student=replace(COMPLETE.student, name="Maya Thompson")),
    ],
    ids=["created", "reference", "student"],
)
def test_another_input_gives_other_bytes(other: PackageInput) -> None:
    assert build(COMPLETE).sha256 != build(other).sha256


def test_only_bundled_fonts_are_used_and_they_are_embedded() -> None:
    with pikepdf.open(io.BytesIO(made(UGLY, "both").pdf)) as pdf:
        used = {}
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                used[str(font.BaseFont)] = "/FontDescriptor" in font and "/FontFile2" in font.FontDescriptor
    assert {name.split("+")[-1] for name in used} == {
        "Inter-Regular", "Inter-SemiBold", "NotoSansCanadianAboriginal-Regular",
    }  # fmt: skip
    assert all(used.values())


def test_a_long_name_and_long_texts_are_printed_whole() -> None:
    built = made(UGLY, "fr")
    whole = "".join(texts(built)).replace(" ", "")
    assert LONG.replace(" ", "") in whole
    assert whole.count("x") >= 3000
    assert whole.count("note") >= 2000
    assert "ᐃᓄᒃᑎᑐᑦ" in whole


def test_what_cannot_be_printed_is_shown_as_its_code_and_told() -> None:
    built = made(UGLY)
    whole = " ".join(texts(built))
    assert "[U+1F916]" in whole
    assert "[U+0645 +3]" in whole
    told = {warning.field: warning.detail for warning in built.warnings}
    assert told["placement.title"] == "🤖"
    assert set(told) == {
        "placement.title", "placement.description", "worksite.address_lines", "student.name",
    }  # fmt: skip
    assert made(COMPLETE).warnings == ()


def test_some_documents_only() -> None:
    built = build(COMPLETE, Options("en", ("contact_sheet", "learning_plan")))
    assert [entry.code for entry in built.documents] == ["learning_plan", "contact_sheet"]
    with pytest.raises(NothingToBuild):
        build(COMPLETE, Options("en", ("no_such_document",)))


def test_progress_is_told_and_cancel_is_heard() -> None:
    seen: list[Progress] = []
    build(COMPLETE, Options("both"), Task(seen.append))
    assert [(p.done, p.total) for p in seen] == [(n, 10) for n in range(11)]

    def stop(progress: Progress) -> None:
        if progress.done == 2:
            task.cancel()

    task = Task(stop)
    with pytest.raises(Cancelled):
        build(COMPLETE, Options("both"), task)
    assert build(COMPLETE).pages > 5  # the next one is not held up


def test_a_code_that_is_not_known_is_printed_as_it_is() -> None:
    whole = " ".join(texts(made(UGLY)))
    assert "barter" in whole
    assert "none?" in whole


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        replace(COMPLETE, created=COMPLETE.created.replace(tzinfo=None))
