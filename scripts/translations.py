"""Keep the French catalogue in step with the source: `python scripts/translations.py`.

Collects every marked text, merges them into the .po (new ones come untranslated, gone ones go) and compiles the
.mo. `python scripts/translations.py --check` writes nothing and exits with 1 if something would change.

Marked are `N_("…")`, `t("…")`, `x.t("…")`, `shell.say("…")` of the command line and `t.plural("one", "many", n)`.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCES: Final = ("talented_desk", "ui", "db", "resources")
PO: Final = ROOT / "resources/i18n/fr/LC_MESSAGES/talented_desk.po"
ONE_TEXT: Final = frozenset({"N_", "t", "_t"})
PLURAL: Final = "plural"
# Names that mean other things too: these are the translator's and the command line's only on an owner so called.
OWNERS: Final = {PLURAL: frozenset({"t", "_t"}), "say": frozenset({"shell"})}
# A catalogue that changes only when its texts do: no date of extraction in it.
BEGUN: Final = datetime(2026, 11, 23, tzinfo=UTC)
HEADER: Final = "# The French of Talented Desk. Made from the source by scripts/translations.py; fill in msgstr only."


@dataclass(frozen=True, slots=True)
class Found:
    """A call that marks a text: the file, the line, and the text (two for a plural)."""

    path: str
    line: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Misuse:
    """A call whose text cannot be collected, and why."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


def source_files() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the program, by its path in the checkout."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def collect(path: str, module: ast.Module) -> tuple[list[Found], list[Misuse]]:
    """The marked texts of one module, and the calls that hide their text."""
    found: list[Found] = []
    misused: list[Misuse] = []
    for call, bare in _calls(module):
        marker = _marker(call.func)
        if not marker or not call.args or any(isinstance(argument, ast.Starred) for argument in call.args):
            continue
        if marker == PLURAL:
            texts = [list(_texts(argument)) for argument in call.args[:2]]
            if len(texts) == 2 and len(texts[0]) == len(texts[1]) == 1:
                found.append(Found(path, call.lineno, (texts[0][0], texts[1][0])))
            elif not all(isinstance(argument, ast.Name | ast.Attribute) for argument in call.args[:2]):
                misused.append(Misuse(path, call.lineno, "a plural takes two plain texts"))
            continue
        argument = call.args[0]
        literals = list(_texts(argument))
        found += [Found(path, call.lineno, (text,)) for text in literals if text]
        if not literals and (reason := _hidden(argument, marker, bare)):
            misused.append(Misuse(path, call.lineno, reason))
    return found, misused


def extract() -> tuple[Catalog, list[Misuse]]:
    """All marked texts of the program as a catalogue without translations, and the calls that hide theirs."""
    catalogue = Catalog(domain="talented_desk", project="Talented Desk", creation_date=BEGUN, charset="utf-8")
    misused: list[Misuse] = []
    for path, module in source_files():
        found, wrong = collect(path, module)
        misused += wrong
        for item in found:
            message = item.texts if len(item.texts) == 2 else item.texts[0]
            catalogue.add(message, locations=[(path, 0)])
    return catalogue, misused


def load() -> Catalog:
    """The French catalogue as committed; an empty one if there is none yet."""
    if not PO.exists():
        return Catalog("fr_CA", domain="talented_desk", project="Talented Desk", creation_date=BEGUN)
    with PO.open("rb") as stream:
        return read_po(stream, locale="fr_CA", domain="talented_desk")


def updated() -> Catalog:
    """The French catalogue with exactly the texts of the source; translations of unchanged texts kept."""
    template, _ = extract()
    catalogue = load()
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.header_comment, catalogue.fuzzy = HEADER, False
    catalogue.version, catalogue.msgid_bugs_address = "", ""
    catalogue.revision_date = catalogue.creation_date = BEGUN
    catalogue.last_translator = catalogue.language_team = "Talented Desk"
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as it is committed: sorted by text, files without line numbers, so that changes read well."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return stream.getvalue().rstrip(b"\n") + b"\n"


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts that have no French, or not for every plural form."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def main() -> int:
    """Update (or check) and say what is left to translate."""
    arguments = argparse.ArgumentParser(description="Keep the French catalogue in step with the source.")
    arguments.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something would change")
    check = arguments.parse_args().check
    catalogue = updated()
    changed = False
    for path, content in ((PO, po_bytes(catalogue)), (PO.with_suffix(".mo"), mo_bytes(catalogue))):
        if path.exists() and path.read_bytes() == content:
            continue
        changed = True
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    missing = untranslated(catalogue)
    print(f"{len(catalogue)} texts, {len(missing)} without French" + (", changed" if changed else ""))
    return 1 if check and (changed or missing) else 0


def _marker(function: ast.expr) -> str:
    name = _last_name(function)
    if name in OWNERS:
        owned = isinstance(function, ast.Attribute) and _last_name(function.value) in OWNERS[name]
        return name if owned else ""
    return name if name in ONE_TEXT else ""


def _last_name(expression: ast.expr) -> str:
    if isinstance(expression, ast.Name):
        return expression.id
    return expression.attr if isinstance(expression, ast.Attribute) else ""


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)
    elif isinstance(argument, ast.Call) and _marker(argument.func) == "N_":
        yield from _texts(argument.args[0])


def _hidden(argument: ast.expr, marker: str, bare: dict[str, int]) -> str:
    if isinstance(argument, ast.JoinedStr):
        return "an f-string cannot be translated: use named fields"
    if isinstance(argument, ast.BinOp):
        return "a text put together cannot be translated: write the whole sentence"
    if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute) and argument.func.attr == "format":
        return "format after translating: pass the fields to t"
    if marker == "N_":
        return "N_ marks a plain text"
    if isinstance(argument, ast.Name) and argument.id in bare:
        return f"the text of {argument.id} (line {bare[argument.id]}) is not marked with N_"
    return ""


def _calls(scope: ast.AST) -> Iterator[tuple[ast.Call, dict[str, int]]]:
    """Every call, with the names that its own function (or the module) gives a plain unmarked text, and where."""
    own: list[ast.AST] = []
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        own.append(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _calls(node)
        else:
            waiting += ast.iter_child_nodes(node)
    bare = {name: line for node in own for name, line in _bare_name(node)}
    yield from ((node, bare) for node in own if isinstance(node, ast.Call))


def _bare_name(node: ast.AST) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        value = node.value
        parts = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
        if any(isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value for part in parts):
            yield node.targets[0].id, node.lineno


if __name__ == "__main__":
    sys.exit(main())
