"""The monthly look at the registry: is each approved provider's number still in use, and still theirs?

Whatever the registry says is written to the approved case and its history. A number out of service fails at once and
takes the provider off every list. A name that does not fit, or a number that is not found, is a question for a person:
an alert is opened and the last pass is not renewed, so it runs out on its day. No answer changes nothing either: the
last pass runs out on its day, and until then the registry is asked again.
"""

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from providers.directory.models import Provider
from providers.registry.models import RegistryAnswer
from providers.registry.nppes_api import Found, NotFound, Reason, Unavailable, look_up
from providers.registry.nppes_record import RegistryRecord
from providers.screening.enums import OPEN_CASES, CaseKind, CaseStatus, CheckKind, CheckResult, EventKind
from providers.screening.models import ScreeningCase, ScreeningCheck
from providers.screening.rules.time_limits import good_until
from providers.screening.rules.verdicts import Code, Facts, compare
from providers.vetting.cases.case_moves import look_again
from providers.vetting.cases.case_parts import clinic_day, write_event
from providers.vetting.locks import locked_provider
from providers.vetting.registry.registry_answers import IN_USE, OUT_OF_SERVICE, answer_words, keep_answer, newest_answer

SOURCE: Final = "NPPES registry"
LAST_MIDNIGHT: Final = ZoneInfo("Pacific/Pago_Pago")  # once the month began there, it began at every clinic
Answer = Found | NotFound | Unavailable
Ask = Callable[[str], Answer]

# Words of an alert, which staff read.
NOT_KNOWN: Final = gettext_noop("The registry does not know this number")
NAME_DIFFERS: Final = gettext_noop("The name in the registry is another one")


class Outcome(StrEnum):
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
) -> dict[Outcome, int]:
    """Ask about those who are due until `seconds` are over or the registry is down. Returns how many of each outcome.

    Stopped anywhere, the next run goes on: who was looked up this month is not due any more.
    """
    counts: dict[Outcome, int] = {}
    until = clock() + seconds
    for provider_id in due_for_recheck(on=now.astimezone(LAST_MIDNIGHT).date()):
        if clock() > until:
            break
        answer = ask(Provider.objects.values_list("npi", flat=True).get(pk=provider_id))
        outcome = record_answer(provider_id=provider_id, answer=answer, now=now)
        counts[outcome] = counts.get(outcome, 0) + 1
        if isinstance(answer, Unavailable) and answer.reason != Reason.UNREADABLE:
            break
        sleep(pause)
    return counts


@transaction.atomic
def record_answer(*, provider_id: int, answer: Answer, now: datetime) -> Outcome:
    """Write what the registry said about one provider. Twice with the same answer is as good as once."""
    provider = locked_provider(provider_id)
    case = provider.screening_cases.filter(status=CaseStatus.APPROVED).order_by("-approved_from", "-pk").first()
    if case is None or provider.is_demonstration or provider.npi_deactivated_on is not None:
        return Outcome.NOTHING_TO_DO
    if isinstance(answer, Unavailable):
        return Outcome.NO_ANSWER
    kept = keep_answer(provider=provider, answer=answer, now=now)
    if _out_of_service(answer):
        return _fail(provider, case, now, kept)
    question = _question(provider, answer)
    if question:
        _alert(provider, question, now)
        return Outcome.ALERT
    _write(case, CheckResult.PASS, IN_USE, now, kept)
    return Outcome.RENEWED


def _out_of_service(answer: Found | NotFound) -> bool:
    return answer.deactivated if isinstance(answer, NotFound) else not answer.record.is_in_use


def _question(provider: Provider, answer: Found | NotFound) -> str:
    """What a person has to look at; "" when everything fits."""
    if isinstance(answer, NotFound):
        return NOT_KNOWN
    return "" if names_fit(provider, answer.record) else NAME_DIFFERS


def names_fit(provider: Provider, record: RegistryRecord) -> bool:
    """Both names are the same or close: an initial, a half of a double name, a former name."""
    typed = Facts(first_name=provider.first_name, last_name=provider.last_name)
    found = Facts(first_name=record.first_name, last_name=record.last_name, other_last_names=record.other_last_names)
    return all(verdict.code in {Code.MATCH, Code.CLOSE} for verdict in compare(typed, found))


def _fail(provider: Provider, case: ScreeningCase, now: datetime, kept: RegistryAnswer) -> Outcome:
    provider.npi_deactivated_on = clinic_day(provider, now=now)
    provider.save(update_fields=["npi_deactivated_on", "updated_at"])
    _out_of_service_found(provider, case, now, kept)
    return Outcome.FAILED


@transaction.atomic
def report_out_of_service(*, provider_ids: Iterable[int], now: datetime) -> None:
    """A file of the registry said that these numbers are out of service, and the profiles say so already. Where
    somebody was approved on such a number, the check fails and the desk is told."""
    approved = Exists(ScreeningCase.objects.filter(provider=OuterRef("pk"), status=CaseStatus.APPROVED))
    providers = Provider.objects.select_for_update(of=("self",), no_key=True)
    for provider in providers.filter(approved, pk__in=list(provider_ids)).order_by("pk"):
        case = provider.screening_cases.filter(status=CaseStatus.APPROVED).order_by("-approved_from", "-pk").first()
        if case is not None:
            _out_of_service_found(provider, case, now, newest_answer(provider))


def _out_of_service_found(provider: Provider, case: ScreeningCase, now: datetime, kept: RegistryAnswer | None) -> None:
    _write(case, CheckResult.FAIL, OUT_OF_SERVICE, now, kept)
    _alert(provider, OUT_OF_SERVICE, now)


def _alert(provider: Provider, words: str, now: datetime) -> None:
    """Open an alert; where a case is open already, tell it there, once."""
    case = provider.screening_cases.filter(status__in=OPEN_CASES).first()
    if case is None:
        look_again(provider_id=provider.pk, kind=CaseKind.ALERT, words=words, by=None, now=now)
    elif not case.events.filter(words=words).exists():
        write_event(kind=EventKind.CHANGED, by=None, now=now, case=case, about=CheckKind.NPI, words=words)


def _write(case: ScreeningCase, result: CheckResult, finding: str, now: datetime, kept: RegistryAnswer | None) -> None:
    today = clinic_day(case.provider, now=now)
    passed = result == CheckResult.PASS
    ScreeningCheck.objects.update_or_create(
        case=case,
        kind=CheckKind.NPI,
        defaults={
            "result": result,
            "finding": finding,
            "source": SOURCE,
            "reference": answer_words(kept) if kept else case.provider.npi,
            "registry_answer": kept,
            "report_date": today,
            "verified_by": None,
            "verified_at": now,
            "good_until": good_until(CheckKind.NPI, report_date=today, ends_on=None) if passed else None,
            "exception": None,
        },
    )
    write_event(kind=EventKind.CHECKED, by=None, now=now, case=case, about=CheckKind.NPI, reference=SOURCE)
