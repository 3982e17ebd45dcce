"""Using a record that is there already instead of the one being typed: what it lacks is added to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Final, Literal

from db.models import Contact, ContactRole, Employer, EmployerName, Worksite
from db.session import Database, Write
from db.types import Value, Values
from talented_desk.clock import Clock
from talented_desk.domain import contacts as people
from talented_desk.domain import employers as rules
from talented_desk.domain.duplicate_places import place, shared
from talented_desk.domain.names import fold
from talented_desk.domain.recognition import Place
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.services.base import Service
from talented_desk.services.contacts import ContactRow, Contacts, RoleRow
from talented_desk.services.employers import EmployerRecord, Employers, WorksiteRow

Kind = Literal["employer", "contact"]
WORKSITE: Final = ("street", "city", "province", "postal_code")
ROLE: Final = ("role", "title")
_EMPLOYER: Final = ("trade_name", "business_number", "phone", "email", "website", "language", "city")
_CONTACT: Final = ("given_name", "family_name", "email", "phone", "mobile", "language")
_NAMES: Final = frozenset(("given_name", "family_name"))


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that was typed and that the chosen record does not say.

    `key` is what `complete` takes; `field` the field it is about (`legal_name` for another name, `worksite` for a
    whole place). `known`: what the record says there, empty if nothing. `proposed`: whether it is taken unless the
    officer says no; what would replace something, or may be a slip of the pen, is not.
    """

    key: str
    field: str
    value: str
    known: str = ""
    proposed: bool = True
    to: str = ""
    """The worksite that is completed, by its label; empty for the record itself."""
    written: Values = made(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completion:
    """What using a record instead of the typed one would add. `unreadable`: fields typed that cannot be kept."""

    kind: Kind
    id: str
    title: str
    offers: tuple[Offer, ...]
    unreadable: Mapping[str, DeskError]

    @property
    def proposed(self) -> tuple[str, ...]:
        """The keys of what is taken unless the officer says no."""
        return tuple(offer.key for offer in self.offers if offer.proposed)

    @property
    def plain(self) -> bool:
        """Whether nothing typed is lost or in question: then nobody need be asked."""
        return not self.unreadable and all(offer.proposed for offer in self.offers)


class Completing(Service):
    """The two sides of "use this one": look, then add."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._employers, self._contacts = Employers(database, clock), Contacts(database, clock)

    def look(self, kind: Kind, record_id: str, values: Values, employer_id: str = "") -> Completion:
        """What these typed values would add to a record; nothing is written. Raises `NotFound`.

        `values`: fields as in `Duplicates.candidates`; for a contact with `role` and `title` at `employer_id`.
        """
        return self._employer(record_id, values) if kind == "employer" else self._person(record_id, values, employer_id)

    def complete(self, kind: Kind, record_id: str, values: Values, keys: Collection[str], employer_id: str = "") -> str:
        """Add to a record what was chosen of `look`'s offers, in one operation; returns the record's id.

        What the record says by now is never looked over: an offer that is no longer one is left out. Without a key
        nothing is written. Raises `NotFound`.
        """
        found = self.look(kind, record_id, values, employer_id)
        chosen = [offer for offer in found.offers if offer.key in keys]
        if not chosen:
            return found.id
        name = N_("Complete employer") if kind == "employer" else N_("Complete contact")
        with self.database.write(name, subject=found.title) as write:
            own: dict[str, Value] = {}
            for offer in chosen:
                if offer.key == f"field:{offer.field}":
                    own[offer.field] = offer.value
                else:
                    _add(write, found.id, employer_id, offer)
            if own:
                write.update(Employer if kind == "employer" else Contact, found.id, own)
        return found.id

    def _employer(self, record_id: str, values: Values) -> Completion:
        record = self._employers.get(record_id)
        today = self.today()
        own, wrong = _cleaned(values, ("legal_name", *_EMPLOYER), lambda some: rules.clean_employer(some, today))
        site, bad = _cleaned(values, WORKSITE, lambda some: rules.clean_worksite(some, today))
        offers = [*_other_names(record, own), *_worksite(record, own, site)]
        phones = {site.phone for site in record.worksites}
        placed = any(offer.key == "worksite" for offer in offers)
        for name in _EMPLOYER:
            known = str(record.values[name] or "")
            told = name in ("trade_name", "city") or (name == "phone" and (placed or own.get(name) in phones))
            if own.get(name) and not (known and told):
                offers.extend(_field(name, own[name], known))
        order = {name: at for at, name in enumerate(("legal_name", *_EMPLOYER, "worksite"))}
        offers.sort(key=lambda offer: order[offer.field])
        return Completion("employer", record.id, record.name, tuple(offers), wrong | bad)

    def _person(self, record_id: str, values: Values, employer_id: str) -> Completion:
        person = self._contacts.get(record_id)
        own, wrong = _cleaned(values, _CONTACT, lambda some: people.clean_contact({"family_name": "–", **some}))
        offers: list[Offer] = []
        for name in _CONTACT:
            known = str(person.values[name] or "")
            if own.get(name) and not (name in _NAMES and fold(known).startswith(fold(own[name]))):
                offers.extend(_field(name, own[name], known))
        if employer_id:
            at = self._employers.get(employer_id)
            held, bad = _cleaned(values, ROLE, lambda some: people.clean_role(some, self.today()))
            offers.extend(_role(person, at, held))
            wrong |= bad
        return Completion("contact", person.id, person.name, tuple(offers), wrong)


def _cleaned(
    values: Values, names: Collection[str], clean: Callable[[Values], Mapping[str, Value]]
) -> tuple[dict[str, str], dict[str, DeskError]]:
    """What of these fields was typed, as records keep it, and what is wrong with the others."""
    typed = {name: str(values.get(name) or "").strip() for name in names}
    typed = {name: text for name, text in typed.items() if text}
    wrong: dict[str, DeskError] = {}
    while typed:
        try:
            cleaned = clean(typed)
        except Invalid as error:
            bad = {name: problem for name, problem in error.problems.items() if name in typed}
            if not bad:
                break  # a rule about several fields: nothing of it stands alone
            wrong |= bad
            typed = {name: text for name, text in typed.items() if name not in bad}
        else:
            return {name: str(cleaned[name] or "") for name in typed}, wrong
    return {}, wrong


def _field(name: str, value: str, known: str) -> Iterator[Offer]:
    if value.casefold() != known.casefold():
        yield Offer(f"field:{name}", name, value, known, proposed=not known)


def _other_names(record: EmployerRecord, own: Mapping[str, str]) -> Iterator[Offer]:
    """Names that it goes by and that the record does not know; the beginning of a known one is none.

    A legal name that differs may be a slip of the pen: it is taken only when the officer says so.
    """
    known = [str(record.values["legal_name"]), str(record.values["trade_name"] or "")]
    known += [other.name for other in record.names]
    folded = [fold(name) for name in known if name]
    for key, name, kind in (("name", "legal_name", "listed"), ("trade", "trade_name", "trade")):
        text = own.get(name, "")
        unknown = text and not any(one.startswith(fold(text)) for one in folded)
        if unknown and not (name == "trade_name" and not record.values["trade_name"]):
            yield Offer(key, name, text, proposed=kind == "trade", written={"name": text, "kind": kind})


def _worksite(record: EmployerRecord, own: Mapping[str, str], typed: Mapping[str, str]) -> Iterator[Offer]:
    """The typed place: a further worksite, what a known one lacks, or nothing."""
    street, city, code = (typed.get(name, "") for name in ("street", "city", "postal_code"))
    known_city = str(record.values["city"] or "")
    if not (street or code or city):
        return
    here = place(street, city, typed.get("province", ""), code)
    for site in record.worksites:
        if _is(here, site, street):
            lacks = {name: value for name, value in typed.items() if value and not getattr(site, name)}
            if lacks and set(lacks) != {"province"}:
                words = ", ".join(lacks[name] for name in WORKSITE if name in lacks)
                yield Offer("site", "worksite", words, to=site.label, written={"id": site.id, **lacks})
            return
    if not record.worksites and not (street or code) and (not known_city or _same(here, known_city)):
        return  # its town alone is no place of work
    phone = own.get("phone", "")
    written = {name: value for name, value in typed.items() if value}
    if phone and record.values["phone"] and phone != record.values["phone"]:
        written["phone"] = phone
    words = ", ".join(part for part in (street, city, code, written.get("phone", "")) if part)
    yield Offer("worksite", "worksite", words, written=written)


def _is(here: Place, site: WorksiteRow, street: str) -> bool:
    there = place(site.street, site.city, site.province, site.postal_code)
    code, _ = shared([here], [there])
    if code == "street":
        return True
    if code in ("postal_code", "rural_code"):
        return not (street and site.street)
    vague = not (street or here.postal_code) or not (site.street or site.postal_code)
    return code == "town" and vague


def _same(here: Place, city: str) -> bool:
    return shared([here], [place("", city, "", "")])[0] == "town"


def _role(person: ContactRow, at: EmployerRecord, held: Mapping[str, str]) -> Iterator[Offer]:
    """The role at the employer where the person is being added."""
    role: RoleRow | None = next((one for one in person.roles if one.employer_id == at.id and not one.ended_on), None)
    if role is None:
        yield Offer("role", "employer_id", at.name, written=dict(held))
        return
    for name in ROLE:
        known = str(getattr(role, name) or "")
        if held.get(name) and held[name].casefold() != known.casefold():
            yield Offer(f"role:{name}", name, held[name], known, not known, written={"id": role.id, name: held[name]})


def _add(write: Write, record_id: str, employer_id: str, offer: Offer) -> None:
    values = {name: value for name, value in offer.written.items() if name != "id"}
    if offer.key in ("name", "trade"):
        write.insert(EmployerName, {"employer_id": record_id, "source": "", **values})
    elif offer.key == "worksite":
        write.insert(Worksite, {"employer_id": record_id, **values})
    elif offer.key == "site":
        write.update(Worksite, str(offer.written["id"]), values)
    elif offer.key == "role":
        write.insert(ContactRole, {"contact_id": record_id, "employer_id": employer_id, **values})
    else:
        write.update(ContactRole, str(offer.written["id"]), values)
