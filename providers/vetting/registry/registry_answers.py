"""Answers of the registry of provider numbers, kept so that a check can rest on one."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_noop

from providers.directory.models import Provider
from providers.registry.enums import AnswerQuestion, AnswerSource
from providers.registry.models import RegistryAnswer
from providers.registry.nppes.records import Deactivation, NppesPerson
from providers.registry.nppes_api import NpiFound, NpiNotFound
from providers.registry.nppes_record import RegistryRecord
from providers.screening.enums import CheckResult
from providers.screening.rules.time_limits import limits_on
from providers.screening.rules.verdicts import ComparedFacts, VerdictCode, compare

NPPES: Final = "NPPES registry"
DEAD: Final = frozenset({AnswerQuestion.OUT_OF_SERVICE, AnswerQuestion.NOT_KNOWN})  # whatever the name is
IN_USE: Final = gettext_noop("In use. Same name")


def keep_answer(
    *, provider: Provider, answer: NpiFound | NpiNotFound, now: datetime, source: AnswerSource = AnswerSource.API
) -> RegistryAnswer:
    """Call it in the transaction that acts on the answer."""
    facts: dict[str, object] = {"found": isinstance(answer, NpiFound)}
    question: str = AnswerQuestion.NOT_KNOWN
    if isinstance(answer, NpiFound):
        facts |= _person(answer.record, answer.record.other_last_names)
        question = "" if names_fit(provider, facts) else AnswerQuestion.OTHER_NAME
    if is_out_of_service(answer):
        question = AnswerQuestion.OUT_OF_SERVICE
    return RegistryAnswer.objects.create(
        provider=provider,
        npi=provider.npi,
        at=now,
        source=source,
        in_use=isinstance(answer, NpiFound) and answer.record.is_in_use,
        question=question,
        facts=facts,
    )


def is_out_of_service(answer: NpiFound | NpiNotFound) -> bool:
    return answer.deactivated if isinstance(answer, NpiNotFound) else not answer.record.is_in_use


def answer_of_file(
    provider: Provider, record: NppesPerson | Deactivation, *, file: str, now: datetime
) -> RegistryAnswer:
    """What a line of a file says about somebody who was or is being checked. Not saved yet."""
    facts: dict[str, object] = {"file": file, "line": record.line}
    question: str = AnswerQuestion.OUT_OF_SERVICE
    if isinstance(record, NppesPerson):
        facts |= _person(record, record.former_names)
        question = "" if names_fit(provider, facts) else AnswerQuestion.OTHER_NAME
    return RegistryAnswer(
        provider=provider,
        npi=provider.npi,
        at=now,
        source=AnswerSource.FILE,
        in_use=isinstance(record, NppesPerson),
        question=question,
        facts=facts,
    )


def _person(record: RegistryRecord | NppesPerson, other_last_names: Iterable[str]) -> dict[str, object]:
    return {
        "first_name": record.first_name,
        "last_name": record.last_name,
        "other_last_names": list(other_last_names),
        "profession": record.profession or "",
        "updated_on": str(record.updated_on or ""),
    }


def newest_answer(provider: Provider) -> RegistryAnswer | None:
    return RegistryAnswer.objects.filter(provider=provider).order_by("-at", "-pk").first()


def answer_to_rest_on(provider: Provider, *, today: date) -> RegistryAnswer | None:
    """The newest answer, where it is fresh enough for a decision and was given about the name of today."""
    answer = newest_answer(provider)
    if answer is None or answer.at.date() < today - timedelta(days=limits_on(today).source_days):
        return None
    about_this_name = answer.question in DEAD or (answer.question == "") == names_fit(provider, answer.facts)
    return answer if about_this_name else None


def from_answer(answer: RegistryAnswer, *, today: date) -> dict[str, Any]:
    """What a check says of a number."""
    return {
        "result": CheckResult.FAIL if answer.question else CheckResult.PASS,
        "finding": str(AnswerQuestion(answer.question).label) if answer.question else IN_USE,
        "source": NPPES,
        "reference": answer_words(answer),
        "report_date": min(answer.at.date(), today),
        "registry_answer": answer,
    }


def names_fit(provider: Provider, facts: Mapping[str, Any]) -> bool:
    """Both names are the same or close: an initial, a half of a double name, a former name."""
    typed = ComparedFacts(first_name=provider.first_name, last_name=provider.last_name)
    found = ComparedFacts(
        first_name=facts.get("first_name", ""),
        last_name=facts.get("last_name", ""),
        other_last_names=tuple(facts.get("other_last_names", ())),
    )
    return all(verdict.code in {VerdictCode.MATCH, VerdictCode.CLOSE} for verdict in compare(typed, found))


def answer_words(answer: RegistryAnswer) -> str:
    """The number, and where else than in the registry itself it was found."""
    where = f", {answer.facts['file']} line {answer.facts['line']}" if answer.facts.get("file") else ""
    made_up = ", made up" if answer.source == AnswerSource.DEMONSTRATION else ""
    return f"{answer.npi}{where}{made_up}"[:120]
