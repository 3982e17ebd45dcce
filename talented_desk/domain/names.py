"""Employers' names as lists write them: legal form, trade name, corporation number, keys to compare by."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from talented_desk.domain.repair import repair

# forms that say the same; the longest are tried first
_FORMS = {
    "ltd": "ltd limited ltee limitee lte|pvt ltd|pty ltd|co ltd|co limited|company ltd|company limited|cie ltee",
    "inc": "inc incorporated incorporee",
    "corp": "corp corporation",
    "co": "co company cie compagnie",
    "pc": "pc|professional corporation|prof corp|corporation professionnelle",
    "llp": "llp senc sencrl srl|limited liability partnership",
    "lp": "lp sec|limited partnership|societe en commandite",
    "ulc": "ulc|unlimited liability company|unlimited liability corporation",
    "gp": "gp partnership|general partnership",
    "llc": "llc",
    "coop": "coop cooperative|co op|cooperative ltd|co op ltd|cooperative association",
}
_PUBLIC = frozenset(
    ("society", "societe", "association", "foundation", "fondation", "university", "universite", "college", "institute",
     "institut", "municipality", "municipalite", "church", "eglise", "commission", "board", "authority", "council",
     "conseil")
)  # fmt: skip
_PUBLIC_PHRASES = ("health services", "school division", "school district", "city of", "town of", "county of",
                   "village of", "government of", "first nation")  # fmt: skip
_SHORT = {
    "ent": "enterprises", "entr": "enterprises", "intl": "international", "mgmt": "management",
    "mgt": "management", "svc": "service", "svcs": "services", "const": "construction", "constr": "construction",
    "bldg": "building", "bros": "brothers", "ctr": "center", "centre": "center", "dev": "development",
    "mfg": "manufacturing", "assoc": "associates", "rest": "restaurant", "dept": "department", "univ": "university",
}  # fmt: skip
JURISDICTIONS = {
    "AB": "alberta albertra alberts alta alb ab", "BC": "bc britishcolumbia", "SK": "saskatchewan sask sk",
    "MB": "manitoba mb", "ON": "ontario ont on", "QC": "quebec qc", "CA": "canada can ca", "NB": "newbrunswick nb",
    "NS": "novascotia ns", "NL": "newfoundland nl", "PE": "pei pe", "NT": "nwt nt", "YT": "yukon yt",
    "NU": "nunavut nu",
}  # fmt: skip
_BY_WORD = {word: code for code, words in JURISDICTIONS.items() for word in words.split()}
_NUMBERED = re.compile(
    r"(?i)(?<![0-9A-Za-z])([0-9]{4}-[0-9]{4}|[0-9]{5,10})\s*-?\s*(british\s+columbia|new\s+brunswick|nova\s+scotia|b\.?\s?c\b\.?"
    r"|qu[ée]bec|alberta(?=l(?:td|imited))|[a-z]{2,12}(?![a-z]))\.?"
)
_TRADE = re.compile(
    r"(?i)[\s,;/(\[-]*(?:(?<![a-z])(?:o\s?/\s?a|d\s?/\s?b\s?/\s?a|t\s?/\s?a|c\.?o\.?b\.?)(?![a-z])\.?(?:\s+as(?![a-z]))?"
    r"|(?<![a-z])(?:d\.\s?b\.\s?a\.?|o\.\s?a\.|dba)(?![a-z])"
    r"|\b(?:operating|doing\s+business|carrying\s+on\s+business|trading|known)\s+(?:under|as)\b"
    r"|\bfaisant\s+affaires?\s+sous(?:\s+(?:le\s+nom|la\s+raison\s+sociale)(?:\s+d[e'’])?)?"
    r"|\b(?:f\.?\s?a\.?\s?s\.?r\.?s\.?)(?![a-z]))\s*[:.]?\s*"
)
_AFTER_FORM = re.compile(
    r"(?i)^(.*?\b(?:ltd|limited|lt[ée]e|inc|corp|corporation|llp|ulc)\b\.?)\s*(?:\(([^()]+)\)|[-–—/:]\s*(.+)|\s/\s(.+))\s*$"
)
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_MARKS = re.compile(r"[^\w&+]+|_+")
# the same for plain ASCII, which most names are, and much faster
_ASCII = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in "&+'`")} | {39: None, 96: None}
_HINT_OF_TRADE = re.compile(r"(?i)/|dba|[dofc]\.|cob| as | under |affaire|fasr")
_MARKS_AFTER_FORM = re.compile("[-–—/:)]")
_TOKEN_AND = frozenset(("and", "et", "&", "+"))


@dataclass(frozen=True, slots=True, order=True)
class Corporation:
    """A numbered company: its number in the registry of a province, or of Canada (`CA`); unknown if empty."""

    number: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart. `legal` and `trade` are for people, the rest is for comparing.

    `form` is the legal form's code (`ltd`, `inc`, …, `public` for universities, societies and the like, or empty);
    `words` the legal name without it, case and accents kept; `core` the same folded; `compact` without blanks;
    `stem` without plural either; `trade_key` the compact trade name.
    """

    raw: str
    legal: str
    trade: str
    form: str
    corporations: tuple[Corporation, ...]
    words: str
    core: str
    compact: str
    stem: str
    trade_key: str
    repaired: bool


def fold(text: str) -> str:
    """Without accents, case and punctuation; words apart by one blank."""
    if not text.isascii():
        text = "".join([c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)])
        if not text.isascii():
            return " ".join(_MARKS.sub(" ", _APOSTROPHES.sub("", text.casefold())).split())
    return " ".join(text.lower().translate(_ASCII).split())


