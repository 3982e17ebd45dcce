"""The building blocks of the documents' pages, as ReportLab flowables on a canvas that takes form fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from talented_desk.compat import override
from talented_desk.packages import style
from talented_desk.packages.forms import FieldSpec, FormWriter

FIELD_HEIGHT = 17.0
PAD = 4.0
CHECK = 10.0


class FormCanvas(Canvas):
    """A canvas whose flowables may add form fields."""

    forms: FormWriter


class Block(Flowable):
    """What all blocks share: room around, and the fields that they will write."""

    def __init__(self, *, space_before: float = 0, space_after: float = 0) -> None:
        super().__init__()
        self.spaceBefore = space_before
        self.spaceAfter = space_after

    def fields(self) -> Iterator[FieldSpec]:
        """The form fields of this block, in order."""
        return iter(())

    @property
    def form_canvas(self) -> FormCanvas:
        return cast(FormCanvas, self.canv)

    def hairline(self, x: float, y: float, width: float) -> None:
        self.canv.setStrokeColor(style.LINE)
        self.canv.setLineWidth(0.5)
        self.canv.line(x, y, x + width, y)

    def blank(self, field: FieldSpec, x: float, y: float, width: float, height: float = FIELD_HEIGHT) -> None:
        """A place to write: tinted, ruled below, fillable."""
        canvas = self.form_canvas
        canvas.setFillColor(style.TINT)
        canvas.rect(x, y, width, height, stroke=0, fill=1)
        canvas.setStrokeColor(style.RULE)
        canvas.setLineWidth(0.5)
        if field.kind == "area":
            canvas.setStrokeColor(style.LINE)
            canvas.rect(x, y, width, height, stroke=1, fill=0)
            canvas.setStrokeColor(style.RULE)
        canvas.line(x, y, x + width, y)
        canvas.forms.add(field, x, y, width, height)


class Fact(Block):
    """A label beside its value, ruled below; without a value, a blank to fill in. Long values split."""

    def __init__(
        self,
        label: Paragraph | None,
        value: Paragraph | None,
        field: FieldSpec | None = None,
        label_width: float = style.LABEL_WIDTH,
    ) -> None:
        super().__init__()
        self.label, self.value, self.field, self.label_width = label, value, field, label_width

    @override
    def fields(self) -> Iterator[FieldSpec]:
        if self.field is not None:
            yield self.field

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        label = self.label.wrap(self.label_width - 12, 1e6)[1] if self.label else 0
        room = width - self.label_width
        value = self.value.wrap(room, 1e6)[1] if self.value else FIELD_HEIGHT - PAD
        self.width, self.height = width, max(label, value) + 2 * PAD
        return width, self.height

    @override
    def split(self, width: float, height: float) -> list[Flowable]:
        if self.value is None or height < 5 * style.VALUE.leading:
            return []
        parts = cast("list[Paragraph]", self.value.split(width - self.label_width, height - 2 * PAD))
        if len(parts) < 2:
            return []
        return [Fact(self.label if i == 0 else None, part, None, self.label_width) for i, part in enumerate(parts)]

    def draw(self) -> None:
        top = self.height - PAD
        if self.label:
            lower = max(0.0, style.VALUE.fontSize - self.label.style.fontSize)  # one baseline with the value
            self.label.drawOn(self.canv, 0, top - lower - self.label.height)
        if self.value:
            self.value.drawOn(self.canv, self.label_width, top - self.value.height)
        self.hairline(0, 0, self.width)
        if self.field is not None:
            self.blank(self.field, self.label_width, 0, self.width - self.label_width, self.height - 2.5)


class Check(Block):
    """A check box and what it stands for."""

    def __init__(self, text: Paragraph, field: FieldSpec) -> None:
        super().__init__()
        self.text, self.field = text, field

    @override
    def fields(self) -> Iterator[FieldSpec]:
        yield self.field

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self.text.wrap(width - 22, 1e6)[1] + 3.6
        return width, self.height

    def draw(self) -> None:
        self.text.drawOn(self.canv, 22, self.height - 1.8 - self.text.height)
        self.form_canvas.forms.add(self.field, 1, self.height - 1.8 - CHECK - 1.8, CHECK, CHECK)


class Numbered(Block):
    """A numbered step."""

    def __init__(self, number: Paragraph, text: Paragraph) -> None:
        super().__init__()
        self.number, self.text = number, text

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.number.wrap(20, 1e6)
        self.width, self.height = width, self.text.wrap(width - 22, 1e6)[1] + 3.6
        return width, self.height

    def draw(self) -> None:
        top = self.height - 1.8
        self.number.drawOn(self.canv, 0, top - self.number.height)
        self.text.drawOn(self.canv, 22, top - self.text.height)


class Entry(Block):
    """A place to write under its caption: one line, or an area of a given height."""

    def __init__(self, caption: Paragraph, field: FieldSpec, height: float = FIELD_HEIGHT) -> None:
        super().__init__(space_after=6)
        self.caption, self.field, self.box = caption, field, height

    @override
    def fields(self) -> Iterator[FieldSpec]:
        yield self.field

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self.caption.wrap(width, 1e6)[1] + 2 + self.box
        return width, self.height

    def draw(self) -> None:
        self.caption.drawOn(self.canv, 0, self.height - self.caption.height)
        self.blank(self.field, 0, 0, self.width, self.box)


class Shown(Block):
    """A value under its caption on a ruled line, as tall as an `Entry` beside it."""

    def __init__(self, caption: Paragraph, value: Paragraph, height: float = FIELD_HEIGHT) -> None:
        super().__init__(space_after=6)
        self.caption, self.value, self.box = caption, value, height

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        taken = max(self.box, self.value.wrap(width, 1e6)[1] + 4)
        self.width, self.height = width, self.caption.wrap(width, 1e6)[1] + 2 + taken
        return width, self.height

    def draw(self) -> None:
        self.caption.drawOn(self.canv, 0, self.height - self.caption.height)
        self.value.drawOn(self.canv, 0, 4)
        self.hairline(0, 0, self.width)


class Blank(Block):
    """A place to write one line, without a caption."""

    def __init__(self, field: FieldSpec) -> None:
        super().__init__()
        self.field = field

    @override
    def fields(self) -> Iterator[FieldSpec]:
        yield self.field

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, FIELD_HEIGHT
        return width, FIELD_HEIGHT

    def draw(self) -> None:
        self.blank(self.field, 0, 0, self.width)


class Columns(Block):
    """Blocks side by side, tops aligned; `shares` are parts of the width, `gap` lies between."""

    def __init__(self, parts: Sequence[Flowable], shares: Sequence[float], gap: float = 14) -> None:
        super().__init__(space_after=6)
        self.parts, self.shares, self.gap = tuple(parts), tuple(shares), gap

    @override
    def fields(self) -> Iterator[FieldSpec]:
        yield from fields_of(self.parts)

    def _widths(self, width: float) -> list[float]:
        room = width - self.gap * (len(self.parts) - 1)
        return [room * share / sum(self.shares) for share in self.shares]

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        widths = self._widths(width)
        self.heights = [part.wrap(w, 1e6)[1] for part, w in zip(self.parts, widths, strict=True)]
        self.width, self.height = width, max(self.heights)
        return width, self.height

    def draw(self) -> None:
        x = 0.0
        for part, width, height in zip(self.parts, self._widths(self.width), self.heights, strict=True):
            part.drawOn(self.canv, x, self.height - height)
            x += width + self.gap


class Together(Block):
    """Blocks under each other that stay on one page. Must be shorter than a page."""

    def __init__(self, parts: Sequence[Flowable], *, space_before: float = 0, space_after: float = 0) -> None:
        super().__init__(space_before=space_before, space_after=space_after)
        self.parts = tuple(parts)

    @override
    def fields(self) -> Iterator[FieldSpec]:
        yield from fields_of(self.parts)

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.tops: list[tuple[float, float]] = []
        y = after = 0.0
        for i, part in enumerate(self.parts):
            y += max(after, part.getSpaceBefore()) if i else 0
            part_height = part.wrap(width, 1e6)[1]
            self.tops.append((y, part_height))
            y += part_height
            after = part.getSpaceAfter()
        self.width, self.height = width, y
        return width, y

    @override
    def split(self, width: float, height: float) -> list[Flowable]:
        page = style.TOP - style.BOTTOM
        return list(self.parts) if self.wrap(width, height)[1] > page else []

    def draw(self) -> None:
        for part, (top, height) in zip(self.parts, self.tops, strict=True):
            part.drawOn(self.canv, 0, self.height - top - height)


class Rule(Block):
    """A hairline across the column."""

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, 0.5
        return width, 0.5

    def draw(self) -> None:
        self.hairline(0, 0, self.width)


def fields_of(story: Sequence[Flowable]) -> Iterator[FieldSpec]:
    """The form fields that these flowables will write, in order."""
    for flowable in story:
        if isinstance(flowable, Block):
            yield from flowable.fields()
