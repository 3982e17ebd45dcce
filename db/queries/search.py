"""Finding records: the index gives their numbers, the records their words, ready to show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, text

from db.queries.documents import EMPLOYER, OWNER, OWNER_ID, WHERE
from db.search.documents import BY_NAME, DOCUMENTS, KINDS
from db.search.folding import WORD, fold, words
from db.search.terms import Vocabulary

CANDIDATES: Final = 100
"""How many hits are looked at to put the best ones first."""
ELSEWHERE: Final = 3
"""The rank of hits whose name does not have what was typed."""
WORDS: Final = 8
"""More words than this narrow nothing."""
NUMBER: Final = 4
"""Digits from which something without letters may be a phone number."""
FEW: Final = 3
"""With fewer hits than this, and none by name, typing errors are forgiven."""


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
    owner: str = ""
    owner_id: str = ""
    """The record that a document is on: its kind and id; empty for other hits."""


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
    "document": f"SELECT a.n, a.id, a.name, {WHERE}, {EMPLOYER}, {OWNER}, {OWNER_ID} FROM attachment a",
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
    asked = _asked(typed)
    if not asked:
        return []
    hits = _best(connection, typed, _begins(connection, typed, limit, kinds), asked, limit, kinds)
    if len(hits) >= min(FEW, limit) or any(_begin(words(hit.title), asked) for hit in hits):
        return hits
    nearby = {word: vocabulary.near(connection, word) for spellings in asked for word in spellings[:1]}
    if any(nearby.values()):
        guessed = [(*spellings, *(s for word in nearby[spellings[0]] for s in _spellings(word))) for spellings in asked]
        known = {hit.id for hit in hits}
        more = _best(connection, typed, [], guessed, limit, kinds)
        hits += [replace(hit, guessed=True) for hit in more if hit.id not in known]
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


Spellings = tuple[str, ...]
"""Ways of writing one word; the first is the plain one."""


def _asked(typed: str) -> list[Spellings]:
    """The words typed, each with the spellings that the index may know it by."""
    digits = "".join(character for character in typed if character.isdigit())
    if len(digits) >= NUMBER and not any(character.isalpha() for character in typed):
        return [(digits,)]
    return [_spellings(word) for word in WORD.findall(typed.lower())[:WORDS]]


def _spellings(word: str) -> Spellings:
    """The tokenizer of the index drops accents but keeps letters such as œ."""
    plain = "".join(words(word)) or word
    return tuple(dict.fromkeys((plain, word, plain.replace("oe", "œ").replace("ae", "æ"))))


def _match(asked: Sequence[Spellings]) -> str:
    """The query in the index's own language; words are quoted, so that nothing in them is taken for a command."""
    if len(asked) == 1 and asked[0][0].isdigit() and len(asked[0][0]) >= NUMBER:
        return _number(asked[0][0])
    return " AND ".join("(" + " OR ".join(f'"{word}"*' for word in spellings) + ")" for spellings in asked)


def _number(digits: str) -> str:
    """A number in one piece (a business number, a numbered company), or a phone number, stored as `403 555 0188`."""
    ways = [[digits]]
    phone = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    if len(phone) <= 10:
        ways.append([part for part in (phone[:3], phone[3:6], phone[6:]) if part])
    if len(phone) <= 7:
        ways.append([phone[:3], phone[3:]])
    return " OR ".join("(" + " AND ".join([*(f'"{part}"' for part in way[:-1]), f'"{way[-1]}"*']) + ")" for way in ways)


def _begins(connection: Connection, typed: str, limit: int, kinds: Collection[str]) -> list[int]:
    """Employers and contacts whose name begins with what was typed, by name."""
    start = fold(typed)
    rows = _rows(
        connection,
        f"SELECT doc FROM sort_key WHERE key >= ? AND key < ? {_narrowed('doc', kinds)} ORDER BY key LIMIT ?",
        (start, start + chr(0x10FFFF), limit),
    )
    return [int(row[0]) for row in rows]


def _best(
    connection: Connection,
    typed: str,
    first: list[int],
    asked: Sequence[Spellings],
    limit: int,
    kinds: Collection[str],
) -> list[Hit]:
    """The best hits: `first`, then those with the words in their name, then those with them anywhere."""
    start = fold(typed)
    ranked = {hit: _rank(hit, start, asked) for hit in _shown(connection, first)}
    if len(ranked) < limit:
        match = _match(asked)
        anywhere = _documents(connection, match, CANDIDATES, kinds)
        more = [document for document in anywhere if document not in first]
        ranked |= {hit: _rank(hit, start, asked) for hit in _shown(connection, more)}
        names = sum(rank[0] < ELSEWHERE for rank in ranked.values())
        if names < limit and len(anywhere) == CANDIDATES:  # there may be better ones further down
            seen = {*first, *anywhere}
            more = [d for d in _documents(connection, f"name : ({match})", CANDIDATES, kinds) if d not in seen]
            ranked |= {hit: _rank(hit, start, asked) for hit in _shown(connection, more)}
    return sorted(ranked, key=ranked.__getitem__)[:limit]


def _documents(connection: Connection, match: str, limit: int, kinds: Collection[str]) -> list[int]:
    rows = _rows(
        connection,
        f"SELECT rowid FROM search_fts WHERE search_fts MATCH ? {_narrowed('rowid', kinds)} LIMIT ?",
        (match, limit),
    )
    return [int(row[0]) for row in rows]


def _rows(connection: Connection, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Plain tuples: at every keystroke some hundreds of rows."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
    finally:
        cursor.close()


def _narrowed(document: str, kinds: Collection[str]) -> str:
    codes = ", ".join(str(BY_NAME[kind].code) for kind in kinds)
    return f"AND {document} % {KINDS} IN ({codes})" if kinds else ""


def _shown(connection: Connection, documents: Sequence[int]) -> list[Hit]:
    """The words of these documents, in their order; records that went meanwhile are left out."""
    found: dict[int, Hit] = {}
    for code in {document % KINDS for document in documents}:
        name = _NAMES[code]
        numbers = ",".join(str(document // KINDS) for document in documents if document % KINDS == code)
        at = "a.n" if name == "document" else "r.n"
        for row in _rows(connection, f"{_SHOWN[name]} WHERE {at} IN ({numbers})"):
            n, row_id, title, subtitle, employer_id, *owner = row
            found[int(n) * KINDS + code] = Hit(name, row_id, int(n), title, subtitle or "", employer_id, False, *owner)
    return [found[document] for document in documents if document in found]


def _rank(hit: Hit, typed: str, asked: Sequence[Spellings]) -> tuple[int, int, int, str]:
    """Lower is better: the name itself, then names that begin so, then words that do, then the rest."""
    title = fold(hit.title)
    own = WORD.findall(title)
    if title == typed or own == [spellings[0] for spellings in asked]:
        place = 0
    elif title.startswith(typed):
        place = 1
    elif _begin(own, asked):
        place = 2
    else:
        place = ELSEWHERE
    return place, _ORDER[hit.kind], len(title), title


def _begin(own: Sequence[str], asked: Sequence[Spellings]) -> bool:
    """Whether each word asked for, in one of its spellings, begins one of the name's own."""
    return all(any(word.startswith(spellings) for word in own) for spellings in asked)
