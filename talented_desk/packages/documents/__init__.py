"""The documents of a package, in the order in which they are printed. A new document is a module and a line."""

from __future__ import annotations

from typing import Final

from talented_desk.packages.documents import (
    contact_sheet,
    cover_letter,
    learning_plan,
    placement_sheet,
    safety_sheet,
)
from talented_desk.packages.documents.kind import DocumentKind

DOCUMENTS: Final[tuple[DocumentKind, ...]] = (
    cover_letter.DOCUMENT,
    placement_sheet.DOCUMENT,
    learning_plan.DOCUMENT,
    safety_sheet.DOCUMENT,
    contact_sheet.DOCUMENT,
)
