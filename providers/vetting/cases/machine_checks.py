"""What the machine answers: the exclusion list. (The registry: registry/npi_asking.py.) A person starts it and
nobody types over it; where it is wrong, two people settle the match, or make an exception.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.exclusions.comparing import keep_comparisons, uncovered
from providers.screening.enums import CheckKind, CheckResult, EventKind
from providers.screening.models import ScreeningCase, ScreeningCheck
from providers.screening.rules.time_limits import good_until
from providers.vetting.cases.case_parts import clinic_day, extend_claim, require_same_revision, write_event
from providers.vetting.cases.check_evidence import NOTHING, from_list, signed_list_for
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.exclusions.candidates import lock_compared_facts
from providers.vetting.exclusions.matching import match_provider
from providers.vetting.locks import lock_case

ON_THE_LIST = gettext_noop("On the list")


def compare_with_list(*, case_id: int, by: User, now: datetime, revision: int | None = None) -> ScreeningCheck:
    """Compare the names with the list in force, and record what it says: a pass rests on the signed list that covers
    them, a fail on a match that staff confirmed.

    UserFacingError where nothing can be said: an open match, or no signed list that covers them. A match that is found
    only now stays on record.
    """
    provider = ScreeningCase.objects.select_related("provider").get(pk=case_id).provider
    require_not_own(provider=provider, by=by)
    match_provider(provider_id=provider.pk, now=now)
    return _compare(case_id, by, now, revision)


@transaction.atomic
def _compare(case_id: int, by: User, now: datetime, revision: int | None) -> ScreeningCheck:
    case = lock_case(case_id)
    extend_claim(case=case, by=by, now=now)
    require_same_revision(case=case, revision=revision)
    hits = case.provider.exclusion_hits.open()
    if confirmed := hits.filter(confirmed_at__isnull=False).first():
        said = {
            **NOTHING, "result": CheckResult.FAIL, "finding": ON_THE_LIST, "source": confirmed.list_name,
            "reference": f"{confirmed.list_date:%Y-%m-%d}, match {confirmed.pk}",
            "report_date": min(confirmed.list_date, clinic_day(case.provider, now=now)),
        }  # fmt: skip
        return write_machine_check(case=case, kind=CheckKind.EXCLUSION, said=said, by=by, now=now)
    if hits.exists():
        raise UserFacingError(_("There is an open match with an exclusion list. Settle it first."))
    return write_machine_check(case=case, kind=CheckKind.EXCLUSION, said=_not_on_it(case, now), by=by, now=now)


def _not_on_it(case: ScreeningCase, now: datetime) -> dict[str, Any]:
    run = signed_list_for(case.provider)
    if run is None:
        raise UserFacingError(_("Nobody has signed off a full exclusion list yet. A pass rests on one."))
    if run.is_demonstration:  # it has no rows: there is nothing else to compare with
        keep_comparisons(lock_compared_facts([case.provider_id]), run, now=now)
    if uncovered([case.provider], run):
        raise UserFacingError(
            _("The newest list that was signed off was not compared with these names. Sign off the list in use.")
        )
    return {**NOTHING, **from_list(run), "result": CheckResult.PASS}


def write_machine_check(
    *, case: ScreeningCase, kind: CheckKind, said: Mapping[str, Any], by: User | None, now: datetime
) -> ScreeningCheck:
    """In nobody's name; the history says who started it. `said` has the result, the words and the evidence."""
    until = good_until(kind, report_date=said["report_date"], ends_on=None)
    made = {
        "verified_by": None, "verified_at": now, "note": "", "exception": None,
        "good_until": until if said["result"] == CheckResult.PASS else None,
    }  # fmt: skip
    today = clinic_day(case.provider, now=now)
    if until and said["result"] == CheckResult.PASS and until < today:
        raise UserFacingError(_("This ended on %s, so it cannot be a pass.") % until)
    check, _made = ScreeningCheck.objects.update_or_create(case=case, kind=kind, defaults={**said, **made})
    write_event(
        kind=EventKind.CHECKED, by=by, now=now, case=case, about=kind,
        reference=f"{check.source} {check.reference}".strip(),
    )  # fmt: skip
    return check
