"""Finding records: the index gives their numbers, the records their words, ready to show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from db.search.documents import BY_NAME, DOCUMENTS, KINDS
from db.search.folding import fold, words
from db.search.terms import Vocabulary

CANDIDATES: Final = 150
"""How many hits are looked at to put the best ones first."""
RANKED_FROM: Final = 3
"""Letters from which hits are ranked; shorter texts match half of everything, in any order."""
FEW: Final = 3
"""With fewer hits than this, typing errors are forgiven."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. `employer_id` is the employer it belongs to, if it has one."""

    kind: str
    id: str
    n: int
    title: str
    subtitle: str
    employer_id: str | None
    guessed: bool
    """Found only by forgiving a typing error."""


_SHOWN: Final = {
    "employer": (
        "SELECT r.n, r.id, coalesce(nullif(r.trade_name, ''), r.legal_name), "
        "r.city || CASE WHEN r.trade_name <> '' THEN ' · ' || r.legal_name ELSE '' END, r.id FROM employer r"
    ),
    "contact": (
        "SELECT r.n, r.id, trim(r.given_name || ' ' || r.family_name), coalesce((SELECT "
        "coalesce(nullif(e.trade_name, ''), e.legal_name) FROM contact_role x JOIN employer e ON e.id = x.employer_id "
        "WHERE x.contact_id = r.id ORDER BY x.ended_on IS NOT NULL, x.n LIMIT 1), r.email), "
        "(SELECT x.employer_id FROM contact_role x WHERE x.contact_id = r.id ORDER BY x.ended_on IS NOT NULL, x.n "
        "LIMIT 1) FROM contact r"
    ),
    "session": (
        "SELECT r.n, r.id, coalesce(nullif(r.subject, ''), substr(r.narrative, 1, 90)), "
        "substr(r.happened_at, 1, 10) || coalesce((SELECT ' · ' || coalesce(nullif(e.trade_name, ''), e.legal_name) "
        "FROM session_employer x JOIN employer e ON e.id = x.employer_id WHERE x.session_id = r.id LIMIT 1), ''), "
        "(SELECT x.employer_id FROM session_employer x WHERE x.session_id = r.id LIMIT 1) FROM support_session r"
    ),
    "task": (
        "SELECT r.n, r.id, r.subject, coalesce(r.due_on, '') || coalesce((SELECT ' · ' || "
        "coalesce(nullif(e.trade_name, ''), e.legal_name) FROM employer e WHERE e.id = r.employer_id), ''), "
        "r.employer_id FROM task r"
    ),
    "promise": (
        "SELECT r.n, r.id, r.subject, coalesce(nullif(e.trade_name, ''), e.legal_name), r.employer_id "
        "FROM promise r JOIN employer e ON e.id = r.employer_id"
    ),
    "opportunity": (
        "SELECT r.n, r.id, r.title, coalesce(nullif(e.trade_name, ''), e.legal_name), r.employer_id "
        "FROM opportunity r JOIN employer e ON e.id = r.employer_id"
    ),
    "placement": (
        "SELECT r.n, r.id, r.student_name, r.title || ' · ' || coalesce(nullif(e.trade_name, ''), e.legal_name), "
        "r.employer_id FROM placement r JOIN employer e ON e.id = r.employer_id"
    ),
    "institution": "SELECT r.n, r.id, r.name, r.city, NULL FROM institution r",
}
_ORDER: Final = {kind.name: place for place, kind in enumerate(DOCUMENTS)}
_NAMES: Final = {kind.code: kind.name for kind in DOCUMENTS}


