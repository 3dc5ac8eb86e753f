"""Rows of the queue: what waits, how long it may still wait, how far it is, and what looks odd."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet, TextChoices, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from providers.desk.wording import due_words, span_words
from providers.directory.enums import LicenseStatus
from providers.directory.finding_people import people_called
from providers.directory.models import License, Statement
from providers.exclusions.models import ExclusionHit
from providers.screening.enums import CaseKind, CaseStatus
from providers.screening.in_the_way import progress_of
from providers.screening.models import Document, ScreeningCase
from providers.screening.outlook import outlooks
from providers.vetting.cases.case_parts import is_claimed

AT_THE_DESK: Final = (CaseStatus.SENT, CaseStatus.IN_REVIEW)
SOON: Final = timedelta(hours=6)
ENDS_SOON: Final = timedelta(days=60)


class QueueFlag(TextChoices):
    """What a person should look at first."""

    NPI = "npi", _("NPI not in use")
    EXCLUSION = "exclusion", _("On an exclusion list?")
    LICENSE = "license", _("License ends soon")
    INSURANCE = "insurance", _("Insurance ends soon")
    DOCUMENT = "document", _("Same document seen before")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    case: ScreeningCase
    age: str
    due: str
    late: bool
    soon: bool
    done: int  # checks that would carry an approval today
    of: int  # that it takes; the bench shows the same
    flags: tuple[QueueFlag, ...]
    held_by: User | None  # who has it at this moment


def waiting(*, status: str = "", kind: str = "", owner: User | None = None) -> QuerySet[ScreeningCase]:
    """Cases at the desk, those due first in front."""
    cases = ScreeningCase.objects.filter(status__in=AT_THE_DESK).select_related("provider", "owner")
    if status in AT_THE_DESK:
        cases = cases.filter(status=status)
    if kind in CaseKind.values:
        cases = cases.filter(kind=kind)
    if owner:
        cases = cases.filter(owner=owner)
    return cases.order_by(F("due_at").asc(nulls_last=True), "pk")


def narrowed(
    cases: QuerySet[ScreeningCase], *, now: datetime, sought: str = "", late: bool = False, flag: str = ""
) -> QuerySet[ScreeningCase]:
    """Whose name, NPI or case number is sought, what is late, and what has this flag."""
    if number := sought.strip().removeprefix("#"):
        named = people_called(number, at="provider__")
        cases = cases.filter(named | Q(pk=int(number)) if number.isdecimal() and len(number) < 10 else named)
    if late:
        cases = cases.filter(due_at__lt=now)
    if flag in QueueFlag.values:
        flagged = flags_of(cases, now=now)
        cases = cases.filter(provider__in=[provider for provider, found in flagged.items() if flag in found])
    return cases


def owners(cases: QuerySet[ScreeningCase]) -> QuerySet[User]:
    """Who has one of these cases."""
    return User.objects.filter(pk__in=cases.exclude(owner=None).order_by().values("owner")).order_by("email")


def queue_rows(cases: Iterable[ScreeningCase], *, now: datetime) -> list[QueueRow]:
    """As many queries for one case as for fifty."""
    cases = list(cases)
    prefetch_related_objects(cases, "checks")
    seen = outlooks(cases, now=now)
    progress = {case.pk: progress_of(case, seen[case.pk]) for case in cases}
    flags = flags_of(cases, now=now)
    return [
        QueueRow(
            case=case,
            age=span_words(now - case.sent_at) if case.sent_at else "",
            due=due_words(case.due_at, now=now),
            late=case.due_at is not None and case.due_at < now,
            soon=case.due_at is not None and now <= case.due_at < now + SOON,
            done=progress[case.pk].passed,
            of=progress[case.pk].needed,
            flags=tuple(flags.get(case.provider_id, ())),
            held_by=case.owner if is_claimed(case, now=now) else None,
        )
        for case in cases
    ]


def flags_of(cases: Iterable[ScreeningCase], *, now: datetime) -> Mapping[int, list[QueueFlag]]:
    """Provider id -> what a person should look at first."""
    cases = list(cases)
    providers = {case.provider_id for case in cases}
    soon = (now + ENDS_SOON).date()
    flags: defaultdict[int, list[QueueFlag]] = defaultdict(list)
    for case in cases:
        if case.provider.npi_deactivated_on:
            flags[case.provider_id].append(QueueFlag.NPI)
    for provider in ExclusionHit.objects.open().filter(provider__in=providers).values_list("provider", flat=True):
        flags[provider].append(QueueFlag.EXCLUSION)
    licenses = License.objects.filter(provider__in=providers).exclude(status=LicenseStatus.REPORTED)
    for provider, ends in licenses.values_list("provider", "expires_on"):
        if ends and ends < soon:
            flags[provider].append(QueueFlag.LICENSE)
    insured = Statement.objects.filter(provider__in=providers, insurance_ends_on__lt=soon)
    for provider in insured.values_list("provider", flat=True):
        flags[provider].append(QueueFlag.INSURANCE)
    for provider in _with_a_document_of_somebody_else(providers):
        flags[provider].append(QueueFlag.DOCUMENT)
    return {provider: list(dict.fromkeys(found)) for provider, found in flags.items()}


def _with_a_document_of_somebody_else(providers: set[int]) -> set[int]:
    mine = dict(Document.objects.filter(provider__in=providers).values_list("sha256", "provider"))
    shared = Document.objects.filter(sha256__in=mine).values_list("sha256", "provider")
    owners: defaultdict[str, set[int]] = defaultdict(set)
    for sha256, provider in shared:
        owners[sha256].add(provider)
    return {provider for found in owners.values() if len(found) > 1 for provider in found & providers}
