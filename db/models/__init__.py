"""The tables, one module per topic."""

from db.base import index_links
from db.models.contacts import Contact, ContactRole
from db.models.employers import (
    Employer,
    EmployerCheck,
    EmployerFact,
    EmployerName,
    EmployerTag,
    Tag,
    Worksite,
)
from db.models.imports import ImportMapping, ImportRun
from db.models.institutions import Institution
from db.models.local import Change, Changeset, Content, JournalOpen, Note, SortKey
from db.models.people import Officer
from db.models.placements import Opportunity, Package, Placement
from db.models.support import Promise, SessionCode, SessionContact, SessionEmployer, SupportSession, Task

__all__ = [
    "Change",
    "Changeset",
    "Contact",
    "ContactRole",
    "Content",
    "Employer",
    "EmployerCheck",
    "EmployerFact",
    "EmployerName",
    "EmployerTag",
    "ImportMapping",
    "ImportRun",
    "Institution",
    "JournalOpen",
    "Note",
    "Officer",
    "Opportunity",
    "Package",
    "Placement",
    "Promise",
    "SessionCode",
    "SessionContact",
    "SessionEmployer",
    "SortKey",
    "SupportSession",
    "Tag",
    "Task",
    "Worksite",
]

index_links()
