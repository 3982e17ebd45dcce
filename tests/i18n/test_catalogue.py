"""The French catalogue has every text of the source, translated whole, and nothing else."""

from __future__ import annotations

import gettext
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from scripts.translations import PO, extract, load, mo_bytes, po_bytes, untranslated, updated
from talented_desk.i18n import Translator


@pytest.fixture(scope="module")
def french() -> Catalog:
    return load()


def forms(text: object) -> tuple[str, ...]:
    """The forms of a text: one, or one for each number."""
    return tuple(str(form) for form in text) if isinstance(text, list | tuple) else (str(text),)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_it_has_exactly_the_texts_of_the_source(french: Catalog) -> None:
    wanted = {forms(message.id) for message in messages(extract()[0])}
    assert {forms(message.id) for message in messages(french)} == wanted, "run: python scripts/translations.py"


def test_nothing_is_untranslated_doubtful_or_obsolete(french: Catalog) -> None:
    assert untranslated(french) == []
    assert [message.id for message in messages(french) if message.fuzzy] == []
    assert list(french.obsolete) == []


def test_plural_forms_are_complete(french: Catalog) -> None:
    assert french.num_plurals == 2
    for message in messages(french):
        if message.pluralizable:
            assert len(forms(message.string)) == 2, message.id


def test_the_fields_are_those_of_the_source(french: Catalog) -> None:
    wrong = []
    for message in messages(french):
        wanted = set().union(*(fields(form) for form in forms(message.id)))
        wrong += [
            (form, wanted)
            for form in forms(message.string)
            # "one" may spell its number out in either language
            if fields(form) != wanted and not (message.pluralizable and fields(form) | {"count"} == wanted)
        ]
    assert wrong == []


def test_ends_and_edges_are_those_of_the_source(french: Catalog) -> None:
    """A text that ends in a colon, a dots or a space in English is shown in a place that counts on it."""
    wrong = []
    for message in messages(french):
        source, target = forms(message.id)[-1], forms(message.string)[-1]
        edges = (source[:1].isspace(), source[-1:].isspace(), source.rstrip()[-1:] in ":….?", source.count("\n"))
        if edges != (target[:1].isspace(), target[-1:].isspace(), target.rstrip()[-1:] in ":….?", target.count("\n")):
            wrong.append((source, target))
    assert wrong == []


def test_the_compiled_catalogue_is_the_readable_one(french: Catalog) -> None:
    with PO.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in messages(french):
        if message.pluralizable:
            one, many = forms(message.id)
            assert (compiled.ngettext(one, many, 1), compiled.ngettext(one, many, 2)) == forms(message.string)
        else:
            assert compiled.gettext(str(message.id)) == message.string
    keys = set(compiled._catalog)  # type: ignore[attr-defined]
    assert len({key[0] if isinstance(key, tuple) else key for key in keys}) == len(french) + 1


def test_the_program_speaks_it() -> None:
    t = Translator("fr")
    assert t("Language") == "Langue"
    assert t.plural("{count} row put back.", "{count} rows put back.", 0).startswith("0 ")


def test_bringing_it_up_to_date_changes_nothing() -> None:
    assert PO.read_bytes() == po_bytes(updated())
    assert PO.with_suffix(".mo").read_bytes() == mo_bytes(updated())
