"""The preview draws pages with what is filled in."""

from __future__ import annotations

import io

import pypdf
import pytest

from talented_desk.packages.preview import PageImage, Preview, UnreadablePdf
from tests.packages.samples import COMPLETE, made


def test_pages_are_rendered_at_the_scale_asked() -> None:
    built = made(COMPLETE)
    with Preview(built.pdf) as preview:
        assert preview.pages == built.pages
        assert preview.sizes[0] == (612.0, 792.0)
        image = preview.render(0, 0.5)
    assert (image.width, image.height) == (306, 396)
    assert image.stride >= image.width * 4
    assert len(image.data) == image.stride * image.height
    assert len({image.data[i] for i in range(0, len(image.data), 4)}) > 10  # ink, greys and paper


def test_filled_values_are_drawn() -> None:
    built = made(COMPLETE)
    page = next(entry.first_page for entry in built.documents if entry.code == "learning_plan") - 1
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(built.pdf))
    values = {"TD-0147/learning_plan/en/objective_1_goal": "M" * 60}
    writer.update_page_form_field_values(None, values, auto_regenerate=False)
    filled = io.BytesIO()
    writer.write(filled)
    with Preview(built.pdf) as empty, Preview(filled.getvalue()) as full:
        assert dark(full.render(page)) > dark(empty.render(page)) + 500


def dark(image: PageImage) -> int:
    return sum(1 for i in range(1, len(image.data), 4) if image.data[i] < 120)


@pytest.mark.parametrize("junk", [b"", b"not a pdf"])
def test_what_is_no_pdf_is_refused_in_words(junk: bytes) -> None:
    with pytest.raises(UnreadablePdf):
        Preview(junk)