def find(
    connection: Connection,
    typed: str,
    limit: int,
    vocabulary: Vocabulary,
    kinds: Collection[str] = (),
) -> list[Hit]:
    """Records whose words begin with all the words typed, the best first."""
    tokens = _tokens(typed)
    if not tokens:
        return []
    hits = _matching(connection, [[token] for token in tokens], tokens, limit, kinds)
    if len(hits) < min(FEW, limit):
        nearby = [[token, *vocabulary.near(connection, token)] for token in tokens]
        if any(len(choices) > 1 for choices in nearby):
            known = {(hit.kind, hit.n) for hit in hits}
            guesses = _matching(connection, nearby, tokens, limit, kinds)
            hits += [
                Hit(h.kind, h.id, h.n, h.title, h.subtitle, h.employer_id, True)
                for h in guesses
                if (h.kind, h.n) not in known
            ]
    return hits[:limit]


def recent(connection: Connection, limit: int) -> list[Hit]:
    """The employers, contacts and placements that were touched last."""
    codes = {kind.name: kind.code for kind in DOCUMENTS}
    found = connection.execute(
        text(
            "SELECT table_id, row_n, max(n) FROM (SELECT n, table_id, row_n FROM change ORDER BY n DESC LIMIT 2000) "
            "WHERE table_id IN (2, 9, 19) GROUP BY table_id, row_n ORDER BY max(n) DESC LIMIT :limit"
        ),
        {"limit": limit},
    )
    names = {2: "employer", 9: "contact", 19: "placement"}
    documents = [int(row[1]) * KINDS + codes[names[int(row[0])]] for row in found]
    return _shown(connection, documents)


def _tokens(typed: str) -> list[str]:
    digits = "".join(c for c in typed if c.isdigit())
    if len(digits) >= 7 and not any(c.isalpha() for c in typed):  # a phone or business number, however grouped
        return [digits]
    return words(typed)[:8]


def _matching(
    connection: Connection, choices: Sequence[Sequence[str]], tokens: Sequence[str], limit: int, kinds: Collection[str]
) -> list[Hit]:
    ranked = sum(map(len, tokens)) > RANKED_FROM
    wanted = CANDIDATES if ranked else limit
    match = " AND ".join("(" + " OR ".join(f'"{token}"*' for token in group) + ")" for group in choices)
    documents = _documents(connection, f"name : ({match})", wanted, kinds)
    if len(documents) < limit:
        seen = set(documents)
        documents += [d for d in _documents(connection, match, wanted, kinds) if d not in seen]
    hits = _shown(connection, documents if ranked else documents[:limit])
    if ranked:
        hits.sort(key=lambda hit: _rank(hit, tokens))
    return hits[:limit]


def _documents(connection: Connection, match: str, limit: int, kinds: Collection[str]) -> list[int]:
    narrowed = ""
    if kinds:
        narrowed = f"AND rowid % {KINDS} IN ({', '.join(str(BY_NAME[kind].code) for kind in kinds)}) "
    rows = connection.exec_driver_sql(
        f"SELECT rowid FROM search_fts WHERE search_fts MATCH ? {narrowed}LIMIT ?", (match, limit)
    )
    return [int(row[0]) for row in rows]


def _shown(connection: Connection, documents: Sequence[int]) -> list[Hit]:
    """The words of these documents, in their order; records that went meanwhile are left out."""
    found: dict[int, Hit] = {}
    for code in {document % KINDS for document in documents}:
        name = _NAMES[code]
        numbers = ",".join(str(document // KINDS) for document in documents if document % KINDS == code)
        for n, row_id, title, subtitle, employer_id in connection.exec_driver_sql(
            f"{_SHOWN[name]} WHERE r.n IN ({numbers})"
        ):
            found[int(n) * KINDS + code] = Hit(name, row_id, int(n), title, subtitle or "", employer_id, False)
    return [found[document] for document in documents if document in found]


def _rank(hit: Hit, tokens: Sequence[str]) -> tuple[int, int, int, str]:
    """Lower is better: the name itself, then names that begin so, then words that do, then the rest."""
    title = fold(hit.title)
    typed = " ".join(tokens)
    own = words(hit.title)
    if title == typed:
        place = 0
    elif title.startswith(typed):
        place = 1
    elif all(any(word.startswith(token) for word in own) for token in tokens):
        place = 2
    else:
        place = 3
    return place, _ORDER[hit.kind], len(title), title
