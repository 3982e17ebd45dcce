"""Keeping exported text from being run as a formula by a spreadsheet."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(cell: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula.

    Numbers such as -12 and phone numbers such as +1 403 555 0100 are no formulas.
    """
    if cell.startswith(_STARTS) and not _is_number(cell):
        return "'" + cell
    return cell


def restore(cell: str) -> str:
    """The text that `neutralise` protected."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS) else cell


def _is_number(cell: str) -> bool:
    return all(c in "0123456789 .,()+-" for c in cell) and any(c.isdigit() for c in cell)
