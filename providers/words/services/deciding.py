"""The desk reads what waits: it may stand, or it is not shown and the provider reads why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.states import require_move
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.locks import lock_provider
from providers.vetting.notices.provider_mails import tell_provider
from providers.words.enums import WORDS_MOVES, WordsState
from providers.words.models import AboutAnswer, SessionsSaid


@transaction.atomic
def decide_about(*, answer_id: int, grant: bool, why: str, by: User, now: datetime) -> AboutAnswer:
    """UserFacingError where somebody decided, or the provider took it back, meanwhile."""
    provider = lock_provider(AboutAnswer.objects.values_list("provider", flat=True).get(pk=answer_id))
    require_not_own(provider=provider, by=by)
    answer = AboutAnswer.objects.select_for_update(of=("self",)).get(pk=answer_id)
    _require_waiting(answer, grant=grant, why=why)
    if grant:
        AboutAnswer.objects.live().filter(provider=provider, prompt=answer.prompt).update(state=WordsState.OVER)
    _decide(answer, grant=grant, why=why, by=by, now=now)
    write_audit(actor=by, verb=f"words.{answer.state}", about=f"words.aboutanswer {answer.pk}", now=now)
    tell_provider(provider_id=provider.pk, event="words_read")
    return answer


@transaction.atomic
def decide_sessions(*, said_id: int, grant: bool, why: str, by: User, now: datetime) -> SessionsSaid:
    """As decide_about. Granted, the number is what patients read."""
    held = SessionsSaid.objects.values_list("offering__location__provider", flat=True)
    provider = lock_provider(held.get(pk=said_id))
    require_not_own(provider=provider, by=by)
    said = SessionsSaid.objects.select_for_update(of=("self",)).select_related("offering").get(pk=said_id)
    _require_waiting(said, grant=grant, why=why)
    if grant:
        said.offering.sessions_done = said.said
        said.offering.save(update_fields=["sessions_done", "updated_at"])
    _decide(said, grant=grant, why=why, by=by, now=now)
    write_audit(actor=by, verb=f"sessions.{said.state}", about=f"words.sessionssaid {said.pk}", now=now)
    tell_provider(provider_id=provider.pk, event="words_read")
    return said


def _require_waiting(waiting: AboutAnswer | SessionsSaid, *, grant: bool, why: str) -> None:
    if waiting.state != WordsState.WAITING:
        raise UserFacingError(_("This does not wait any more: somebody decided, or it was taken back."))
    require_move(WORDS_MOVES, waiting.state, WordsState.LIVE if grant else WordsState.REFUSED)
    if not grant and not why.strip():
        raise UserFacingError(_("Say why. The provider reads it."))


def _decide(waiting: AboutAnswer | SessionsSaid, *, grant: bool, why: str, by: User, now: datetime) -> None:
    waiting.state = WordsState.LIVE if grant else WordsState.REFUSED
    waiting.decided_by, waiting.decided_at, waiting.why = by, now, why.strip()
    waiting.save(update_fields=["state", "decided_by", "decided_at", "why"])
