"""What the program brings along: texts, code lists, fonts of the documents, migrations, ways to a keyring."""

from __future__ import annotations

import platform
import secrets
import sys
from datetime import date
from importlib import import_module
from typing import Final

from talented_desk import __version__
from talented_desk.i18n import N_, Translator
from talented_desk.self_test import Check, NotAsItShould, Said, Trial

KEYRINGS: Final = {
    "linux": ("keyring.backends.SecretService", "keyring.backends.kwallet"),
    "darwin": ("keyring.backends.macOS",),
    "win32": ("keyring.backends.Windows",),
}


def program(trial: Trial) -> Said:
    """Versions, for whoever reads a report."""
    from db import health

    fields = {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "engine": health.engine_version(),
    }
    if getattr(sys, "frozen", False):
        return Said(
            N_("Talented Desk {version}, packed with Python {python}, on {system}; SQLCipher {engine}."), fields
        )
    return Said(N_("Talented Desk {version} with Python {python} on {system}; SQLCipher {engine}."), fields)


def texts(trial: Trial) -> Said:
    """The French catalogue speaks, and the texts of the documents are there in both languages."""
    from talented_desk.packages import texts as documents

    t = Translator("fr")
    if t("Employers") == "Employers":
        raise NotAsItShould(what="resources/i18n/fr")
    found = documents.load()
    languages = {language for _, language in found.single}
    if languages != {"en", "fr"}:
        raise NotAsItShould(what="resources/packages/texts.toml")
    return Said(
        N_("The French catalogue, and {count} texts of documents in both languages."),
        {"count": len(found.single) // 2},
    )


def quick_line(trial: Trial) -> Said:
    """A line is understood in both languages."""
    from talented_desk.domain.quick_line import read_line

    lines = ("call 12 min Acme re WCB", "appel 12 min Acme re CAT")
    for line in lines:
        if not read_line(line, date(2026, 11, 23)).parts:
            raise NotAsItShould(what=f"resources/quick_line: {line}")
    return Said(N_("The quick line understands “{line}”."), {"line": lines[0]})


def code_lists(trial: Trial) -> Said:
    """Every code list parses and has labels in both languages."""
    from talented_desk.domain import codes

    found = [codes.load(list_id) for list_id in codes.ids()]
    bad = [code_list.id for code_list in found if not code_list.entries]
    if bad or not found:
        raise NotAsItShould(what=", ".join(bad) or "resources/codes")
    return Said(N_("{count} code lists."), {"count": len(found)})


def fonts(trial: Trial) -> Said:
    """The documents' fonts load and hold what both languages need."""
    from talented_desk.packages.fonts import coverage, missing

    characters = len(coverage().main)
    lacking = missing("Québec, Œuvre, ñ, ž, “ ” « » – … \u00a0 € ᐃ")
    if lacking:
        raise NotAsItShould(what=lacking)
    return Said(N_("The fonts of the documents, with {count} characters."), {"count": characters})


def migrations(trial: Trial) -> Said:
    """A file that begins empty is brought to the newest schema."""
    from db.migrations import HEAD, KNOWN
    from db.trial import migrated

    reached = migrated(trial.folder / "migrated.db", secrets.token_bytes(32))
    if reached != HEAD:
        raise NotAsItShould(what=f"db/migrations {reached}–{HEAD}")
    return Said(N_("{count} migrations of older workspaces."), {"count": len(KNOWN)})


def keyrings(trial: Trial) -> Said:
    """The ways to this system's keyring are there; whether one runs is the doctor's question."""
    from talented_desk.security.keyrings import NoKeyring, SystemKeyring

    for name in KEYRINGS.get(sys.platform, ()):
        import_module(name)
    try:
        return Said(N_("The system's keyring: {name}."), {"name": SystemKeyring().kind()})
    except NoKeyring:
        return Said(N_("No keyring runs here; a passphrase would protect the key."))


def demo_data(trial: Trial) -> Said:
    """The words that the demo is made of parse."""
    from talented_desk.services.demo import words

    notes = sum(len(words.notebook(language).notes) for language in words.FILES)
    people = words.fields(words.resource("people.toml"))
    if not (notes and people and words.resource("employers.toml")):
        raise NotAsItShould(what="resources/demo")
    return Said(N_("The demo's words, from {count} fields of work."), {"count": len(people)})


CHECKS: Final[tuple[Check, ...]] = (
    ("program", program),
    ("texts", texts),
    ("code_lists", code_lists),
    ("quick_line", quick_line),
    ("fonts", fonts),
    ("migrations", migrations),
    ("keyring", keyrings),
    ("demo", demo_data),
)
