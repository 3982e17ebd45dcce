"""What is missing for a complete package: the completeness gate's list, and what cannot be printed as given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from talented_desk.i18n import N_
from talented_desk.packages import fonts
from talented_desk.packages.documents import DOCUMENTS
from talented_desk.packages.documents.kind import DocumentKind, Need
from talented_desk.packages.model import Gap, PackageInput, PackageWarning

UNPRINTABLE = N_("Some characters cannot be printed and appear as their code: {detail}")
BACKWARDS = N_("The last day is before the first day.")
_SHOWN = 24


def missing(data: PackageInput, documents: Sequence[DocumentKind] = DOCUMENTS) -> tuple[Gap, ...]:
    """What these documents need and the input lacks: required first, each once, in the documents' order."""
    asked: dict[str, tuple[Need, list[str]]] = {}
    for document in documents:
        for need in document.needs:
            if need.unmet(data):
                asked.setdefault(need.field, (need, []))[1].append(document.code)
    gaps = [Gap(need.field, need.message, need.severity, tuple(codes)) for need, codes in asked.values()]
    start, end = data.placement.start, data.placement.end
    if start and end and end < start:
        gaps.append(Gap("placement.end", BACKWARDS, "required", tuple(d.code for d in documents)))
    return tuple(sorted(gaps, key=lambda gap: gap.severity != "required"))


def warnings(data: PackageInput) -> tuple[PackageWarning, ...]:
    """The input's texts with characters that no bundled font holds, field by field."""
    found = []
    for field, text in _texts(data, ""):
        characters = fonts.missing(text)
        if characters:
            shown = characters[:_SHOWN] + ("…" if len(characters) > _SHOWN else "")
            found.append(PackageWarning(UNPRINTABLE, field, shown))
    return tuple(found)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part, path)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
