"""A provider says something to patients. What no rule finds too much is live at once, the rest waits for the desk."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from caarisma.accounts.models import User
from providers.directory.models import Offering, Provider
from providers.vetting.claims.ownership import require_proof, was_approved
from providers.vetting.locks import lock_provider
from providers.words.enums import AboutPrompt, WordsState
from providers.words.models import AboutAnswer, SessionsSaid
from providers.words.rules.jumps import is_jump
from treatments.claims_checker import check_claims


@transaction.atomic
def save_about(*, provider_id: int, answers: Mapping[str, str], language: str, by: User, now: datetime) -> int:
    """Prompt -> text; an empty one takes the answer off. Returns how many wait for the desk now.

    UserFacingError as require_proof says.
    """
    provider = require_proof(lock_provider(provider_id))
    for prompt, text in answers.items():
        _say(provider, AboutPrompt(prompt), " ".join(text.split()), language, by, now)
    return provider.about_answers.filter(state=WordsState.WAITING).count()


def _say(provider: Provider, prompt: AboutPrompt, text: str, language: str, by: User, now: datetime) -> None:
    same = AboutAnswer.objects.select_for_update().filter(provider=provider, prompt=prompt)
    live, waiting = same.live().first(), same.waiting().first()
    if text and text == (waiting or live or AboutAnswer(text="")).text:
        return
    if waiting:
        _end(waiting)
    if live and text == live.text:
        return
    flags = [found.flag.value for found in check_claims(text)]
    if live and not flags:
        _end(live)  # nothing was typed, or something that is live at once
    if text:
        state = WordsState.WAITING if flags else WordsState.LIVE
        AboutAnswer.objects.create(
            provider=provider, prompt=prompt, text=text, language=language, flags=flags, state=state, written_at=now,
            written_by=by,
        )  # fmt: skip


def _end(answer: AboutAnswer) -> None:
    answer.state = WordsState.OVER
    answer.save(update_fields=["state"])


@transaction.atomic
def settle_sessions(*, offering: Offering, said: int, by: User, now: datetime) -> int:
    """How many sessions patients read from now on: what was said, or the number before while the desk asks. Call it in
    the transaction that saves the line, with the provider locked; the line itself is saved by the caller."""
    before = offering.sessions_done
    waiting = offering.pk and SessionsSaid.objects.select_for_update().waiting().filter(offering=offering).first()
    if waiting and waiting.said == said:
        return before
    if waiting:
        waiting.state = WordsState.OVER
        waiting.save(update_fields=["state"])
    days = (now - offering.updated_at).days if offering.pk else 0
    if not was_approved(offering.location.provider_id) or not is_jump(before, said, days=days):
        return said
    if offering.pk is None:
        offering.save()
    SessionsSaid.objects.create(offering=offering, before=before, said=said, said_at=now, said_by=by)
    return before