@lru_cache(maxsize=65536)
def compact(text: str) -> str:
    """A trade name or a name of any kind as one key: folded, without legal form, `and`, blanks."""
    return "".join(_joined(_unformed(fold(text).split())))


def parse_name(raw: str, trade_name: str = "") -> Name:
    """Take a name apart: `1205705 ALBERTA LTD. O/A JOEY'S RESTAURANTS` has a number, a legal and a trade name.

    `trade_name` is what a list or a record gives apart; it goes before one behind `o/a`.
    """
    mended = repair(raw)
    text = " ".join(mended.split())
    legal, trade = _split_trade(text)
    corporations = _corporations(legal)
    if not corporations and trade and (other := _corporations(trade)):
        legal, trade, corporations = trade, legal, other  # "Opus Restaurant o/a 1344864 Alberta Ltd."
    trade = trade_name or trade
    kept = _plain_words(legal)
    spelled = kept.split()
    tokens = kept.casefold().split() if kept.isascii() else fold(kept).split()
    start, end, form = _form_span(tokens)
    if form:
        tokens = tokens[:start] + tokens[end:]
        spelled = spelled[:start] + spelled[end:]
    words = " ".join(spelled)
    folded = _joined(tokens)
    core = " ".join(folded)
    if not form and (_PUBLIC.intersection(tokens) or any(p in core for p in _PUBLIC_PHRASES)):
        form = "public"
    return Name(
        raw=raw,
        legal=legal,
        trade=trade,
        form=form,
        corporations=corporations,
        words=words,
        core=core,
        compact="".join(folded),
        stem="".join(_singular(token) for token in folded),
        trade_key=compact(trade) if trade else "",
        repaired=mended != raw,
    )


def _split_trade(text: str) -> tuple[str, str]:
    found = _TRADE.search(text) if _HINT_OF_TRADE.search(text) else None
    if found and found.start() > 0:
        trade = text[found.end() :].strip(" ,;.")
        if "(" not in trade:
            trade = trade.rstrip(")]")
        if trade:
            return text[: found.start()].strip(" ,;(["), trade
    found = _AFTER_FORM.match(text) if _MARKS_AFTER_FORM.search(text) else None
    if found:
        trade = next(part for part in found.groups()[1:] if part is not None).strip()
        if not re.fullmatch(r"[\W\d]*", trade) and not _corporations(trade) and not _is_form(trade):
            return found.group(1).strip(), trade
    return text.strip(" ,;"), ""


def _is_form(text: str) -> bool:
    return tuple(fold(text).split()) in _FORM_BY_WORDS


def _corporations(text: str) -> tuple[Corporation, ...]:
    found = []
    for number, word in _NUMBERED.findall(text):
        code = _BY_WORD.get(re.sub(r"[^a-z]", "", fold(word)))
        if code is None and fold(word) in ("ltd", "limited", "inc", "corp"):
            code = ""
        if code is not None:
            found.append(Corporation(number.replace("-", "").lstrip("0") or number, code))
    return tuple(sorted(set(found)))


def _plain_words(legal: str) -> str:
    """The words of a legal name with their case and accents, apostrophes and marks gone."""
    if legal.isascii():
        return " ".join(legal.translate(_ASCII).split())
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", legal))
    return " ".join(_MARKS.sub(" ", text).split())


def _form_span(tokens: list[str]) -> tuple[int, int, str]:
    """Where the legal form stands (from, to) and its code; a name that is nothing but a form has none."""
    end = len(tokens)
    while end and tokens[end - 1].isdigit():
        end -= 1  # "Unit One 73 Inc (1001)": the number behind the form stays part of the name
    if end and tokens[end - 1] in _FORM_ENDS:
        for size in (4, 3, 2, 1):
            if end > size and (form := _FORM_BY_WORDS.get(tuple(tokens[end - size : end]))):
                return end - size, end, form
    return 0, 0, ""


def _unformed(tokens: list[str]) -> list[str]:
    start, end, _form = _form_span(tokens)
    return tokens[:start] + tokens[end:]


def _joined(tokens: list[str]) -> list[str]:
    """Tokens folded further: `and` dropped, short forms written out, single letters in a row joined."""
    result: list[str] = []
    letters = ""
    last = len(tokens) - 1
    for place, token in enumerate(tokens):
        if "&" in token or "+" in token:
            parts = [p for p in re.split(r"[&+]+", token) if p]
        else:
            parts = [] if token in _TOKEN_AND and 0 < place < last else [_SHORT.get(token, token)]
        for part in parts:
            if len(part) == 1 and part.isalpha():
                letters += part
                continue
            if letters:
                result.append(letters)
                letters = ""
            result.append(part)
    if letters:
        result.append(letters)
    return result


def _singular(token: str) -> str:
    if len(token) > 3 and token.endswith("s") and not token.endswith("ss"):
        return token[:-1]
    return token


def _form_table() -> dict[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    for code, variants in _FORMS.items():
        single, *phrases = variants.split("|")
        table.update({(word,): code for word in single.split()})
        table.update({tuple(phrase.split()): code for phrase in phrases})
    # "S.E.N.C." and "S.A.R.L." come as single letters
    for letters, code in (("s e n c", "llp"), ("s a r l", "ltd"), ("l l p", "llp"), ("u l c", "ulc"), ("l p", "lp")):
        table[tuple(letters.split())] = code
    return table


_FORM_BY_WORDS = _form_table()
_FORM_ENDS = frozenset(phrase[-1] for phrase in _FORM_BY_WORDS)
