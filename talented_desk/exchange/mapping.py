"""Which column means what: guessed from names in both languages and from content, shown, changed, saved."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from talented_desk.exchange.habits import Column
from talented_desk.i18n import N_


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can fill: its id, label, and names that lists use for it."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    many: bool = False
    """Several columns may fill it; their texts are joined."""


TARGETS: Final[tuple[Target, ...]] = (
    Target(
        "legal_name",
        N_("Legal name"),
        (
            "employer",
            "employer name",
            "company",
            "company name",
            "legal name",
            "organization",
            "organisation",
            "business name",
            "name",
            "account name",
            "employeur",
            "nom de l employeur",
            "entreprise",
            "raison sociale",
            "nom legal",
            "nom de l entreprise",
            "compagnie",
            "organisme",
            "nom",
            "denomination sociale",
        ),
    ),
    Target(
        "trade_name",
        N_("Trade name"),
        (
            "trade name",
            "operating as",
            "operating name",
            "dba",
            "doing business as",
            "o a",
            "brand",
            "nom commercial",
            "nom d affaires",
            "nom usuel",
            "faisant affaire sous",
        ),
    ),
    Target(
        "business_number",
        N_("Business number"),
        (
            "business number",
            "bn",
            "cra number",
            "cra business number",
            "numero d entreprise",
            "ne",
            "no d entreprise",
        ),
    ),
    Target("naics", N_("NAICS code"), ("naics", "naics code", "industry code", "sector code", "scian", "code scian")),
    Target(
        "headcount",
        N_("Headcount"),
        (
            "headcount",
            "employees",
            "number of employees",
            "staff",
            "size",
            "employee count",
            "nb employees",
            "fte",
            "effectif",
            "effectifs",
            "nombre d employes",
            "employes",
            "taille",
            "nb d employes",
        ),
    ),
    Target("headcount_date", N_("Headcount as of"), ("headcount date", "headcount as of", "date de l effectif")),
    Target(
        "language",
        N_("Language"),
        (
            "language",
            "preferred language",
            "lang",
            "langue",
            "langue preferee",
            "langue de correspondance",
        ),
    ),
    Target("website", N_("Website"), ("website", "web site", "url", "web", "homepage", "site web", "site internet")),
    Target(
        "email",
        N_("E-mail"),
        (
            "email",
            "e mail",
            "mail",
            "email address",
            "company email",
            "courriel",
            "adresse courriel",
            "adresse electronique",
        ),
    ),
    Target(
        "phone",
        N_("Phone"),
        (
            "phone",
            "telephone",
            "phone number",
            "tel",
            "main phone",
            "business phone",
            "numero de telephone",
        ),
    ),
    Target(
        "street",
        N_("Street"),
        (
            "street",
            "street address",
            "address 1",
            "address line 1",
            "rue",
            "adresse civique",
            "adresse 1",
        ),
    ),
    Target("city", N_("City"), ("city", "town", "municipality", "ville", "municipalite", "localite")),
    Target("province", N_("Province"), ("province", "prov", "state", "province territory", "province territoire")),
    Target("postal_code", N_("Postal code"), ("postal code", "postcode", "zip", "zip code", "code postal", "cp")),
    Target(
        "address",
        N_("Address (to be split)"),
        (
            "address",
            "full address",
            "location",
            "mailing address",
            "adresse",
            "adresse complete",
            "emplacement",
        ),
    ),
    Target(
        "contact_name",
        N_("Contact’s name"),
        (
            "contact",
            "contact name",
            "primary contact",
            "contact person",
            "personne ressource",
            "nom du contact",
            "personne contact",
        ),
    ),
    Target(
        "contact_given_name",
        N_("Contact’s given name"),
        (
            "first name",
            "given name",
            "contact first name",
            "prenom",
            "prenom du contact",
        ),
    ),
    Target(
        "contact_family_name",
        N_("Contact’s family name"),
        (
            "last name",
            "family name",
            "surname",
            "contact last name",
            "nom de famille",
            "nom de famille du contact",
        ),
    ),
    Target(
        "contact_email",
        N_("Contact’s e-mail"),
        (
            "contact email",
            "contact e mail",
            "courriel du contact",
            "courriel de la personne ressource",
        ),
    ),
    Target(
        "contact_phone",
        N_("Contact’s phone"),
        (
            "contact phone",
            "contact telephone",
            "telephone du contact",
            "cell",
            "mobile",
            "cellulaire",
        ),
    ),
    Target(
        "contact_title",
        N_("Contact’s title"),
        (
            "title",
            "job title",
            "position",
            "contact title",
            "titre",
            "titre du contact",
            "fonction",
            "poste",
        ),
    ),
    Target(
        "notes", N_("Notes"), ("notes", "note", "comments", "comment", "remarks", "remarques", "commentaires"), True
    ),
    Target("tag", N_("Tags"), ("tags", "tag", "category", "categories", "etiquettes", "etiquette", "categorie"), True),
    Target("fact_label", N_("Fact: occupation"), ("occupation", "noc", "noc code", "profession", "cnp", "code cnp")),
    Target(
        "fact_number",
        N_("Fact: positions"),
        (
            "positions",
            "approved positions",
            "positions approved",
            "number of positions",
            "postes",
            "postes approuves",
            "postes approuvees",
        ),
    ),
    Target(
        "fact_count",
        N_("Fact: number of approvals"),
        (
            "lmias",
            "approved lmias",
            "lmia",
            "approvals",
            "eimt",
            "eimt approuvees",
        ),
    ),
    Target("fact_stream", N_("Fact: stream"), ("stream", "program stream", "volet", "volet du programme")),
    Target(
        "fact_status",
        N_("Fact: incorporation"),
        (
            "incorporate status",
            "incorporation status",
            "incorporation",
            "statut constitutif",
            "constitution en societe",
        ),
    ),
    Target(
        "fact_as_of", N_("Fact: as of"), ("as of", "quarter", "period", "date", "trimestre", "periode", "en date du")
    ),
)
BY_ID: Final = {target.id: target for target in TARGETS}
_QUARTER = re.compile(r"(?<!\d)(20\d\d)[\s_-]?[qt]([1-4])(?!\d)", re.I)
_YEAR_DAY = re.compile(r"(?<!\d)(20\d\d-[01]\d-[0-3]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What each column fills (a target's id, or None to leave it out), and the date that the list speaks of.

    `confidence` runs beside `columns`: 1 certain by name, less by resemblance or content, 0 nothing found.
    """

    columns: tuple[str | None, ...]
    names: tuple[str, ...]
    as_of: str = ""
    confidence: tuple[float, ...] = ()

    @property
    def signature(self) -> str:
        """Recognises a file of the same layout: a hash of its column names in order."""
        return hashlib.sha256("\x1f".join(map(fold, self.names)).encode()).hexdigest()

    def to_json(self) -> str:
        """For saving; `as_of` belongs to one file and is not saved."""
        return json.dumps({"columns": self.columns, "names": self.names}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, as_of: str = "") -> ColumnMapping:
        """A saved mapping, for another file of the same layout."""
        content = json.loads(text)
        columns = tuple(target if target in BY_ID else None for target in content["columns"])
        return cls(columns, tuple(content["names"]), as_of, (1.0,) * len(columns))


