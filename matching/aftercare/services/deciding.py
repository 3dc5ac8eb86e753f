"""What staff do about a place alert: take it, note each step, and decide by two. Each is written down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from matching.aftercare.enums import AlertDecision, StepKind
from matching.aftercare.errors import AlertEnded, AlertNotYours, AlertTaken, NotProposed, ProposedAlready, SamePerson
from matching.aftercare.models import PlaceAlert, PlaceAlertStep
from matching.consultations.models import Visit
from providers.directory.models import Provider
from providers.screening.enums import HoldKind
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.decisions.holds import suspend_provider


@transaction.atomic
def take_alert(*, alert_id: int, by: User, now: datetime, instead_of: int | None = None) -> PlaceAlert:
    """From nobody, or from a colleague. `instead_of`: whose it was when `by` looked (None: nobody's)."""
    alert = _lock(alert_id, by=by)
    if alert.owner_id == by.pk:
        return alert
    if alert.owner_id != instead_of:
        raise AlertTaken(alert.owner)
    alert.owner, alert.taken_at = by, now
    alert.save(update_fields=["owner", "taken_at"])
    _step(alert, StepKind.TAKEN, by=by, now=now)
    return alert


@transaction.atomic
def note_step(*, alert_id: int, kind: StepKind, words: str, by: User, now: datetime) -> PlaceAlertStep:
    alert = _lock(alert_id, by=by)
    if alert.owner_id is None:
        raise AlertNotYours
    return _step(alert, kind, words=_said(words), by=by, now=now)


@transaction.atomic
def propose_decision(
    *, alert_id: int, decision: AlertDecision, words: str, told: str = "", by: User, now: datetime
) -> PlaceAlert:
    """The first of two. `words` are for the second; `told` is what suspended providers read, without a word of who
    told us. Nothing changes yet."""
    alert = _lock(alert_id, by=by)
    if alert.owner_id is None:
        raise AlertNotYours
    if alert.decision:
        raise ProposedAlready
    if decision == AlertDecision.HOLD and not told.strip():
        raise UserFacingError(_("Write what the providers read."))
    alert.decision, alert.words, alert.told = decision, _said(words), told.strip()
    alert.proposed_by, alert.proposed_at = by, now
    alert.save(update_fields=["decision", "words", "told", "proposed_by", "proposed_at"])
    _step(alert, StepKind.PROPOSED, words=words, by=by, now=now)
    return alert


@transaction.atomic
def keep_open(*, alert_id: int, words: str, by: User, now: datetime) -> PlaceAlert:
    """The second person is not convinced, or the first takes it back: it is as open as before."""
    alert = _lock(alert_id, by=by)
    if not alert.decision:
        raise NotProposed
    alert.decision, alert.words, alert.told, alert.proposed_by, alert.proposed_at = "", None, "", None, None
    alert.save(update_fields=["decision", "words", "told", "proposed_by", "proposed_at"])
    _step(alert, StepKind.NOT_AGREED, words=_said(words), by=by, now=now)
    return alert


@transaction.atomic
def confirm_decision(*, alert_id: int, by: User, now: datetime) -> PlaceAlert:
    """The second of two; the database holds that they are two. A suspension is carried out in the same step, for each
    provider of the alert who is not suspended yet."""
    alert = _lock(alert_id, by=by)
    if not alert.decision:
        raise NotProposed
    if alert.proposed_by_id == by.pk:
        raise SamePerson
    if alert.decision == AlertDecision.HOLD:
        for provider in providers_of(alert):
            if not provider.holds.open().filter(kind=HoldKind.SUSPENDED).exists():
                suspend_provider(provider_id=provider.pk, words=alert.told, by=by, now=now)
    alert.decided_by, alert.decided_at = by, now
    alert.save(update_fields=["decided_by", "decided_at"])
    _step(alert, StepKind.DECIDED, by=by, now=now)
    return alert


def providers_of(alert: PlaceAlert) -> list[Provider]:
    """Whose visits made it."""
    visits = Visit.objects.filter(pk__in=alert.visits)
    return list(Provider.objects.filter(pk__in=visits.values("provider")).order_by("pk"))


def _lock(alert_id: int, *, by: User) -> PlaceAlert:
    """AlertEnded once it is; UserFacingError for who has a stake in a provider of it."""
    alert = PlaceAlert.objects.select_for_update(of=("self",)).get(pk=alert_id)
    for provider in providers_of(alert):
        require_not_own(provider=provider, by=by)
    if alert.decided_at is not None:
        raise AlertEnded
    return alert


def _said(words: str) -> str:
    if not words.strip():
        raise UserFacingError(_("Write why."))
    return words.strip()


def _step(alert: PlaceAlert, kind: StepKind, *, words: str = "", by: User, now: datetime) -> PlaceAlertStep:
    write_audit(actor=by, verb=f"place alert {kind}", about=f"aftercare.placealert {alert.pk}", now=now)
    return PlaceAlertStep.objects.create(alert=alert, kind=kind, words=words or None, by=by, at=now)
