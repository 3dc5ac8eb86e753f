"""The monthly look into the list of federal award exclusions (SAM.gov): by hand, for many at once."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.exclusions.models import ExclusionHit
from providers.screening.enums import CaseStatus, CheckKind, CheckResult, EventKind
from providers.screening.models import ScreeningCase, ScreeningCheck, SourcePage
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.evidence import is_reference
from providers.screening.rules.time_limits import good_until
from providers.vetting.cases.case_parts import clinic_day, write_event
from providers.vetting.cases.check_evidence import require_saved_for
from providers.vetting.cases.own_cases import own_providers
from providers.vetting.locks import lock_providers

SOURCE: Final = "SAM.gov, exclusions"


def to_look_up(*, by: User, now: datetime) -> QuerySet[ScreeningCheck]:
    """The checks of each one's newest approval that a look today would make count longer. The first to end is first.

    Not there: a check that failed, anybody with an open match on any exclusion list, and whom `by` has a stake in.
    """
    today = now.astimezone(OFFICE_ZONE).date()
    newer = ScreeningCase.objects.filter(
        provider=OuterRef("case__provider"), status=CaseStatus.APPROVED, pk__gt=OuterRef("case")
    )
    return (
        ScreeningCheck.objects.filter(
            Q(good_until__isnull=True) | Q(good_until__lt=good_until(CheckKind.SAM, report_date=today, ends_on=None)),
            ~Exists(newer),
            ~Exists(ExclusionHit.objects.open().filter(provider=OuterRef("case__provider"))),
            ~Q(case__provider__in=own_providers(by)),
            kind=CheckKind.SAM,
            result__in=[CheckResult.PASS, CheckResult.UNABLE],
            case__status=CaseStatus.APPROVED,
            case__approved_until__gte=today,
            case__provider__is_demonstration=False,
        )
        .select_related("case__provider")
        .prefetch_related("case__provider__former_names")
        .order_by("good_until", "pk")
    )


@transaction.atomic
def record_nothing_found(
    *, provider_ids: Collection[int], reference: str, source_page_id: int | None, by: User, now: datetime
) -> int:
    """`by` looked each of these up today and found none of them. `source_page_id`: the page or
    file about everybody that was looked at; `reference`: where in it, or what was searched.

    Whoever is not to be looked up any more (to_look_up) is left as they are. Returns how many checks were written.
    """
    if not is_reference(reference, source=SOURCE):
        raise UserFacingError(_("Say what you looked at, so that a colleague can find it again."))
    saved = SourcePage.objects.filter(kind=CheckKind.SAM, provider=None, is_demonstration=False)
    page = saved.filter(pk=source_page_id).first() if source_page_id else None
    if page is None:
        raise UserFacingError(_("A pass needs the page or file that you looked at. Save it, and attach it."))
    held = lock_providers(provider_ids)
    checks = list(to_look_up(by=by, now=now).filter(case__provider__in=held))
    for check in checks:
        today = clinic_day(check.case.provider, now=now)
        require_saved_for(today, page)
        check.result, check.finding = CheckResult.PASS, "Not on the list"
        check.source, check.reference, check.report_date = SOURCE, reference.strip(), today
        check.verified_by, check.verified_at, check.exception, check.source_page = by, now, None, page
        check.good_until = good_until(CheckKind.SAM, report_date=today, ends_on=None)
        check.save()
        write_event(
            kind=EventKind.CHECKED, by=by, now=now, case=check.case, about=CheckKind.SAM,
            reference=f"{SOURCE} {check.reference}",
        )  # fmt: skip
    return len(checks)
