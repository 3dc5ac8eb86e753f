"""What an answer says where nobody typed anything else. The card says it above the answers; no field is filled in."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from providers.desk.evidence import BenchEvidence, BenchSubject
from providers.desk.forms import CheckForm
from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from providers.screening.enums import CheckKind
from providers.screening.models import SourcePage
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.evidence import BY_CALL
from providers.screening.rules.state_rules import Scope, scope_of
from providers.vetting.cases.check_evidence import phones_to_call

OF_A_PASS: Final = ("document", "source_page_id", "reference", "called_number", "called_at", "good_until")


def implied_for(
    kind: CheckKind, subject: BenchSubject, evidence: BenchEvidence, pages: Iterable[SourcePage], *, now: datetime
) -> dict[str, str]:
    """Field -> what it stands for when it is empty. Nothing where there is a choice: then a person chooses."""
    papers, pages = subject.papers(kind), list(pages)
    said: dict[str, str] = {"source": evidence.source or next((words for words, _url in evidence.links), "")}
    looked_on = subject.today
    if len(papers) == 1 and papers[0].pages == 1:
        said["document"] = f"{papers[0].pk}.1"
    if len(pages) == 1:
        said["source_page_id"] = str(pages[0].pk)
        looked_on = min(looked_on, pages[0].saved_at.astimezone(OFFICE_ZONE).date())
    said["report_date"] = looked_on.isoformat()
    if kind in BY_CALL:
        said["called_number"] = ", ".join(phones_to_call(subject.seen))
        said["called_at"] = now.astimezone(OFFICE_ZONE).strftime("%Y-%m-%dT%H:%M")
    said["reference"] = _reference(kind, subject)
    if ends_on := _end(kind, subject):
        said["good_until"] = ends_on.isoformat()
    return {name: value for name, value in said.items() if value}


def _reference(kind: CheckKind, subject: BenchSubject) -> str:
    if kind == CheckKind.LICENSE:
        return ", ".join(f"{license.state} {license.number}" for license in subject.licenses)[:120]
    if kind != CheckKind.SCOPE:
        return ""
    rules = [subject.seen.rules.of(state, subject.profession) for state in subject.states]
    lets = {scope_of(subject.profession, state, on=subject.today, rules=subject.seen.rules) for state in subject.states}
    if not lets or not lets <= {Scope.ALONE, Scope.SUPERVISED} or any(rule.read_on is None for rule in rules):
        return ""
    read = [
        f"{rule.state} {subject.profession.value}, read {date_format(rule.read_on, 'M j, Y')}"
        for rule in rules
        if rule.read_on
    ]
    return (_("Rule of %s") % "; ".join(read))[:120]


def _end(kind: CheckKind, subject: BenchSubject) -> date | None:
    if kind == CheckKind.INSURANCE:
        return subject.statement.insurance_ends_on
    return subject.statement.board_ends_on if kind == CheckKind.BOARD else None


def implied_license(license: License, *, source: str) -> dict[str, str]:
    """What a pass of the license check says of a license on which nobody has typed the board's word."""
    if license.status != LicenseStatus.REPORTED or license.expires_on is None:
        return {}
    return {"status": LicenseStatus.ACTIVE.value, "expires_on": license.expires_on.isoformat(), "source": source}


def implied_words(kind: CheckKind, subject: BenchSubject, implied: dict[str, str], form: CheckForm) -> list[str]:
    """The same for people, in the order in which it is recorded."""
    words = []
    for name in ("document", "source_page_id"):
        choices = dict(form.fields[name].choices) if name in form.fields else {}  # type: ignore[attr-defined]
        found = next((label for key, label in choices.items() if str(key) == implied.get(name)), "")
        words += [str(found).partition(", SHA-256")[0]] if found else []
    if number := implied.get("called_number"):
        words.append(_("you called %s just now") % number)
    if kind == CheckKind.LICENSE:
        words += [
            _("%(license)s active to %(day)s, as typed")
            % {"license": f"{one.state} {one.number}", "day": date_format(one.expires_on, "M j, Y")}
            for one in subject.licenses
            if one.expires_on and implied_license(one, source="x")
        ]
    elif implied.get("reference"):
        words.append(implied["reference"])
    if ends := implied.get("good_until"):
        words.append(_("ends %s, as typed") % date_format(date.fromisoformat(ends), "M j, Y"))
    return words
