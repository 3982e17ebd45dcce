"""Data quality: the rules, as data. How each is found lies in `db.queries.quality`, how each is mended on its screen.

A rule looks at one kind of record and says why what it finds matters. A rule with `forms` can be mended in bulk:
each of its fields is put into its form (`talented_desk.domain.quality_forms`). The others need a person, who is
taken to `field`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from talented_desk.domain import codes
from talented_desk.domain.quality_forms import formed
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

Group = Literal["missing", "stale", "contradictory", "doubtful"]
Severity = Literal["high", "medium", "low"]
GROUPS: Final[Mapping[Group, str]] = {
    "missing": N_("Missing"),
    "stale": N_("Stale"),
    "contradictory": N_("Contradictory"),
    "doubtful": N_("Doubtful"),
}
SEVERITIES: Final[tuple[Severity, ...]] = ("high", "medium", "low")


class UnknownRule(DeskError):
    message = N_("There is no rule “{rule}”.")


class NotInBulk(DeskError):
    message = N_("“{title}” cannot be mended in bulk: each needs a look.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Texts are sources for translation."""

    code: str
    group: Group
    severity: Severity
    table: str
    """Kind of record that it looks at."""
    field: str
    """The field that mends it, on that record; or what is to be done: see `mend`."""
    title: str
    why: str
    mend: str
    """What mends it, as a sentence."""
    forms: tuple[tuple[str, str], ...] = ()
    """Fields and the form to put each into."""

    @property
    def bulk(self) -> bool:
        """Whether many can be mended at once."""
        return bool(self.forms)


