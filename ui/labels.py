"""What tables and fields are called on the screen: in forms, facts and history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from talented_desk.domain import codes
from talented_desk.formats import Formats
from talented_desk.i18n import N_, Translator

TABLES: Final[Mapping[str, str]] = {
    "officer": N_("Officer"),
    "employer": N_("Employer"),
    "employer_name": N_("Other name"),
    "worksite": N_("Worksite"),
    "employer_fact": N_("Fact from a list"),
    "tag": N_("Tag"),
    "employer_tag": N_("Tag"),
    "employer_check": N_("Checklist item"),
    "contact": N_("Contact"),
    "contact_role": N_("Role"),
    "support_session": N_("Support session"),
    "session_employer": N_("Employer of the session"),
    "session_contact": N_("Contact who took part"),
    "session_code": N_("Topic or barrier"),
    "task": N_("Task"),
    "promise": N_("Promise"),
    "institution": N_("Institution"),
    "opportunity": N_("Opportunity"),
    "placement": N_("Placement"),
    "package": N_("Placement package"),
    "import_run": N_("Import"),
    "import_mapping": N_("Saved column mapping"),
    "stage_change": N_("Stage"),
    "email_consent": N_("Consent to e-mail"),
    "attachment": N_("Document"),
    "saved_view": N_("Saved list"),
    "redirect": N_("Merged record"),
    "duplicate_decision": N_("Decision about a duplicate"),
    "visit": N_("Visit"),
    "quality_left": N_("Data quality"),
    "conflict": N_("Conflict"),
    "access_right": N_("Right"),
}

FIELDS: Final[Mapping[str, str]] = {
    "accepted_at": N_("Accepted on"),
    "accepted_by_id": N_("Accepted by"),
    "active": N_("Active"),
    "added_at": N_("Added on"),
    "as_of": N_("As of"),
    "barrier": N_("Barrier"),
    "base": N_("Before both"),
    "basis": N_("Basis"),
    "business_number": N_("Business number"),
    "channel": N_("Channel"),
    "checked_on": N_("Checked on"),
    "city": N_("City"),
    "code": N_("Topic or barrier"),
    "contact_id": N_("Contact"),
    "coordinator_email": N_("Coordinator’s e-mail"),
    "coordinator_name": N_("Coordinator"),
    "coordinator_phone": N_("Coordinator’s phone"),
    "country": N_("Country"),
    "created_at": N_("Made on"),
    "deadline": N_("Deadline"),
    "decided_at": N_("Decided on"),
    "decision": N_("Decision"),
    "definition": N_("Filters and columns"),
    "description": N_("Description"),
    "detail": N_("Details"),
    "direction": N_("Who promised"),
    "documents": N_("Documents"),
    "done_at": N_("Done on"),
    "due_on": N_("Due on"),
    "due_time": N_("Time"),
    "email": N_("E-mail"),
    "employer_id": N_("Employer"),
    "ended_on": N_("Until"),
    "entity": N_("Kind of record"),
    "ends_on": N_("Ends on"),
    "entered_at": N_("Since"),
    "evidence": N_("Evidence"),
    "expires_on": N_("Expires on"),
    "export": N_("May export"),
    "faculty_supervisor": N_("Faculty supervisor"),
    "family_name": N_("Family name"),
    "federally_regulated": N_("Federally regulated"),
    "field": N_("Field"),
    "file_name": N_("File"),
    "from_id": N_("Merged away"),
    "given_name": N_("Given name"),
    "given_on": N_("Given on"),
    "happened_at": N_("When"),
    "headcount": N_("Headcount"),
    "headcount_date": N_("Headcount as of"),
    "headcount_source": N_("Source of the headcount"),
    "hours_per_week": N_("Hours a week"),
    "import_id": N_("Import"),
    "imported_at": N_("Imported on"),
    "inputs": N_("Contents"),
    "institution_id": N_("Institution"),
    "insurance_expires": N_("Insurance expires on"),
    "insurance_provider": N_("Insurer"),
    "is_primary": N_("Main contact"),
    "item": N_("Checklist item"),
    "items": N_("Looked at"),
    "kept": N_("Value kept"),
    "kept_at": N_("Kept on"),
    "kept_by": N_("Kept value’s author"),
    "kind": N_("Kind"),
    "label": N_("Label"),
    "language": N_("Language"),
    "left_at": N_("Left on"),
    "legal_name": N_("Legal name"),
    "lost_reason": N_("Why lost"),
    "mapping": N_("Columns"),
    "mime": N_("File type"),
    "minutes_direct": N_("Minutes, direct"),
    "minutes_follow_up": N_("Minutes, follow-up"),
    "minutes_preparation": N_("Minutes, preparation"),
    "minutes_travel": N_("Minutes, travel"),
    "mobile": N_("Mobile"),
    "naics": N_("NAICS code"),
    "name": N_("Name"),
    "name_fr": N_("Name in French"),
    "narrative": N_("Notes of the session"),
    "note": N_("Note"),
    "notes": N_("Notes"),
    "notice": N_("Notice"),
    "number": N_("Number"),
    "officer_id": N_("Officer"),
    "one_id": N_("First record"),
    "openings": N_("Openings"),
    "opportunity_id": N_("Opportunity"),
    "organization": N_("Organization"),
    "other": N_("Other value"),
    "other_at": N_("Other value’s moment"),
    "other_by": N_("Other value’s author"),
    "other_id": N_("Second record"),
    "outcome": N_("Outcome"),
    "owner_id": N_("Responsible officer"),
    "page": N_("List"),
    "pages": N_("Pages"),
    "pay_basis": N_("Pay"),
    "pay_rate_cents": N_("Rate of pay"),
    "pay_unit": N_("Pay period"),
    "phone": N_("Phone"),
    "placement_id": N_("Placement"),
    "planned_on": N_("Planned for"),
    "position": N_("Position"),
    "postal_code": N_("Postal code"),
    "program": N_("Program"),
    "pronouns": N_("Pronouns"),
    "proof": N_("Proof"),
    "province": N_("Province"),
    "record": N_("Kind of record"),
    "record_id": N_("Record"),
    "role": N_("Role"),
    "rows": N_("Rows"),
    "rule": N_("Rule"),
    "safety_contact": N_("Safety contact"),
    "safety_notes": N_("Safety notes"),
    "session_id": N_("Support session"),
    "settled_at": N_("Settled on"),
    "see": N_("May see"),
    "settled_by": N_("Settled by"),
    "sha256": N_("Hash (SHA-256)"),
    "short_name": N_("Short name"),
    "signature": N_("Layout"),
    "size": N_("Size in bytes"),
    "snoozed_until": N_("Snoozed until"),
    "source": N_("Source"),
    "source_line": N_("Line in the source"),
    "stage": N_("Stage"),
    "stage_since": N_("In this stage since"),
    "started_on": N_("Since"),
    "starts_on": N_("Starts on"),
    "state": N_("State"),
    "status": N_("Status"),
    "street": N_("Street"),
    "student_email": N_("Student’s e-mail"),
    "student_name": N_("Student"),
    "student_phone": N_("Student’s phone"),
    "subject": N_("Subject"),
    "summary": N_("Summary"),
    "supervisor_id": N_("Supervisor"),
    "tag_id": N_("Tag"),
    "template_version": N_("Version of the templates"),
    "title": N_("Title"),
    "to_id": N_("Carries on as"),
    "trade_name": N_("Trade name"),
    "unpaid_basis": N_("Basis for unpaid work"),
    "value": N_("Value"),
    "wcb_account": N_("Workers’ compensation account"),
    "wcb_basis": N_("Workers’ compensation basis"),
    "website": N_("Website"),
    "wil_type": N_("WIL type"),
    "write": N_("May write"),
    "withdrawn_on": N_("Withdrawn on"),
    "work_mode": N_("Work mode"),
    "worksite_id": N_("Worksite"),
}

CODE_LISTS: Final[Mapping[str, str]] = {
    "channel": "channels",
    "outcome": "session_outcomes",
    "wil_type": "wil_types",
    "pay_basis": "pay_basis",
    "pay_unit": "pay_units",
    "unpaid_basis": "unpaid_basis",
    "wcb_basis": "wcb_basis",
    "work_mode": "work_modes",
    "state": "placement_states",
    "headcount_source": "headcount_sources",
    "language": "languages",
    "item": "employer_checklist",
    "role": "contact_roles",
    "province": "provinces",
    "stage": "pipeline_stages",
    "lost_reason": "barriers",
    "basis": "consent_bases",
    "kind": "document_kinds",
}
"""Fields that hold a code, and the list it is of."""

FLAGS: Final = frozenset({"is_primary", "federally_regulated", "active"})
HUNDREDTHS: Final = frozenset({"hours_per_week"})


def field_label(name: str, t: Translator) -> str:
    """A field's name on the screen."""
    return t(FIELDS.get(name, name))


def table_label(name: str, t: Translator) -> str:
    """What a row of this table is called."""
    return t(TABLES.get(name, name))


def shown(name: str, value: object, t: Translator, formats: Formats) -> str:
    """A stored value as people read it: codes by their label, dates, money and hours by locale."""
    if value is None or value == "":
        return ""
    if name in FLAGS:
        return t("Yes") if value else t("No")
    if name in CODE_LISTS:
        return codes.load(CODE_LISTS[name]).label(str(value), t.language)
    if name == "pay_rate_cents":
        return formats.money(int(str(value)))
    if name in HUNDREDTHS:
        return formats.number(int(str(value)) / 100)
    if name == "documents":
        return _documents(str(value), t)
    text = str(value)
    if name == "sha256":
        return " ".join(text[at : at + 8] for at in range(0, len(text), 8))  # can be compared, and wraps
    if len(text) == 10 and text[4:5] == text[7:8] == "-":
        return formats.date(text)
    if len(text) == 24 and text.endswith("Z"):
        return formats.moment(text)
    return text


def _documents(stored: str, t: Translator) -> str:
    from talented_desk.packages import texts

    known = texts.load()
    return ", ".join(known.get(f"{code}.title", "fr" if t.language == "fr" else "en") for code in json.loads(stored))
