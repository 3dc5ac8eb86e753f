"""Everything about a person's requests, erased. The clinic keeps the time and "withdrawn"."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from caarisma.common.outbox import moves as outbox
from matching.consultations import mails
from matching.consultations.enums import CloseReason, Side
from matching.consultations.models import Asker, PressLink, Request, RequestDraft, RequestWords
from matching.consultations.services.ending import close
from matching.consultations.steps.locking import locked_askers, locked_request
from matching.consultations.steps.refusals import one_step


@dataclass(frozen=True, slots=True)
class Erased:
    """`requests`: lines that stay, without a person; `told`: clinics that were asked to delete what they read."""

    requests: int
    told: int


@one_step
def erase_askers(*, asker_ids: Collection[int], browser: str, now: datetime) -> Erased:
    """In one step: open requests are closed, visits unbooked, words, facts, messages, links, holds, drafts and waiting
    mails deleted. Clinics that read something shared are asked to delete it.
    """
    askers = locked_askers(asker_ids)
    ids = list(Request.objects.filter(asker__in=askers).order_by("pk").values_list("pk", flat=True))
    told = sum(_erase_request(locked_request(request_id), now=now) for request_id in ids)
    _erase_drafts(browser, {hold.session_hash for asker in askers for hold in asker.holds.all()}, now=now)
    Asker.objects.filter(pk__in=[asker.pk for asker in askers]).delete()
    return Erased(requests=len(ids), told=told)


def _erase_request(request: Request, *, now: datetime) -> bool:
    """Whether its clinic read something that it is asked to delete."""
    was_open, was_read = request.is_open, _was_read(request)
    if was_open:
        close(request, CloseReason.ERASED, by=Side.SITE, now=now)
        mails.tell_clinic(request, "cancelled", now=now)
    if was_read:
        mails.tell_clinic(request, "erase", now=now, once="erased")
    outbox.take_back(f"{mails.PREFIX}:{request.pk}:", kind_starts="visit_", now=now)
    for rows in (request.facts, request.messages, request.preferred, request.links):
        rows.all().delete()
    request.reports.update(words=None)
    RequestWords.objects.filter(request=request).delete()
    request.asker, request.intake = None, None
    request.save(update_fields=["asker", "intake"])
    return was_read


def _was_read(request: Request) -> bool:
    """A move of the clinic says that somebody there opened it, and read the note with it."""
    return (
        request.facts.filter(first_read_at__isnull=False).exists()
        or request.messages.filter(side=Side.PATIENT, read_at__isnull=False).exists()
        or request.moves.filter(by=Side.CLINIC).exists()
    )


def _erase_drafts(browser: str, others: Collection[str], *, now: datetime) -> None:
    """With the links that were mailed to have them sent, also those that wait: no asker is known by those yet. "" is no
    browser: links in mails of everybody stand under it.
    """
    known = [each for each in (browser, *others) if each]
    links = PressLink.objects.filter(session_hash__in=known)
    outbox.take_back(*(mails.key_of_link(link) for link in links), now=now)
    for rows in (PressLink, RequestDraft):
        rows.objects.filter(session_hash__in=known).delete()
