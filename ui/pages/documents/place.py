"""A document as a place in the window: its record's id, and behind it the document."""

from __future__ import annotations

from typing import Final

_MARK: Final = "?document="


def at_document(record_id: str, document_id: str) -> str:
    """The id to navigate to: the record, opened at this document."""
    return f"{record_id}{_MARK}{document_id}" if document_id else record_id


def split(record_id: str) -> tuple[str, str]:
    """The record's own id, and the document's; that is empty if none is named."""
    own, _, document_id = record_id.partition(_MARK)
    return own, document_id