def guess(columns: Sequence[Column], file_name: str = "") -> ColumnMapping:
    """The most likely mapping: by names first, then by what the cells look like. No target is given twice."""
    found: list[tuple[float, int, str]] = []
    for column in columns:
        found += [(score, column.index, target) for target, score in _by_name(column)]
        found += [(score, column.index, target) for target, score in _by_content(column)]
    chosen: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, index, target in sorted(found, key=lambda item: (-item[0], item[1])):
        if index not in chosen and (target not in taken or BY_ID[target].many):
            chosen[index] = (target, score)
            taken.add(target)
    if "legal_name" not in taken and "trade_name" in taken:  # some name must lead
        for index, (target, score) in chosen.items():
            if target == "trade_name":
                chosen[index] = ("legal_name", score)
    return ColumnMapping(
        tuple(chosen.get(column.index, (None, 0.0))[0] for column in columns),
        tuple(column.name for column in columns),
        as_of(file_name),
        tuple(chosen.get(column.index, (None, 0.0))[1] for column in columns),
    )


def as_of(file_name: str) -> str:
    """The quarter (2020-Q1) or day that a file's name speaks of, or nothing."""
    if quarter := _QUARTER.search(file_name):
        return f"{quarter[1]}-Q{quarter[2]}"
    day = _YEAR_DAY.search(file_name)
    return day[1] if day else ""


def fold(name: str) -> str:
    """A column's name for comparison: small letters without accents, single blanks, no punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def _by_name(column: Column) -> list[tuple[str, float]]:
    name = fold(column.name)
    if not name or column.name.startswith("#"):
        return []
    exact = [(target.id, 1.0 - 0.001 * target.synonyms.index(name)) for target in TARGETS if name in target.synonyms]
    if exact:
        return exact
    words = set(name.split())
    near = []
    for target in TARGETS:
        overlap = max(_overlap(words, set(synonym.split())) for synonym in target.synonyms)
        if overlap >= 0.5:
            near.append((target.id, 0.5 + 0.4 * (overlap - 0.5)))
    return near


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


_LOOKS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("email", lambda cell: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", cell))),
    ("website", lambda cell: bool(re.match(r"(?i)(https?://|www\.)\S+$", cell))),
    ("phone", lambda cell: bool(re.fullmatch(r"[+(]?\d[\d\s().-]{8,}\d(\s*(x|ext|poste).*)?", cell, re.I))),
    ("postal_code", lambda cell: bool(re.fullmatch(r"(?i)[a-z]\d[a-z]\s?\d[a-z]\d", cell))),
    ("address", lambda cell: bool(re.search(r"(?i),.*\b[a-z]\d[a-z]\s?\d[a-z]\d$", cell))),
    ("fact_label", lambda cell: bool(re.match(r"\d{4,5}-\D", cell))),
    ("legal_name", lambda cell: bool(re.search(r"(?i)\b(inc|ltd|ltée|ltee|limited|corp|llp|co)\.?$", cell))),
)


def _by_content(column: Column) -> list[tuple[str, float]]:
    cells = [cell for cell in column.samples if cell]
    if not cells:
        return []
    scores = [(target, sum(map(looks, cells)) / len(cells)) for target, looks in _LOOKS]
    return [(target, 0.4 * share) for target, share in scores if share >= 0.5]
