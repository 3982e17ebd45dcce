"""What a document writes with: the data, the language, the texts, and the blocks filled from them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from talented_desk.formats import Formats
from talented_desk.packages import fonts, style
from talented_desk.packages.blocks import FIELD_HEIGHT, Blank, Check, Columns, Entry, Fact, Shown, Together
from talented_desk.packages.forms import FieldSpec
from talented_desk.packages.model import Language, PackageInput
from talented_desk.packages.texts import Item, Texts

SIGN_HEIGHT = 22.0
_TAGS = re.compile(r"</?b>")


@dataclass(frozen=True)
class Context:
    """One document in one language. `text` gives paragraph markup, `words` plain text."""

    data: PackageInput
    language: Language
    texts: Texts

    @functools.cached_property
    def formats(self) -> Formats:
        return Formats(self.language)

    # -- words --------------------------------------------------------------------------------------------

    def words(self, key: str, **values: str) -> str:
        """A text as plain words, its places filled, for what is drawn or spoken rather than laid out."""
        text = _TAGS.sub("", self.texts.get(key, self.language))
        return text.format_map(values) if values else text

    def text(self, key: str, **values: str) -> str:
        """A text as paragraph markup; values are plain words and are made printable here."""
        text = self.texts.get(key, self.language)
        if values:
            text = text.format_map({name: fonts.markup(value) for name, value in values.items()})
        return self.marked(text)

    def marked(self, text: str) -> str:
        """Text of the texts file as paragraph markup: its <b> becomes the heavier weight."""
        return text.replace("<b>", f'<font name="{fonts.SEMIBOLD}">').replace("</b>", "</font>")

    def items(self, key: str) -> tuple[Item, ...]:
        return self.texts.items(key, self.language)

    def date(self, day: date | None) -> str:
        """A day in words, or nothing."""
        return self.formats.long_date(day) if day else ""

    def hours(self, minutes: int | None) -> str:
        """Minutes as hours with at most two decimals, or nothing."""
        if minutes is None:
            return ""
        hours = self.formats.number(round(minutes / 60, 2))
        return self.words("facts.hours", hours=hours.removesuffix(".0").removesuffix(",0"))

    def choice(self, table: str, code: str) -> str:
        """The words for a code; a code that the texts don't know is printed as it is."""
        if not code:
            return ""
        known = (f"{table}.{code}", self.language) in self.texts.single
        return self.words(f"{table}.{code}") if known else code

    # -- blocks -------------------------------------------------------------------------------------------

    def paragraph(self, key: str, look: ParagraphStyle = style.BODY, **values: str) -> Paragraph:
        return Paragraph(self.text(key, **values), look)

    def section(self, key: str) -> Paragraph:
        return self.paragraph(key, style.SECTION)

    def title(self, document: str) -> Paragraph:
        return self.paragraph(f"{document}.title", style.TITLE)

    def prose(self, text: str, look: ParagraphStyle = style.BODY) -> list[Flowable]:
        """Somebody's own text, paragraph by paragraph."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return [Paragraph(fonts.markup(line.strip()), look) for line in lines if line.strip()]

    def fact(self, name: str, value: str, *, label: str = "", strong: bool = False) -> Fact:
        """A labelled value; if there is none, a blank with the field `name`. The label is `facts.<name>`."""
        key = f"facts.{label or name}"
        value = value.strip()
        if not value:
            return Fact(self.paragraph(key, style.LABEL), None, FieldSpec(name, "text", self.words(key)))
        look = style.STRONG if strong else style.VALUE
        return Fact(self.paragraph(key, style.LABEL), Paragraph(fonts.markup(value), look))

    def entry(self, name: str, key: str, lines: int = 1) -> Entry:
        """A captioned place to write, of one line or more."""
        kind = "text" if lines == 1 else "area"
        field = FieldSpec(name, "text" if kind == "text" else "area", self.words(key))
        height = FIELD_HEIGHT if lines == 1 else 6 + 13.0 * lines
        return Entry(self.paragraph(key, style.LABEL), field, height)

    def blank(self, name: str, label: str) -> Blank:
        """A place to write without a caption; `label` is what a screen reader says."""
        return Blank(FieldSpec(name, "text", label))

    def check(self, name: str, text: str, *, checked: bool = False) -> Check:
        """A check box; `text` is markup from the texts."""
        return Check(Paragraph(text, style.VALUE), FieldSpec(name, "check", _TAGS.sub("", text), checked))

    def signatures(self, intro: str, signers: Sequence[tuple[str, str]]) -> Together:
        """A block to sign: for each (name of the role, name of the person) a signature, a name, a date."""
        parts: list[Flowable] = [self.section("common.signatures"), self.paragraph(intro)]
        for role, person in signers:
            title = self.words(f"common.sign_{role}")
            name: Flowable = self._sign(f"{role}_name", "common.printed_name", title)
            if person.strip():
                shown = Paragraph(fonts.markup(person.strip()), style.VALUE)
                name = Shown(self.paragraph("common.printed_name", style.LABEL), shown, SIGN_HEIGHT)
            signature = self._sign(f"{role}_signature", "common.signature", title)
            signed_on = self._sign(f"{role}_date", "common.signed_on", title)
            parts.append(Columns([signature, name, signed_on], [5, 4, 3]))
        return Together(parts, space_before=style.SECTION.spaceBefore)

    def _sign(self, name: str, key: str, role: str) -> Entry:
        if key == "common.signature":
            caption, spoken = self.paragraph(key, style.SIGNER, role=role), self.words(key, role=role)
        else:
            caption, spoken = self.paragraph(key, style.LABEL), f"{role}, {self.words(key)}"
        return Entry(caption, FieldSpec(name, "text", spoken), SIGN_HEIGHT)
