"""Fillable fields: written as real AcroForm fields with stable names, read back by the same names.

A field's full name is `reference/document/language/field`, for example
`TD-0147/learning_plan/en/objective_1_goal`: packages merged into one file never share a name, and what comes
back says which placement, document and language it belongs to. Names never change their meaning; a field that
is dropped takes its name with it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from talented_desk.errors import DeskError
from talented_desk.i18n import N_

CHECKED: Final = "Yes"
MAX_TEXT: Final = 4000
_MULTILINE: Final = 1 << 12
_NAME = re.compile(r"([^/]+)/([a-z_]+)/(en|fr)/([a-z0-9_]+)")
_INK: Final = "0.102 0.137 0.188"
_RULE: Final = "0.541 0.584 0.639"


class UnreadableForm(DeskError):
    """A file that is no PDF, is damaged or is locked."""

    message = N_("This file cannot be read as a PDF form. It may be damaged, scanned or protected by a password.")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a document: its own name, what it is, and the label that a screen reader says."""

    name: str
    kind: Literal["text", "area", "check"]
    label: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class FieldName:
    """A full field name taken apart."""

    reference: str
    document: str
    language: str
    field: str

    def __str__(self) -> str:
        return f"{self.reference}/{self.document}/{self.language}/{self.field}"

    @classmethod
    def parse(cls, name: str) -> FieldName | None:
        """Take a full name apart; None for a field that is not one of ours."""
        match = _NAME.fullmatch(name)
        return cls(*match.groups()) if match else None


class FormWriter:
    """Adds fields to the pages of one canvas; `close` completes the file's form dictionary."""

    def __init__(self, canvas: Canvas, reference: str) -> None:
        self._canvas = canvas
        self._document: Any = canvas._doc  # type: ignore[attr-defined]
        self._reference = reference
        self._prefix = ""
        self._names: set[str] = set()
        self._fields: list[object] = []
        self._boxes: dict[float, PDFDictionary] = {}

    def enter(self, document: str, language: str) -> None:
        """Fields added from here on belong to this document in this language."""
        self._prefix = f"{self._reference}/{document}/{language}/"

    def add(self, field: FieldSpec, x: float, y: float, width: float, height: float) -> None:
        """Put a field with its lower left corner at (x, y), in the canvas's present coordinates."""
        left, bottom = self._canvas.absolutePosition(x, y)
        name = self._prefix + field.name
        if name in self._names:
            raise ValueError(f"field {name} appears twice")
        self._names.add(name)
        entries: dict[str, object] = {
            "Type": PDFName("Annot"),
            "Subtype": PDFName("Widget"),
            "T": PDFString(name),
            "TU": PDFString(field.label),
            "F": 4,
            "P": self._document.thisPageRef(),
            "Rect": PDFArray([round(v, 2) for v in (left, bottom, left + width, bottom + height)]),
        }
        if field.kind == "check":
            state = PDFName(CHECKED if field.checked else "Off")
            entries |= {"FT": PDFName("Btn"), "V": state, "AS": state, "AP": self._box(width)}
            entries["MK"] = PDFDictionary({"CA": PDFString("4")})
        else:
            entries |= {"FT": PDFName("Tx"), "MaxLen": MAX_TEXT, "V": PDFString(""), "DV": PDFString("")}
            entries["DA"] = PDFString(f"/Helv 9.5 Tf {_INK} rg")
            if field.kind == "area":
                entries["Ff"] = _MULTILINE
        widget = PDFDictionary(entries)
        self._canvas._addAnnotation(widget)  # type: ignore[attr-defined]
        self._fields.append(self._document.Reference(widget))

    def close(self) -> None:
        """Write the form dictionary; after the last page, before the canvas is saved."""
        if not self._fields:
            return
        refer = self._document.Reference
        helvetica = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type1"),
            "BaseFont": PDFName("Helvetica"),
            "Encoding": PDFName("WinAnsiEncoding"),
        }
        symbols = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type1"),
            "BaseFont": PDFName("ZapfDingbats"),
        }
        fonts = {"Helv": refer(PDFDictionary(helvetica)), "ZaDb": refer(PDFDictionary(symbols))}
        self._document.Catalog.AcroForm = PDFDictionary(
            {
                "Fields": PDFArray(self._fields),
                "DA": PDFString("/Helv 9.5 Tf 0 g"),
                "DR": PDFDictionary({"Font": PDFDictionary(fonts)}),
            }
        )

    def _box(self, size: float) -> PDFDictionary:
        """The two looks of a check box, drawn once for each size and shared by all of them."""
        if size not in self._boxes:
            edge = f"q 0.8 w {_RULE} RG 1 1 1 rg 0.6 0.6 {size - 1.2:.2f} {size - 1.2:.2f} re B Q"
            points = [(0.24, 0.52), (0.43, 0.30), (0.78, 0.72)]
            (ax, ay), (bx, by), (cx, cy) = [(px * size, py * size) for px, py in points]
            tick = f"q 1.5 w 1 J 1 j {_INK} RG {ax:.2f} {ay:.2f} m {bx:.2f} {by:.2f} l {cx:.2f} {cy:.2f} l S Q"
            looks = {
                "Off": self._document.Reference(self._stream(edge, size)),
                CHECKED: self._document.Reference(self._stream(f"{edge}\n{tick}", size)),
            }
            self._boxes[size] = PDFDictionary({"N": PDFDictionary(looks)})
        return self._boxes[size]

    @staticmethod
    def _stream(content: str, size: float) -> PDFStream:
        entries = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Form"),
            "BBox": PDFArray([0, 0, size, size]),
            "Resources": PDFDictionary({}),
        }
        return PDFStream(PDFDictionary(entries), content)


def read_fields(pdf: bytes) -> dict[str, str]:
    """Read a package (returned, filled in) back: full field name → value; check boxes `Yes` or `Off`.

    Names are those of `FieldName`; fields that others added keep their own. Raises `UnreadableForm`.
    """
    try:
        fields = PdfReader(io.BytesIO(pdf)).get_fields() or {}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableForm() from error
    found = {}
    for name, field in fields.items():
        if field.get("/FT") not in ("/Tx", "/Btn", "/Ch"):
            continue
        value = field.get("/V")
        text = "" if value is None else str(value)
        found[str(name)] = text.removeprefix("/") if field["/FT"] == "/Btn" else text
    return found
