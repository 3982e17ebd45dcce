"""The tables, one module per topic."""

from db.base import index_links
from db.models.conflicts import Conflict
from db.models.consent import EmailConsent
from db.models.contacts import Contact, ContactRole
from db.models.documents import Attachment
from db.models.duplicates import DuplicateDecision, DuplicatePair
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
from db.models.local import (
    Change,
    Changeset,
    Content,
    ContentPart,
    ContentText,
    Held,
    JournalOpen,
    Note,
    Refetch,
    Refused,
    Settled,
    SortKey,
)
from db.models.people import Officer
from db.models.pipeline import StageChange
from db.models.placements import Opportunity, Package, Placement
from db.models.quality import QualityLeft
from db.models.redirects import Redirect
from db.models.rights import AccessRight
from db.models.support import Promise, SessionCode, SessionContact, SessionEmployer, SupportSession, Task
from db.models.views import SavedView
from db.models.visits import Visit

__all__ = [
    "AccessRight",
    "Attachment",
    "Change",
    "Changeset",
    "Conflict",
    "Contact",
    "ContactRole",
    "Content",
    "ContentPart",
    "ContentText",
    "DuplicateDecision",
    "DuplicatePair",
    "EmailConsent",
    "Employer",
    "EmployerCheck",
    "EmployerFact",
    "EmployerName",
    "EmployerTag",
    "Held",
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
    "QualityLeft",
    "Redirect",
    "Refetch",
    "Refused",
    "SavedView",
    "SessionCode",
    "SessionContact",
    "SessionEmployer",
    "Settled",
    "SortKey",
    "StageChange",
    "SupportSession",
    "Tag",
    "Task",
    "Visit",
    "Worksite",
]

index_links()
