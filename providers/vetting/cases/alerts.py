"""A source says something that a person has to look at, although nobody sent a case."""

from datetime import datetime

from providers.directory.models import Provider
from providers.screening.enums import CaseKind, CheckKind, EventKind
from providers.vetting.cases.case_moves import look_again
from providers.vetting.cases.case_parts import write_event


def open_alert(*, provider: Provider, words: str, about: CheckKind, now: datetime) -> None:
    """Open an alert; where a case is open already, tell it there, once. Call it with the provider locked."""
    case = provider.screening_cases.whole().open().first()
    if case is None:
        look_again(provider_id=provider.pk, kind=CaseKind.ALERT, words=words, by=None, now=now)
    elif not case.events.filter(words=words).exists():
        write_event(kind=EventKind.CHANGED, by=None, now=now, case=case, about=about, words=words)
