"""Texts are marked so that they can be collected and translated."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from scripts.translations import collect, extract, source_files


def texts(source: str) -> list[tuple[str, ...]]:
    return sorted(found.texts for found in collect("x.py", ast.parse(dedent(source)))[0])


def reasons(source: str) -> list[str]:
    return [misuse.reason for misuse in collect("x.py", ast.parse(dedent(source)))[1]]


def test_every_way_of_marking_is_collected() -> None:
    source = """
        message = N_("declared")
        t("called"), self.t("of self"), ctx.t("of context"), self._t("private"), shell.say("said")
        t("yes" if x else "no")
        self.t.plural("{count} row", "{count} rows", n)
        write(N_("in step") if done else t(N_("nested")))
        t("one "
          "sentence")
    """
    assert texts(source) == [
        ("called",),
        ("declared",),
        ("in step",),
        ("nested",),
        ("nested",),
        ("no",),
        ("of context",),
        ("of self",),
        ("one sentence",),
        ("private",),
        ("said",),
        ("yes",),
        ("{count} row", "{count} rows"),
    ]


def test_other_calls_are_left_alone() -> None:
    source = """
        print("no"); x.text("no")
        empty.say("icon", "no"); inflect.plural("no", "nos", 2); t(title); t(row.label); t(*parts); t()
        caption = N_("marked")
        t(caption)
    """
    assert texts(source) == [("marked",)]
    assert reasons(source) == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('t(f"{n} rows")', "an f-string cannot be translated: use named fields"),
        ('self.t("a " + b)', "a text put together cannot be translated: write the whole sentence"),
        ('t("%s rows" % n)', "a text put together cannot be translated: write the whole sentence"),
        ('t("{n} rows".format(n=n))', "format after translating: pass the fields to t"),
        ("N_(name)", "N_ marks a plain text"),
        ('t.plural(f"{n} row", "rows", n)', "a plural takes two plain texts"),
        ('def f(t):\n    a = "plain"\n    return t(a)', "the text of a (line 2) is not marked with N_"),
    ],
)
def test_a_hidden_text_is_told(source: str, reason: str) -> None:
    assert reasons(source) == [reason]


def test_a_name_of_another_function_is_no_matter() -> None:
    assert reasons('def f():\n    a = "plain"\ndef g(t, a):\n    return t(a)') == []


def test_the_program_hides_no_text() -> None:
    assert [str(misuse) for misuse in extract()[1]] == []


def test_the_sentences_of_failures_are_marked() -> None:
    unmarked = [
        f"{path}:{statement.lineno}"
        for path, module in source_files()
        for kind in ast.walk(module)
        if isinstance(kind, ast.ClassDef) and kind.bases
        for statement in kind.body
        if isinstance(statement, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "message" for target in statement.targets)
        and isinstance(statement.value, ast.Constant | ast.JoinedStr | ast.BinOp)
    ]
    assert unmarked == []
