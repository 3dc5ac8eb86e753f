"""Places about which several people told us of the same: take it, call, note it, decide by two. Nothing public."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.aftercare.alert_page import has_stake, read_people
from matching.aftercare.enums import STAFF_STEPS, URGENT, AlertDecision, StepKind
from matching.aftercare.models import PlaceAlert
from matching.aftercare.services import deciding
from matching.aftercare.staff_forms import AlertStepForm, KeepForm, ProposeForm
from providers.desk.access import PLACE_ALERTS, SECONDS_ALERTS, answer, desk_page
from providers.desk.wording import due_words
from providers.moderation.forms import instead_of

Done = Callable[[], object]


@require_GET
@desk_page(PLACE_ALERTS, SECONDS_ALERTS)
def place_alerts(request: SignedInRequest) -> HttpResponse:
    now, alerts = timezone.now(), PlaceAlert.objects.select_related("owner", "proposed_by", "decided_by")
    rows = sorted(alerts.open(), key=lambda alert: (alert.rule not in URGENT, alert.due_at))
    return answer(
        request,
        "place_alerts.html",
        _("Place alerts"),
        rows=[(alert, alert.rule in URGENT, due_words(alert.due_at, now=now)) for alert in rows],
        ended=alerts.filter(decided_at__isnull=False).order_by("-decided_at")[:20],
    )


@require_GET
@desk_page(PLACE_ALERTS, SECONDS_ALERTS)
def place_alert(request: SignedInRequest, place_alert_id: int) -> HttpResponse:
    return _page(request, _alert(place_alert_id))


@require_POST
@desk_page(PLACE_ALERTS)
def take(request: SignedInRequest, place_alert_id: int) -> HttpResponse:
    alert = _alert(place_alert_id)
    try:
        before = instead_of(request.POST)
        deciding.take_alert(alert_id=alert.pk, by=request.user, now=timezone.now(), instead_of=before)
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("moderation:place_alert", place_alert_id=alert.pk)


@require_POST
@desk_page(PLACE_ALERTS)
def note(request: SignedInRequest, place_alert_id: int) -> HttpResponse:
    alert, form = _alert(place_alert_id), AlertStepForm(request.POST, prefix="step")

    def done() -> None:
        words = form.cleaned_data["words"]
        deciding.note_step(alert_id=alert.pk, kind=form.step, words=words, by=request.user, now=timezone.now())

    return _done(request, alert, form, done, "step")


@require_POST
@desk_page(PLACE_ALERTS)
@step_up
def propose(request: SignedInRequest, place_alert_id: int) -> HttpResponse:
    alert, form = _alert(place_alert_id), ProposeForm(request.POST, prefix="propose")

    def done() -> None:
        deciding.propose_decision(
            alert_id=alert.pk,
            decision=AlertDecision(form.cleaned_data["decision"]),
            words=form.cleaned_data["why"],
            told=form.cleaned_data["told"],
            by=request.user,
            now=timezone.now(),
        )

    return _done(request, alert, form, done, "propose")


@require_POST
@desk_page(PLACE_ALERTS, SECONDS_ALERTS)
@step_up
def keep(request: SignedInRequest, place_alert_id: int) -> HttpResponse:
    """By the second person, or by who proposed it."""
    alert, form = _alert(place_alert_id), KeepForm(request.POST, prefix="keep")

    def done() -> None:
        deciding.keep_open(alert_id=alert.pk, words=form.cleaned_data["why"], by=request.user, now=timezone.now())

    return _done(request, alert, form, done, "keep")


@require_POST
@desk_page(SECONDS_ALERTS)
@step_up
def confirm(request: SignedInRequest, place_alert_id: int) -> HttpResponse:
    """The second of two."""
    alert = _alert(place_alert_id)
    try:
        deciding.confirm_decision(alert_id=alert.pk, by=request.user, now=timezone.now())
        messages.success(request, _("It is decided."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("moderation:place_alert", place_alert_id=alert.pk)


def _alert(place_alert_id: int) -> PlaceAlert:
    return get_object_or_404(PlaceAlert.objects.select_related("owner", "proposed_by", "decided_by"), pk=place_alert_id)


def _done(request: SignedInRequest, alert: PlaceAlert, form: forms.Form, done: Done, name: str) -> HttpResponse:
    """What the form says is done; or the page once more, with what stands against it and all that was typed."""
    if not form.is_valid():
        return _page(request, alert, status=UNPROCESSABLE, **{name: form})
    try:
        done()
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _page(request, _alert(alert.pk), status=error.status, **{name: form})
    messages.success(request, _("It is recorded."))
    return see_other("moderation:place_alert", place_alert_id=alert.pk)


def _page(request: SignedInRequest, alert: PlaceAlert, *, status: int = 200, **given: forms.Form) -> HttpResponse:
    now, user = timezone.now(), request.user
    steps = list(alert.steps.select_related("by"))
    noted = {step.kind for step in steps}
    return answer(
        request,
        "place_alert.html",
        str(alert),
        status=status,
        alert=alert,
        urgent=alert.rule in URGENT,
        due="" if alert.owner or alert.decided_at else due_words(alert.due_at, now=now),
        stake=has_stake(alert, by=user),
        people=read_people(alert, by=user, now=now),
        steps=steps,
        to_do=[(kind.label, kind in noted) for kind in STAFF_STEPS if kind != StepKind.NOTE],
        works=user.has_perm(PLACE_ALERTS),
        seconds=user.has_perm(SECONDS_ALERTS) and alert.proposed_by_id != user.pk,
        is_first=alert.proposed_by_id == user.pk,
        forms={
            "step": AlertStepForm(prefix="step"),
            "propose": ProposeForm(prefix="propose"),
            "keep": KeepForm(prefix="keep"),
        }
        | given,
    )
