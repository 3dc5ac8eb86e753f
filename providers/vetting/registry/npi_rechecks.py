"""The monthly look at the registry: is each approved provider's number still in use, and still theirs?

Whatever the registry says is written to the approved case and its history. A number out of service fails at once and
takes the provider off every list. A name that does not fit, or a number that is not found, is a question for a person:
an alert is opened and the last pass is not renewed, so it runs out on its day. No answer changes nothing either: the
last pass runs out on its day, and until then the registry is asked again.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from providers.directory.models import Provider
from providers.registry.enums import AnswerQuestion
from providers.registry.models import RegistryAnswer
from providers.registry.nppes_api import NoAnswerReason, NpiFound, NpiNotFound, NpiUnavailable, look_up
from providers.screening.enums import OPEN_CASES, CaseKind, CaseStatus, CheckKind
from providers.screening.models import ScreeningCase, ScreeningCheck
from providers.vetting.cases.alerts import open_alert
from providers.vetting.cases.case_parts import clinic_day
from providers.vetting.cases.check_evidence import NOTHING
from providers.vetting.cases.machine_checks import write_machine_check
from providers.vetting.locks import lock_provider
from providers.vetting.registry.registry_answers import from_answer, keep_answer, newest_answer

LAST_MIDNIGHT: Final = ZoneInfo("Pacific/Pago_Pago")  # once the month began there, it began at every clinic
Answer = NpiFound | NpiNotFound | NpiUnavailable
Ask = Callable[[str], Answer]

# Words of an alert, which staff read, in English as they are stored.
OUT_OF_SERVICE: Final = gettext_noop("The registry says that this number is out of service")
ALERTS: Final[Mapping[str, str]] = {
    AnswerQuestion.NOT_KNOWN: gettext_noop("The registry does not know this number"),
    AnswerQuestion.OTHER_NAME: gettext_noop("The name in the registry is another one"),
}


class RecheckOutcome(StrEnum):
    RENEWED = "renewed"
    FAILED = "failed"
    ALERT = "alert"
    NO_ANSWER = "no answer"
    NOTHING_TO_DO = "nothing to do"


def due_for_recheck(*, on: date) -> list[int]:
    """Ids of providers with an approval in force whose number was not looked up this month, in no order: one whose
    answer cannot be read must not stand in front of all others for ever."""
    cases = ScreeningCase.objects.filter(provider=OuterRef("pk"), status=CaseStatus.APPROVED, approved_until__gte=on)
    looked_up = ScreeningCheck.objects.filter(
        case__provider=OuterRef("pk"),
        case__status=CaseStatus.APPROVED,
        kind=CheckKind.NPI,
        report_date__gte=on.replace(day=1),
    )
    alerts = ScreeningCase.objects.filter(provider=OuterRef("pk"), kind=CaseKind.ALERT, status__in=OPEN_CASES)
    providers = Provider.objects.filter(
        Exists(cases), ~Exists(looked_up), ~Exists(alerts), is_demonstration=False, npi_deactivated_on__isnull=True
    )
    return list(providers.order_by("?").values_list("pk", flat=True))


def recheck_due(
    *,
    now: datetime,
    seconds: float,
    pause: float = 0.5,
    ask: Ask = look_up,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[RecheckOutcome, int]:
    """Ask about those who are due until `seconds` are over or the registry is down. Returns how many of each outcome.

    Stopped anywhere, the next run goes on: who was looked up this month is not due any more.
    """
    counts: dict[RecheckOutcome, int] = {}
    until = clock() + seconds
    for provider_id in due_for_recheck(on=now.astimezone(LAST_MIDNIGHT).date()):
        if clock() > until:
            break
        answer = ask(Provider.objects.values_list("npi", flat=True).get(pk=provider_id))
        outcome = record_answer(provider_id=provider_id, answer=answer, now=now)
        counts[outcome] = counts.get(outcome, 0) + 1
        if isinstance(answer, NpiUnavailable) and answer.reason != NoAnswerReason.UNREADABLE:
            break
        sleep(pause)
    return counts


@transaction.atomic
def record_answer(*, provider_id: int, answer: Answer, now: datetime) -> RecheckOutcome:
    """Write what the registry said about one provider. Twice with the same answer is as good as once."""
    provider = lock_provider(provider_id)
    case = _approved_case(provider)
    if case is None or provider.is_demonstration or provider.npi_deactivated_on is not None:
        return RecheckOutcome.NOTHING_TO_DO
    if isinstance(answer, NpiUnavailable):
        return RecheckOutcome.NO_ANSWER
    kept = keep_answer(provider=provider, answer=answer, now=now)
    if kept.question == AnswerQuestion.OUT_OF_SERVICE:
        return _fail(provider, case, now, kept)
    if kept.question:
        open_alert(provider=provider, words=ALERTS[kept.question], about=CheckKind.NPI, now=now)
        return RecheckOutcome.ALERT
    _write(case, now, kept)
    return RecheckOutcome.RENEWED


def _approved_case(provider: Provider) -> ScreeningCase | None:
    """Of several the one that begins last."""
    return provider.screening_cases.filter(status=CaseStatus.APPROVED).order_by("-approved_from", "-pk").first()


def _fail(provider: Provider, case: ScreeningCase, now: datetime, kept: RegistryAnswer) -> RecheckOutcome:
    provider.npi_deactivated_on = clinic_day(provider, now=now)
    provider.save(update_fields=["npi_deactivated_on", "updated_at"])
    _report_deactivated(provider, case, now, kept)
    return RecheckOutcome.FAILED


@transaction.atomic
def report_out_of_service(*, provider_ids: Iterable[int], now: datetime) -> None:
    """A file of the registry said that these numbers are out of service, and the profiles say so already. Where
    somebody was approved on such a number, the check fails and the desk is told."""
    approved = Exists(ScreeningCase.objects.filter(provider=OuterRef("pk"), status=CaseStatus.APPROVED))
    providers = Provider.objects.select_for_update(of=("self",), no_key=True)
    for provider in providers.filter(approved, pk__in=list(provider_ids)).order_by("pk"):
        case = _approved_case(provider)
        if case is not None:
            kept = newest_answer(provider)
            if kept is None or kept.question != AnswerQuestion.OUT_OF_SERVICE:
                kept = keep_answer(provider=provider, answer=NpiNotFound(deactivated=True), now=now)
            _report_deactivated(provider, case, now, kept)


def _report_deactivated(provider: Provider, case: ScreeningCase, now: datetime, kept: RegistryAnswer) -> None:
    _write(case, now, kept)
    open_alert(provider=provider, words=OUT_OF_SERVICE, about=CheckKind.NPI, now=now)


def _write(case: ScreeningCase, now: datetime, kept: RegistryAnswer) -> None:
    said = {**NOTHING, **from_answer(kept, today=clinic_day(case.provider, now=now))}
    write_machine_check(case=case, kind=CheckKind.NPI, said=said, by=None, now=now)
