"""A member of staff asks the registry about the number of the case on the bench."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.registry.nppes_api import NoAnswerReason, NpiNotFound, NpiUnavailable, look_up
from providers.screening.enums import CheckKind, CheckResult
from providers.screening.models import ScreeningCase
from providers.screening.rules.verdicts import ComparedFacts, Verdict, VerdictCode, VerdictField, all_match, compare
from providers.vetting.cases.case_checks import record_check
from providers.vetting.cases.case_parts import clinic_day, extend_claim
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.locks import lock_case
from providers.vetting.registry.npi_rechecks import SOURCE, Answer
from providers.vetting.registry.registry_answers import OUT_OF_SERVICE, keep_answer


def ask_once(npi: str) -> Answer:
    """Somebody waits for the page: one attempt."""
    return look_up(npi, attempts=1)


def ask_registry(
    *, case_id: int, by: User, now: datetime, revision: int | None = None, ask: Callable[[str], Answer] = ask_once
) -> tuple[Verdict, ...]:
    """The machine's lines about the number; what it said is kept. Recorded at once, in this person's name, when there
    is nothing to weigh: all of it matches (pass), it is out of service (fail), no answer (unable). Everything else is
    theirs to judge, and their pass then rests on this answer.

    UserFacingError as from record_check, and where the registry is switched off.
    """
    case = ScreeningCase.objects.select_related("provider").get(pk=case_id)
    require_not_own(provider=case.provider, by=by)
    revision = case.revision if revision is None else revision  # whoever changes a name meanwhile is asked about anew
    answer = ask(case.provider.npi)
    if answer == NpiUnavailable(NoAnswerReason.SWITCHED_OFF):
        raise UserFacingError(_("The registry cannot be asked from here. Open its page and look."))
    verdicts = verdicts_on(case.provider, answer)
    _keep(case_id, answer, result_of(verdicts), by, now, revision)
    return verdicts


@transaction.atomic
def _keep(case_id: int, answer: Answer, result: CheckResult | None, by: User, now: datetime, revision: int) -> None:
    case = lock_case(case_id)
    extend_claim(case=case, by=by, now=now)
    if not isinstance(answer, NpiUnavailable):
        keep_answer(provider=case.provider, answer=answer, now=now)
    if result is not None:
        record_check(
            case_id=case.pk,
            kind=CheckKind.NPI,
            result=result,
            finding=OUT_OF_SERVICE if result == CheckResult.FAIL else "",
            source=SOURCE,
            reference=case.provider.npi,
            report_date=clinic_day(case.provider, now=now),
            good_until=None,
            note="",
            by=by,
            now=now,
            revision=revision,
        )


def verdicts_on(provider: Provider, answer: Answer) -> tuple[Verdict, ...]:
    if isinstance(answer, NpiUnavailable):
        return (Verdict(VerdictField.NPI, VerdictCode.NO_ANSWER),)
    if isinstance(answer, NpiNotFound):
        return (Verdict(VerdictField.NPI, VerdictCode.NOT_IN_USE if answer.deactivated else VerdictCode.NOT_FOUND),)
    record = answer.record
    if not record.is_in_use:
        return (Verdict(VerdictField.NPI, VerdictCode.NOT_IN_USE),)
    typed = ComparedFacts(first_name=provider.first_name, last_name=provider.last_name, profession=provider.profession)
    found = ComparedFacts(
        first_name=record.first_name,
        last_name=record.last_name,
        other_last_names=record.other_last_names,
        profession=record.profession or "",
    )
    return compare(typed, found)


def result_of(verdicts: tuple[Verdict, ...]) -> CheckResult | None:
    """None: a person has to weigh it."""
    if all_match(verdicts):
        return CheckResult.PASS
    codes = {verdict.code for verdict in verdicts}
    return {VerdictCode.NOT_IN_USE: CheckResult.FAIL, VerdictCode.NO_ANSWER: CheckResult.UNABLE}.get(next(iter(codes)))
