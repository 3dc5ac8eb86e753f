"""Pauses by the provider, and suspensions by staff. While a hold is open the provider is on no list."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.listing.gate import listed_of_providers
from providers.screening.enums import DecisionKind, EventKind, HoldKind
from providers.screening.models import CaseEvent, ProviderHold, TwoPersonDecision
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.claims.ownership import require_proof
from providers.vetting.locks import lock_provider
from providers.vetting.notices.provider_mails import tell_hidden


@transaction.atomic
def pause_provider(*, provider_id: int, until: date | None = None, by: User, now: datetime) -> ProviderHold:
    """By the provider, or for them: off every list at once, with nothing else lost. Pausing twice is pausing once,
    until the day that was said last. `until`: the first day on which patients see them again; none: until they say so.
    """
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.SPEAK)
    if hold := provider.holds.open().filter(kind=HoldKind.PAUSED).first():
        if hold.until != until:
            hold.until = until
            hold.save(update_fields=["until", "updated_at"])
        return hold
    hold = ProviderHold.objects.create(
        provider=provider, kind=HoldKind.PAUSED, until=until, placed_by=by, placed_at=now
    )
    _write(EventKind.PAUSED, hold, by, now)
    note(provider, Did.PAUSED, by=by, now=now)
    return hold


@transaction.atomic
def unpause_provider(*, provider_id: int, by: User, now: datetime) -> None:
    """End the pause. Whether the provider is listed then is again a matter of dated facts."""
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.SPEAK)
    for hold in provider.holds.open().filter(kind=HoldKind.PAUSED):
        hold.lifted_by, hold.lifted_at = by, now
        hold.save(update_fields=["lifted_by", "lifted_at", "updated_at"])
        _write(EventKind.UNPAUSED, hold, by, now)
        note(provider, Did.UNPAUSED, by=by, now=now)


@transaction.atomic
def suspend_provider(*, provider_id: int, words: str, by: User, now: datetime, tells: bool = True) -> ProviderHold:
    """By one member of staff, at once: waiting for a second person could harm a patient. The provider reads `words`
    in the portal. `tells`: by mail that there is something to read, unless another mail says so."""
    provider = lock_provider(provider_id)
    require_not_own(provider=provider, by=by)
    if not words.strip():
        raise UserFacingError(_("Say why. The provider reads it."))
    if provider.holds.open().filter(kind=HoldKind.SUSPENDED).exists():
        raise UserFacingError(_("This provider is suspended already."))
    hidden = listed_of_providers([provider.pk], now=now) if tells else frozenset()
    hold = ProviderHold.objects.create(
        provider=provider, kind=HoldKind.SUSPENDED, reason=words.strip(), placed_by=by, placed_at=now
    )
    _write(EventKind.SUSPENDED, hold, by, now, words=hold.reason, shown=True)
    tell_hidden(hidden)
    return hold


@transaction.atomic
def propose_reinstatement(*, hold_id: int, words: str, by: User, now: datetime) -> TwoPersonDecision:
    """The first of two people says why the suspension should end. Nothing changes yet."""
    lock_provider(ProviderHold.objects.values_list("provider", flat=True).get(pk=hold_id))
    hold = ProviderHold.objects.select_for_update(of=("self",)).select_related("provider").get(pk=hold_id)
    require_not_own(provider=hold.provider, by=by)
    if not words.strip():
        raise UserFacingError(_("Say why. The second person reads it."))
    if hold.kind != HoldKind.SUSPENDED or hold.lifted_at:
        raise UserFacingError(_("There is no open suspension to end."))
    if hold.decisions.waiting().exists():
        raise UserFacingError(_("This was proposed already. It waits for a second person."))
    decision = TwoPersonDecision.objects.create(
        kind=DecisionKind.REINSTATE, hold=hold, words=words.strip(), first_by=by, first_at=now
    )
    _write(EventKind.REINSTATE_ASKED, hold, by, now, words=decision.words)
    return decision


def end_suspension(*, decision: TwoPersonDecision, by: User, now: datetime) -> None:
    """Carry out what two people decided. Call it in the transaction of the decision."""
    assert decision.hold_id is not None
    hold = ProviderHold.objects.select_for_update(of=("self",)).get(pk=decision.hold_id)
    hold.lift_asked_by, hold.lifted_by, hold.lifted_at = decision.first_by, by, now
    hold.save(update_fields=["lift_asked_by", "lifted_by", "lifted_at", "updated_at"])


def _write(kind: EventKind, hold: ProviderHold, by: User, now: datetime, **details: object) -> None:
    CaseEvent.objects.create(provider=hold.provider, kind=kind, by=by, at=now, about=hold.kind, **details)
