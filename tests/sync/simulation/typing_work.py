"""What officers type in the simulation: values that are remembered, so that none can get lost unseen."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from sqlalchemy import text

from db.models import Contact, ContactRole, EmailConsent, Employer, EmployerTag, Tag, Task, Worksite
from db.session import Write
from db.undo import ChangedSinceApart
from talented_desk.ids import fixed_id, new_id
from tests.sync.team import Device

TAGS = ("fair", "small", "manufacturing")
WORDS = ("alpha", "beta", "gamma", "delta", "epsilon")
FIELDS = {"legal_name": 1, "city": 12, "notes": 13, "phone": 11}


class Typist:
    """One officer's hands on one device."""

    def __init__(self, device: Device, random: Random, typed: list[tuple[str, str, int, object]]) -> None:
        self.device, self.random, self.typed = device, random, typed

    def act(self) -> str:
        """One operation; what it was."""
        act: Callable[[], str] = self.random.choices(
            (self.add, self.change, self.delete, self.hang, self.tag, self.consent, self.undo, self.redo),
            weights=(3, 8, 1, 3, 3, 3, 1, 1),
        )[0]
        return f"{act.__name__} {act()}"

    def add(self) -> str:
        name = self.word()
        with self.device.database.write("Add employer") as write:
            row_id = write.insert(Employer, {"legal_name": name}, new_id())
        self.typed.append((self.device.name, row_id, 1, name))
        return row_id

    def change(self) -> str:
        employer = self.pick("employer")
        if employer is None:
            return "-"
        return self.put(employer, self.random.sample(sorted(FIELDS), self.random.randint(1, 2)))

    def put(self, employer: str, chosen: list[str]) -> str:
        """New words into these fields of an employer, if it is here."""
        values = {name: self.word() for name in chosen}
        with self.device.database.write("Change employer") as write:
            before = write.connection.execute(
                text(f"SELECT {', '.join(chosen)} FROM employer WHERE id = :id"), {"id": employer}
            ).first()
            if before is None:
                return "-"
            write.update(Employer, employer, values)
        for name, old in zip(chosen, before, strict=True):
            if values[name] != old:
                self.typed.append((self.device.name, employer, FIELDS[name], values[name]))
        return f"{employer} {values}"

    def delete(self) -> str:
        employer = self.pick("employer")
        if employer is None:
            return "-"
        with self.device.database.write("Delete employer") as write:
            write.delete(Employer, employer)
        return employer

    def hang(self) -> str:
        """Something new that belongs to an employer."""
        employer = self.pick("employer")
        if employer is None:
            return "-"
        with self.device.database.write("Add to employer") as write:
            kind = self.random.randrange(3)
            if kind == 0:
                write.insert(Worksite, {"employer_id": employer, "city": self.word()}, new_id())
            elif kind == 1:
                write.insert(Task, {"subject": self.word(), "employer_id": employer}, new_id())
            else:
                contact = write.insert(Contact, {"family_name": self.word()}, new_id())
                write.insert(ContactRole, {"contact_id": contact, "employer_id": employer}, new_id())
        return employer

    def tag(self) -> str:
        employer = self.pick("employer")
        if employer is None:
            return "-"
        wanted = self.random.sample(TAGS, self.random.randint(0, 2))
        with self.device.database.write("Tag employer") as write:
            self._tag(write, employer, wanted)
        return f"{employer} {wanted}"

    def _tag(self, write: Write, employer: str, wanted: list[str]) -> None:
        for label in wanted:
            tag_id = fixed_id("tag", label)
            if not write.connection.execute(text("SELECT 1 FROM tag WHERE id = :id"), {"id": tag_id}).first():
                write.insert(Tag, {"label": label}, tag_id)
        members = {fixed_id("tag", label): fixed_id(employer, "tag", fixed_id("tag", label)) for label in wanted}
        write.members(EmployerTag, {"employer_id": employer}, "tag_id", members)

    def consent(self) -> str:
        """Note a person's consent, or that it was withdrawn, or that it was not."""
        found, person = self.pick("email_consent"), self.pick("contact")
        if person is None:
            return "-"
        day = self.random.choice((None, "2026-03-01", "2026-04-01"))
        with self.device.database.write("Change consent") as write:
            if found is None or self.random.random() < 0.3:
                given = {"contact_id": person, "basis": "express", "given_on": "2026-01-05", "withdrawn_on": day}
                return write.insert(EmailConsent, given, new_id())
            write.update(EmailConsent, found, {"withdrawn_on": day})
        return f"{found} {day}"

    def undo(self) -> str:
        if self.device.database.next_undo() is None:
            return "-"
        try:
            return self.device.database.undo().changeset.id
        except ChangedSinceApart:
            return "refused"

    def redo(self) -> str:
        if self.device.database.next_redo() is None:
            return "-"
        try:
            return self.device.database.redo().changeset.id
        except ChangedSinceApart:
            return "refused"

    def pick(self, table: str) -> str | None:
        with self.device.database.read() as connection:
            found = connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY id").scalars().all()
        if found and self.random.random() < 0.7:  # what everybody writes to
            return str(found[0])
        return str(self.random.choice(found)) if found else None

    def word(self) -> str:
        return f"{self.random.choice(WORDS)} {self.random.randrange(1000)}"