_PHONE_FORM = (
    N_("Phone numbers in another form"),
    N_("Numbers written alike are found by search, recognized as duplicates and dialled by the telephone."),
    N_("Write it as 403 555 0100."),
)
_PHONE_BAD = (
    N_("Phone numbers that cannot be dialled"),
    N_("A digit too few or too many: whoever calls gets nobody."),
    N_("Correct the number."),
)
_EMAIL_BAD = (
    N_("E-mail addresses that are none"),
    N_("What is sent there comes back, or is lost."),
    N_("Correct the address."),
)
_CAPITALS = N_("Names stand on letters, packages and reports: a name in capitals shouts, and looks like a form.")
_CASING = N_("Write it as names are written; well-known initials stay.")
_BLANKS = (
    N_("It looks right and is not found by who types it, and sorts in the wrong place."),
    N_("Take the blanks out."),
)

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "employer_owner", "missing", "high", "employer", "owner_id",
        N_("Employers without a responsible officer"),
        N_("Nobody is reminded of it, and it counts in nobody’s workload."),
        N_("Choose the officer."),
    ),
    Rule(
        "employer_contact", "missing", "high", "employer", "contact",
        N_("Employers without a contact"),
        N_("Without a person to ask for, a call ends at the reception."),
        N_("Add the person you talk to."),
    ),
    Rule(
        "employer_reach", "missing", "high", "employer", "phone",
        N_("Employers that cannot be reached"),
        N_("No phone number and no e-mail address, neither of the employer nor of anybody there."),
        N_("Enter a phone number or an e-mail address."),
    ),
    Rule(
        "employer_sector", "missing", "medium", "employer", "naics",
        N_("Employers without a sector"),
        N_("Reports by sector leave it out, and funders ask for the sector."),
        N_("Enter the NAICS code; its first two digits are enough."),
    ),
    Rule(
        "employer_size", "missing", "medium", "employer", "headcount",
        N_("Employers without a size"),
        N_("Support is reported by size, and how soon an employer counts as gone quiet depends on it."),
        N_("Enter how many paid employees it has."),
    ),
    Rule(
        "contact_name", "missing", "medium", "contact", "family_name",
        N_("Contacts without a name"),
        N_("Letters and packages address people by their name."),
        N_("Enter the name."),
    ),
    Rule(
        "contact_reach", "missing", "medium", "contact", "phone",
        N_("Contacts that cannot be reached"),
        N_("Without a phone number or an e-mail address nobody can talk to this person."),
        N_("Enter a phone number or an e-mail address."),
    ),
    Rule(
        "contact_language", "missing", "low", "contact", "language",
        N_("Contacts without a language"),
        N_("Letters, packages and leave-behind sheets come in the contact’s language."),
        N_("Choose English or French."),
    ),
    Rule(
        "consent_proof", "missing", "high", "email_consent", "proof",
        N_("Consents without proof"),
        N_("The law asks the sender for proof: who said what, and where it is written."),
        N_("Record the consent again with its proof."),
    ),
    Rule(
        "placement_institution", "missing", "high", "placement", "institution_id",
        N_("Placements without an institution"),
        N_("It counts for no institution, and its agreement cannot be checked."),
        N_("Choose the student’s institution."),
    ),
    Rule(
        "placement_worksite", "missing", "medium", "placement", "worksite_id",
        N_("Placements without a worksite"),
        N_("Workers’ compensation, insurance and safety are facts of the place where the student works."),
        N_("Choose the worksite."),
    ),
    Rule(
        "placement_over", "stale", "high", "placement", "state",
        N_("Placements that ended and are still open"),
        N_("It is counted as running, and its outcome is counted nowhere."),
        N_("Say how it ended."),
    ),
    Rule(
        "opportunity_over", "stale", "medium", "opportunity", "status",
        N_("Opportunities open after their deadline"),
        N_("Institutions still see it as open, and students apply in vain."),
        N_("Close it, or enter the new deadline."),
    ),
    Rule(
        "promise_overdue", "stale", "high", "promise", "task",
        N_("Overdue promises that nobody has a task for"),
        N_("A promise that is not kept costs more trust than one that was never made."),
        N_("Add a task with a day, or mark the promise as kept."),
    ),
    Rule(
        "employer_quiet", "stale", "high", "employer", "session",
        N_("Quiet employers with open promises"),
        N_("Nothing was heard for longer than employers of this size are left alone, and something is owed."),
        N_("Call, and log the session."),
    ),
    Rule(
        "consent_expired", "stale", "high", "email_consent", "given_on",
        N_("Expired consents of people in touch"),
        N_("The employer is in the pipeline, but this person may not be sent anything that promotes."),
        N_("Ask for express consent, and record it."),
    ),
    Rule(
        "insurance_over", "stale", "high", "worksite", "insurance_expires",
        N_("Insurance that has expired"),
        N_("No student may start at a worksite whose insurance is not proven."),
        N_("Ask for the new certificate, and enter its date."),
    ),
    Rule(
        "check_over", "stale", "medium", "employer_check", "expires_on",
        N_("Checklist items that have expired"),
        N_("It was true once; packages say that it is."),
        N_("Check it again, and enter until when it holds."),
    ),
    Rule(
        "headcount_old", "stale", "low", "employer", "headcount_date",
        N_("Headcounts that are old"),
        N_("Size classes in reports come from this number."),
        N_("Ask again, and enter number and date."),
    ),
    Rule(
        "check_old", "stale", "low", "employer_check", "checked_on",
        N_("Checklist items not confirmed for long"),
        N_("It has no expiry, and nobody has looked for a long time."),
        N_("Look again, and enter the day."),
    ),
    Rule(
        "placement_dates", "contradictory", "high", "placement", "ends_on",
        N_("Placements that end before they start"),
        N_("Hours and costs computed from these days are wrong."),
        N_("Correct the start or the end."),
    ),
    Rule(
        "placement_early", "contradictory", "medium", "placement", "state",
        N_("Placements in progress that have not begun"),
        N_("It is counted as running before its first day."),
        N_("Correct the state or the start."),
    ),
    Rule(
        "opportunity_dates", "contradictory", "medium", "opportunity", "ends_on",
        N_("Opportunities that end before they start"),
        N_("Students and institutions plan by these days."),
        N_("Correct the start or the end."),
    ),
    Rule(
        "postal_province", "contradictory", "medium", "worksite", "postal_code",
        N_("Postal codes of another province"),
        N_("The first letter of a postal code says the province: one of the two is wrong."),
        N_("Correct the postal code or the province."),
    ),
    Rule(
        "session_future", "contradictory", "high", "support_session", "happened_at",
        N_("Sessions in the future"),
        N_("Hours of support are counted that nobody has given yet."),
        N_("Correct the day; what is planned is a task."),
    ),
    Rule(
        "session_zero", "doubtful", "medium", "support_session", "minutes_direct",
        N_("Sessions of no minutes"),
        N_("The support was given, and reports count nothing for it."),
        N_("Enter how long it took."),
    ),
    Rule("employer_phone_bad", "doubtful", "high", "employer", "phone", *_PHONE_BAD),
    Rule("contact_phone_bad", "doubtful", "high", "contact", "phone", *_PHONE_BAD),
    Rule("worksite_phone_bad", "doubtful", "medium", "worksite", "phone", *_PHONE_BAD),
    Rule("employer_email_bad", "doubtful", "high", "employer", "email", *_EMAIL_BAD),
    Rule("contact_email_bad", "doubtful", "high", "contact", "email", *_EMAIL_BAD),
    Rule(
        "employer_website_bad", "doubtful", "low", "employer", "website",
        N_("Web addresses that are none"),
        N_("It opens nothing, and duplicates are not recognized by it."),
        N_("Correct the address."),
    ),
    Rule(
        "employer_number_bad", "doubtful", "medium", "employer", "business_number",
        N_("Business numbers that cannot be right"),
        N_("Its last digit checks the others, and does not fit: forms with it are refused."),
        N_("Correct the number."),
    ),
    Rule(
        "employer_naics_bad", "doubtful", "medium", "employer", "naics",
        N_("NAICS codes of no sector"),
        N_("Reports by sector leave it out."),
        N_("Correct the code."),
    ),
    Rule(
        "postal_bad", "doubtful", "medium", "worksite", "postal_code",
        N_("Postal codes that are none"),
        N_("Letters do not arrive, and places cannot be compared."),
        N_("Correct the postal code."),
    ),
    Rule(
        "headcount_undated", "doubtful", "low", "employer", "headcount_date",
        N_("Headcounts without a date"),
        N_("Nobody can say whether the number still holds."),
        N_("Enter the day that it speaks of."),
    ),
    Rule(
        "employer_capitals", "doubtful", "low", "employer", "legal_name",
        N_("Employers written in capitals"), _CAPITALS, _CASING,
        (("legal_name", "name"), ("trade_name", "name"), ("city", "place")),
    ),
    Rule(
        "contact_capitals", "doubtful", "low", "contact", "family_name",
        N_("Contacts written in capitals"), _CAPITALS, _CASING,
        (("given_name", "person"), ("family_name", "person")),
    ),
    Rule(
        "worksite_capitals", "doubtful", "low", "worksite", "street",
        N_("Addresses written in capitals"), _CAPITALS, _CASING,
        (("street", "place"), ("city", "place")),
    ),
    Rule(
        "employer_blanks", "doubtful", "low", "employer", "legal_name",
        N_("Employers with stray blanks"), *_BLANKS,
        (("legal_name", "line"), ("trade_name", "line"), ("city", "line")),
    ),
    Rule(
        "contact_blanks", "doubtful", "low", "contact", "family_name",
        N_("Contacts with stray blanks"), *_BLANKS,
        (("given_name", "line"), ("family_name", "line")),
    ),
    Rule("employer_phone_form", "doubtful", "low", "employer", "phone", *_PHONE_FORM, (("phone", "phone"),)),
    Rule(
        "contact_phone_form", "doubtful", "low", "contact", "phone", *_PHONE_FORM,
        (("phone", "phone"), ("mobile", "phone")),
    ),
    Rule("worksite_phone_form", "doubtful", "low", "worksite", "phone", *_PHONE_FORM, (("phone", "phone"),)),
    Rule(
        "postal_form", "doubtful", "low", "worksite", "postal_code",
        N_("Postal codes in another form"),
        N_("Postal codes written alike are compared and found."),
        N_("Write it as T2P 1J9."),
        (("postal_code", "postal_code"),),
    ),
)  # fmt: skip
BY_CODE: Final[Mapping[str, Rule]] = {rule.code: rule for rule in RULES}


def rule(code: str) -> Rule:
    """The rule of this code. Raises `UnknownRule`."""
    found = BY_CODE.get(code)
    if found is None:
        raise UnknownRule(rule=code)
    return found


def mended(one: Rule, values: Mapping[str, str]) -> dict[str, str]:
    """What a bulk mend would write: the fields of the rule whose form differs and can be read. Raises `NotInBulk`."""
    if not one.bulk:
        raise NotInBulk(title=one.title)
    new: dict[str, str] = {}
    for field, form in one.forms:
        before = values.get(field, "")
        after = formed(form, before) if before else None
        if after and after != before:
            new[field] = after
    return new


def stale_before(what: str, today: date) -> str:
    """The first day on which a fact is not stale yet (`what`: code of the list `quality_ages`)."""
    months = int(codes.load("quality_ages").by_code[what].attributes["months"])
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1])).isoformat()
