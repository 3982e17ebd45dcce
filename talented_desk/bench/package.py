"""A package of five documents, beside the same flowables in one bare ReportLab pass (`raw_package`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from talented_desk.bench import raw_package
from talented_desk.bench.case import Case, Reach, plain
from talented_desk.packages import blocks, fonts, texts
from talented_desk.packages.context import Context
from talented_desk.packages.documents import DOCUMENTS
from talented_desk.packages.engine import build
from talented_desk.packages.model import (
    Bilingual,
    Employer,
    Institution,
    Options,
    PackageInput,
    Person,
    Placement,
    Student,
    Worksite,
)

SAMPLE: Final = PackageInput(
    placement=Placement(
        title="Junior Robotics Technician",
        wil_type=Bilingual("Co-operative Education", "Enseignement coopératif"),
        start=date(2027, 1, 11),
        end=date(2027, 4, 30),
        weekly_minutes=2250,
        total_minutes=36000,
        pay_basis="paid",
        rate_cents=2250,
        rate_unit="hour",
        work_mode="hybrid",
        description="Assembles and tests small agricultural robots with the shop team. " * 6,
        state=Bilingual("Offer accepted", "Offre acceptée"),
    ),
    employer=Employer("Prairie Robotics Ltd.", "Prairie Robotics", "123456789", "en", "403-555-0188"),
    worksite=Worksite(
        name="Highfield shop",
        address_lines=("1420 Highfield Crescent SE", "Unit 12"),
        city="Calgary",
        province="AB",
        postal_code="T2G 5M1",
        phone="403-555-0190",
        wcb_account="7654321",
        wcb_basis="employer_account",
        insurance_expiry=date(2027, 6, 30),
        safety_contact="Dana Whitford",
        safety_notes="Moving machine parts; soldering fumes.",
    ),
    supervisor=Person("Dana Whitford", "Shop manager", "dana@prairierobotics.example", "403-555-0191"),
    institution=Institution(
        Bilingual("Bow Valley College"),
        Person("Élise Gagnon", "Coordinator", "egagnon@college.example", "403-555-0123"),
        Person("Amir Haddad", "", "ahaddad@college.example", ""),
    ),
    student=Student("Maya Thompson-Côté", "maya@student.example", "587-555-0142", "Mechatronics"),
    officer=Person(
        "Marc Boucher", "Employer liaison officer", "mb@secretariat.example", "403-555-0100", "WIL Secretariat"
    ),
    created=datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
    reference="TD-0147",
)


def ours() -> int:
    """Build the package, hash included; the number of pages."""
    return build(SAMPLE, Options("en")).pages


def raw() -> int:
    """The same content in one bare pass; the number of pages."""
    folder = files("resources").joinpath("fonts")
    paths = [(name, str(folder.joinpath(f"{name}.ttf"))) for name in (fonts.REGULAR, fonts.SEMIBOLD)]
    header = f"{SAMPLE.placement.title}  ·  {SAMPLE.employer.name}  ·  {SAMPLE.student.name}"
    return raw_package.run(plain_content(), paths, header)


def _rate(one: Callable[[], int], packages: int) -> float:
    started = time.perf_counter()
    pages = sum(one() for _ in range(packages))
    return pages / (time.perf_counter() - started)


CASES: Final = (
    Case("package", 1, "pages/s", "higher", (Reach("ratio", 0.6),), plain(partial(_rate, ours), partial(_rate, raw))),
)


# -- our documents as plain data for the raw pass ---------------------------------------------------------


@cache
def plain_content() -> list[raw_package.Spec]:
    """What our five documents print, and the first page's contents, as plain data."""
    fonts.coverage()
    ctx = Context(SAMPLE, "en", texts.load())
    specs: list[raw_package.Spec] = []
    for kind in DOCUMENTS:
        specs.append(_plain(Paragraph(kind.title(ctx), ParagraphStyle("row", fontName=fonts.REGULAR)), kind.code))
    for kind in DOCUMENTS:
        specs.append(("page",))
        specs.extend(_plain(part, kind.code) for part in kind.story(ctx))
    return specs


def _plain(part: Flowable, code: str) -> raw_package.Spec:
    if isinstance(part, Paragraph):
        return ("paragraph", _words(part), _look(part.style))
    space: dict[str, Any] = {"before": part.getSpaceBefore(), "after": part.getSpaceAfter()}
    match part:
        case blocks.Fact():
            sides = [side for side in (part.label, part.value) if side is not None]
            options = {"widths": (part.label_width, 0), "pad": blocks.PAD, "line": True}
            if part.field is not None:
                height = blocks.FIELD_HEIGHT
                options |= {"field": _field(code, part.field, part.label_width, height), "least": 13.0}
            return ("row", _each(sides, code), options)
        case blocks.Check():
            empty: raw_package.Spec = ("stack", (), {})
            options = {"widths": (22, 0), "pad": 1.8, "field": _field(code, part.field, 0, 0)}
            return ("row", (empty, _plain(part.text, code)), options)
        case blocks.Numbered():
            return ("row", _each([part.number, part.text], code), {"widths": (22, 0), "pad": 1.8})
        case blocks.Entry():
            options = {"foot": part.box + 2, "field": _field(code, part.field, 0, part.box)}
            return ("stack", _each([part.caption], code), options | space)
        case blocks.Shown():
            return ("stack", _each([part.caption, part.value], code), {"line": True, "foot": 10} | space)
        case blocks.Blank():
            field = _field(code, part.field, 0, blocks.FIELD_HEIGHT)
            return ("stack", (), {"foot": blocks.FIELD_HEIGHT, "field": field})
        case blocks.Columns():
            shares = tuple(share / sum(part.shares) * 0.9999 for share in part.shares)
            return ("row", _each(part.parts, code), {"widths": shares, "gap": part.gap} | space)
        case blocks.Together():
            return ("stack", _each(part.parts, code), space)
        case blocks.Rule():
            return ("stack", (), {"foot": 0.5, "line": True})
    raise TypeError(type(part).__name__)


def _each(parts: Sequence[Flowable], code: str) -> tuple[raw_package.Spec, ...]:
    return tuple(_plain(part, code) for part in parts)


def _field(code: str, field: Any, left: float, height: float) -> tuple[str, bool, bool, float, float]:
    return (f"{code}-{field.name}", field.kind == "check", field.checked, left, height)


def _words(paragraph: Paragraph) -> str:
    return "".join(_escaped(paragraph))


def _escaped(paragraph: Paragraph) -> Iterator[str]:
    for fragment in paragraph.frags:
        text = fragment.text.replace("&", "&amp;").replace("<", "&lt;")
        if getattr(fragment, "lineBreak", False):
            yield "<br/>"
        bold = fragment.fontName == fonts.SEMIBOLD and paragraph.style.fontName != fonts.SEMIBOLD
        yield f'<font name="{fonts.SEMIBOLD}">{text}</font>' if bold else text


def _look(style: ParagraphStyle) -> tuple[Any, ...]:
    color = style.textColor
    rgb = (color.red, color.green, color.blue)
    name, font, keep = style.name, style.fontName, getattr(style, "keepWithNext", 0)
    return (name, font, style.fontSize, style.leading, rgb, style.spaceBefore, style.spaceAfter, keep)
