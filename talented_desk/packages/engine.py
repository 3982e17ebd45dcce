"""Builds a placement package: one pass over the documents, deterministic bytes.

`build` is safe to call from any thread and takes no part of the window; ReportLab keeps global state (its
paragraph parser, its settings), so packages are built one at a time (`alone`).
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import reportlab

from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from talented_desk.packages import compose, cover, fonts, gaps, style, texts
from talented_desk.packages.alone import alone
from talented_desk.packages.blocks import FormCanvas
from talented_desk.packages.context import Context
from talented_desk.packages.documents import DOCUMENTS
from talented_desk.packages.documents.kind import DocumentKind
from talented_desk.packages.forms import FormWriter
from talented_desk.packages.furniture import Furniture
from talented_desk.packages.model import BuiltPackage, DocumentEntry, Language, Options, PackageInput

PROGRAM: Final = "Talented Desk"
LOCALES: Final = {"en": "en-CA", "fr": "fr-CA"}


class NothingToBuild(DeskError):
    """None of the documents asked for exists."""

    message = N_("Choose at least one document for the package.")


def build(
    data: PackageInput,
    options: Options | None = None,
    task: Task | None = None,
    documents: Sequence[DocumentKind] = DOCUMENTS,
) -> BuiltPackage:
    """The package as PDF, with what is in it and what had to be printed otherwise than given.

    `task` receives progress (documents done, documents in all) and may cancel between pages (`Cancelled`).
    Raises `NothingToBuild`.
    """
    options = options or Options()
    task = task or Task()
    chosen = [kind for kind in documents if not options.documents or kind.code in options.documents]
    if not chosen:
        raise NothingToBuild()
    task.progress(0, len(chosen) * len(options.each_language()), N_("Preparing the package"))
    with alone():
        return _Build(data, options, task, chosen).run()


class _Build:
    """One run: the canvas, and what is known so far."""

    def __init__(self, data: PackageInput, options: Options, task: Task, kinds: Sequence[DocumentKind]) -> None:
        fonts.coverage()
        self.data, self.task, self.kinds = data, task, kinds
        self.languages = options.each_language()
        self.texts = texts.load()
        self.buffer = io.BytesIO()
        self.canvas = FormCanvas(
            self.buffer,
            pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            initialFontName=fonts.REGULAR,  # type: ignore[arg-type]  # the stubs say float
            lang=LOCALES[self.languages[0]],
        )
        self.canvas.forms = FormWriter(self.canvas, data.code)
        self.versions = {
            "templates": self.texts.version,
            "engine": f"reportlab {reportlab.__version__}",
            **fonts.VERSIONS,
        }
        self.furniture = Furniture(self.canvas, data, self.texts.version)

    def run(self) -> BuiltPackage:
        contexts: dict[Language, Context] = {
            language: Context(self.data, language, self.texts) for language in self.languages
        }
        front = [contexts[language] for language in self.languages]
        self._describe(front[0])
        self._outline(front[0].words("common.contents"), "contents", 0)
        titles = [(kind.code, kind.title(ctx), ctx) for ctx in front for kind in self.kinds]
        cover.draw(self.canvas, front, titles)
        self.furniture.enter(front[0], "")
        self._turn()
        entries: list[DocumentEntry] = []
        for ctx in front:
            if len(front) > 1:
                part = f"common.{'english' if ctx.language == 'en' else 'french'}_part"
                self._outline(ctx.words(part), f"part-{ctx.language}", 0)
            for kind in self.kinds:
                entries.append(self._document(kind, ctx, level=len(front) - 1))
                self.task.progress(len(entries), len(front) * len(self.kinds), N_("Laying out the documents"))
        pages = self.canvas.getPageNumber() - 1
        self.furniture.number(pages)
        cover.number(self.canvas, entries)
        return self._finish(entries, pages)

    def _document(self, kind: DocumentKind, ctx: Context, level: int) -> DocumentEntry:
        title = kind.title(ctx)
        first = self.canvas.getPageNumber()
        self.furniture.enter(ctx, title)
        self.canvas.forms.enter(kind.code, ctx.language)
        self._outline(title, f"{kind.code}-{ctx.language}", level)
        compose.compose(self.canvas, kind.story(ctx), self._turn)
        self._turn()
        return DocumentEntry(kind.code, ctx.language, title, first, self.canvas.getPageNumber() - first)

    def _turn(self) -> None:
        self.task.check()
        self.furniture.draw()
        self.canvas.showPage()

    def _outline(self, title: str, key: str, level: int) -> None:
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(title, key, level, closed=0)

    def _describe(self, ctx: Context) -> None:
        data, canvas = self.data, self.canvas
        title = data.placement.title.strip() or ctx.words("common.untitled")
        subject = ctx.words("common.subject", title=title, employer=data.employer.name)
        canvas.setTitle(_metadata(subject))
        canvas.setSubject(_metadata(f"{ctx.words('common.package')} · {data.student.name}"))
        canvas.setAuthor(_metadata(data.officer.organization or data.officer.name or PROGRAM))
        canvas.setCreator(PROGRAM)
        canvas.setProducer(f"{PROGRAM}, {self.versions['engine']}")
        canvas.setKeywords(f"talented-desk-package; reference={data.code}; templates={self.texts.version}")
        made = data.created.strftime("%Y%m%d%H%M%S%z")
        stamp = f"D:{made[:17]}'{made[17:19]}'"
        canvas.setDateFormatter(lambda *_parts: stamp)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.showOutline()

    def _finish(self, entries: Sequence[DocumentEntry], pages: int) -> BuiltPackage:
        canvas = self.canvas
        canvas.forms.close()
        identity = repr((self.data, self.languages, [k.code for k in self.kinds], sorted(self.versions.items())))
        digest = hashlib.sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()[:32].encode()
        document: Any = canvas._doc  # type: ignore[attr-defined]
        document._ID = b"\n[<" + digest + b"><" + digest + b">]\n"
        canvas.save()
        pdf = self.buffer.getvalue()
        return BuiltPackage(
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            pages=pages,
            documents=tuple(entries),
            versions=self.versions,
            warnings=gaps.warnings(self.data),
        )


def _metadata(text: str) -> str:
    """The text as a document property takes it: one line, no control characters or lone surrogates."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text[:300]).strip()
