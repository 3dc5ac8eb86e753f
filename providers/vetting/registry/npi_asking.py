"""A member of staff asks the registry about the number of the case on the bench."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.registry.nppes_api import NoAnswerReason, NpiNotFound, NpiUnavailable, look_up
from providers.screening.enums import CheckKind, CheckResult
from providers.screening.models import ScreeningCase
from providers.screening.rules.verdicts import ComparedFacts, Verdict, VerdictCode, VerdictField, compare
from providers.vetting.cases.case_parts import clinic_day, extend_claim, require_same_revision
from providers.vetting.cases.check_evidence import NOTHING
from providers.vetting.cases.machine_checks import write_machine_check
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.locks import lock_case
from providers.vetting.registry.npi_rechecks import Answer
from providers.vetting.registry.registry_answers import NPPES, answer_to_rest_on, from_answer, keep_answer


def ask_once(npi: str) -> Answer:
    """Somebody waits for the page: one attempt."""
    return look_up(npi, attempts=1)


def ask_registry(
    *, case_id: int, by: User, now: datetime, revision: int | None = None, ask: Callable[[str], Answer] = ask_once
) -> tuple[Verdict, ...]:
    """The machine's lines about the number; what the registry said is kept, and the check says it: a pass where the
    number is in use and the name fits, else a fail. Where it does not answer, the last answer counts if it is fresh
    enough; without one the check could not be made.

    UserFacingError where the registry is switched off and no answer is kept.
    """
    case = ScreeningCase.objects.select_related("provider").get(pk=case_id)
    require_not_own(provider=case.provider, by=by)
    revision = case.revision if revision is None else revision  # whoever changes a name meanwhile is asked about anew
    answer = ask(case.provider.npi)
    verdicts = verdicts_on(case.provider, answer)
    _keep(case_id, answer, by, now, revision)
    return verdicts


@transaction.atomic
def _keep(case_id: int, answer: Answer, by: User, now: datetime, revision: int) -> None:
    case = lock_case(case_id)
    extend_claim(case=case, by=by, now=now)
    require_same_revision(case=case, revision=revision)
    today = clinic_day(case.provider, now=now)
    if isinstance(answer, NpiUnavailable):
        kept = answer_to_rest_on(case.provider, today=today)
    else:
        kept = keep_answer(provider=case.provider, answer=answer, now=now)
    if kept is None and answer == NpiUnavailable(NoAnswerReason.SWITCHED_OFF):
        raise UserFacingError(_("The registry cannot be asked from here, and no answer of it is kept."))
    said = from_answer(kept, today=today) if kept else _no_answer(case, today)
    write_machine_check(case=case, kind=CheckKind.NPI, said={**NOTHING, **said}, by=by, now=now)


def _no_answer(case: ScreeningCase, today: date) -> dict[str, object]:
    return {
        "result": CheckResult.UNABLE, "finding": "", "source": NPPES, "reference": case.provider.npi,
        "report_date": today,
    }  # fmt: skip


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
