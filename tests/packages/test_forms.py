"""Form fields: names, what they are, filling in and reading back."""

from __future__ import annotations

import io

import pypdf
import pytest

from talented_desk.packages import texts
from talented_desk.packages.context import Context
from talented_desk.packages.documents import DOCUMENTS
from talented_desk.packages.forms import FieldName, UnreadableForm, read_fields
from talented_desk.packages.model import Language, PackageInput
from tests.packages.samples import COMPLETE, EMPTY, made


@pytest.mark.parametrize("data", [COMPLETE, EMPTY], ids=["complete", "empty"])
def test_the_file_has_the_fields_that_the_documents_declare(data: PackageInput) -> None:
    built = made(data, "both")
    languages: tuple[Language, ...] = ("en", "fr")
    declared = [
        str(FieldName(data.code, kind.code, language, spec.name))
        for language in languages
        for kind in DOCUMENTS
        for spec in kind.fields(Context(data, language, texts.load()))
    ]
    assert sorted(read_fields(built.pdf)) == sorted(declared)
    assert len(set(declared)) == len(declared)


def test_names_come_apart_and_packages_share_none() -> None:
    names = set(read_fields(made(COMPLETE).pdf))
    taken = FieldName.parse("TD-0147/learning_plan/en/objective_1_goal")
    assert taken == FieldName("TD-0147", "learning_plan", "en", "objective_1_goal")
    assert str(taken) in names
    assert all(FieldName.parse(name) for name in names)
    assert FieldName.parse("Text1") is None
    assert names.isdisjoint(read_fields(made(EMPTY).pdf))


def test_a_blank_stands_for_each_value_that_is_missing() -> None:
    complete = {FieldName.parse(n).field for n in read_fields(made(COMPLETE).pdf)}  # type: ignore[union-attr]
    empty = {FieldName.parse(n).field for n in read_fields(made(EMPTY).pdf)}  # type: ignore[union-attr]
    blanks = {"student", "legal_name", "address", "supervisor_phone", "start", "pay", "wcb_account", "description"}
    assert blanks <= empty
    assert blanks.isdisjoint(complete)


def test_the_known_coverage_is_ticked_and_nothing_else() -> None:
    ticked = [name for name, value in read_fields(made(COMPLETE).pdf).items() if value == "Yes"]
    assert ticked == ["TD-0147/safety_sheet/en/wcb_employer_account"]
    assert "Yes" not in read_fields(made(EMPTY).pdf).values()


def test_filled_in_and_returned_it_reads_back() -> None:
    prefix = "TD-0147/learning_plan/fr"
    given = {
        f"{prefix}/objective_1_goal": "Régler un bras – dès l’été, 5 €\nDeuxième ligne",
        f"{prefix}/student_signature": "/s/ Maya",
        "TD-0147/safety_sheet/fr/orientation_tour": "/Yes",
    }
    before = read_fields(made(COMPLETE, "both").pdf)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(COMPLETE, "both").pdf))
    writer.update_page_form_field_values(None, given, auto_regenerate=False)
    returned = io.BytesIO()
    writer.write(returned)
    after = read_fields(returned.getvalue())
    assert {name: value for name, value in after.items() if value != before[name]} == given | {
        "TD-0147/safety_sheet/fr/orientation_tour": "Yes"
    }


def test_each_field_says_its_label_to_a_screen_reader() -> None:
    reader = pypdf.PdfReader(io.BytesIO(made(EMPTY, "both").pdf))
    fields = reader.get_fields() or {}
    assert [name for name, field in fields.items() if not str(field.get("/TU", "")).strip()] == []
    assert not [name for name, field in fields.items() if "<" in str(field.get("/TU"))]


@pytest.mark.parametrize("junk", [b"", b"hello", b"%PDF-1.4\nnothing"])
def test_what_is_no_form_is_refused_in_words(junk: bytes) -> None:
    with pytest.raises(UnreadableForm):
        read_fields(junk)
