"""The steps of `build_installer.py`, each in a module of its own."""

from __future__ import annotations


class NotBuilt(Exception):
    """The installer cannot be built; the words say why and what to do."""
