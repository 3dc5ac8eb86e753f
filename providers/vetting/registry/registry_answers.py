"""Answers of the registry of provider numbers, kept so that a check can rest on one."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.registry.enums import AnswerSource
from providers.registry.models import RegistryAnswer
from providers.registry.nppes.records import Deactivation, NppesPerson
from providers.registry.nppes_api import NpiFound, NpiNotFound
from providers.screening.rules.time_limits import limits_on
from providers.screening.rules.verdicts import ComparedFacts, VerdictCode, compare

# What patients read of a pass, and of a fail.
IN_USE: Final = gettext_noop("In use. Same name")
COMPARED: Final = gettext_noop("In use. Our staff compared the name")
OUT_OF_SERVICE: Final = gettext_noop("The registry says that this number is out of service")


def keep_answer(*, provider: Provider, answer: NpiFound | NpiNotFound, now: datetime) -> RegistryAnswer:
    """Call it in the transaction that acts on the answer."""
    facts: dict[str, object] = {"found": isinstance(answer, NpiFound)}
    if isinstance(answer, NpiFound):
        record = answer.record
        facts |= {
            "first_name": record.first_name,
            "last_name": record.last_name,
            "other_last_names": list(record.other_last_names),
            "profession": record.profession or "",
            "updated_on": str(record.updated_on or ""),
        }
    return RegistryAnswer.objects.create(
        provider=provider,
        npi=provider.npi,
        at=now,
        source=AnswerSource.API,
        in_use=isinstance(answer, NpiFound) and answer.record.is_in_use,
        facts=facts,
    )


def answer_of_file(
    provider: Provider, record: NppesPerson | Deactivation, *, file: str, now: datetime
) -> RegistryAnswer:
    """What a line of a file says about somebody who was or is being checked. Not saved yet."""
    facts: dict[str, object] = {"file": file, "line": record.line}
    if isinstance(record, NppesPerson):
        facts |= {
            "first_name": record.first_name,
            "last_name": record.last_name,
            "other_last_names": list(record.former_names),
            "profession": record.profession,
            "updated_on": str(record.updated_on),
        }
    in_use = isinstance(record, NppesPerson)
    return RegistryAnswer(
        provider=provider, npi=provider.npi, at=now, source=AnswerSource.FILE, in_use=in_use, facts=facts
    )


def newest_answer(provider: Provider) -> RegistryAnswer | None:
    return RegistryAnswer.objects.filter(provider=provider).order_by("-at", "-pk").first()


def answer_to_rest_on(provider: Provider, *, today: date) -> RegistryAnswer:
    """What a pass of the number may rest on. UserFacingError when there is nothing, or nothing that speaks for it."""
    answer = newest_answer(provider)
    oldest = today - timedelta(days=limits_on(today).source_days)
    if answer is None or answer.at.date() < oldest:
        raise UserFacingError(_("There is no answer of the registry to rest on. Ask the registry first."))
    if not answer.in_use:
        raise UserFacingError(_("The registry says that this number is not in use, so it cannot be a pass."))
    return answer


def finding_of(answer: RegistryAnswer, provider: Provider) -> str:
    """What patients read. The machine says "same name" only where it is."""
    facts = answer.facts
    if not facts.get("last_name"):
        return COMPARED
    typed = ComparedFacts(first_name=provider.first_name, last_name=provider.last_name)
    found = ComparedFacts(
        first_name=facts["first_name"],
        last_name=facts["last_name"],
        other_last_names=tuple(facts.get("other_last_names", ())),
    )
    fits = all(verdict.code in {VerdictCode.MATCH, VerdictCode.CLOSE} for verdict in compare(typed, found))
    return IN_USE if fits else COMPARED


def answer_words(answer: RegistryAnswer) -> str:
    """The number, and where else than in the registry itself it was found."""
    where = f", {answer.facts['file']} line {answer.facts['line']}" if answer.facts.get("file") else ""
    made_up = ", made up" if answer.source == AnswerSource.DEMONSTRATION else ""
    return f"{answer.npi}{where}{made_up}"[:120]
