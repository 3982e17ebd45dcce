"""The search index: an FTS5 table that reads the journal.

Its rows have no content of their own (contentless): a hit's number says which record it is, the record gives the
words. `index.py` keeps it up to date from the journal, `documents.py` says what of each record is searched,
`terms.py` holds the words of names for forgiving typing errors, `folding.py` how words are compared.
"""

from __future__ import annotations

from db.search.index import complete, index_changes, prepare, rebuild

__all__ = ["complete", "index_changes", "prepare", "rebuild"]
