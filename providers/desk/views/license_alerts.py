"""Licenses that a board speaks worse of than before, and who decides about them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import CLEARS_LICENSES, LICENSE_ALERTS, SETTLES_LICENSES, answer, desk_page
from providers.desk.roster_forms import SettleForm
from providers.directory.enums import Profession
from providers.rosters.models import LicenseAlert
from providers.runs.license_alerts import end_alert, keep_alert, propose_ending
from providers.screening.boards import look_up_links

STEPS = {"propose": propose_ending, "end": end_alert, "keep": keep_alert}


@require_GET
@desk_page(LICENSE_ALERTS)
def license_alerts(request: SignedInRequest) -> HttpResponse:
    alerts = LicenseAlert.objects.select_related("provider", "proposed_by", "cleared_by")
    return answer(
        request,
        "license_alerts.html",
        _("License alerts"),
        rows=alerts.open().order_by("found_at"),
        ended=alerts.filter(cleared_at__isnull=False).order_by("-cleared_at")[:20],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(LICENSE_ALERTS)
@step_up
def license_alert(request: SignedInRequest, alert_id: int) -> HttpResponse:
    alert = get_object_or_404(LicenseAlert.objects.select_related("provider", "license", "proposed_by"), pk=alert_id)
    steps = _steps(request, alert)
    form = SettleForm(request.POST if request.method == "POST" else None, steps=steps)
    if request.method == "POST" and form.is_valid() and _settled(request, alert, form):
        return see_other("desk:license_alert", alert_id=alert.pk)
    return answer(
        request,
        "license_alert.html",
        str(alert),
        status=UNPROCESSABLE if request.method == "POST" else 200,
        alert=alert,
        steps=steps,
        form=form,
        links=look_up_links(alert.state, Profession(alert.profession)),
        looks=alert.license.looks.select_related("run", "by").order_by("-pk")[:12] if alert.license else (),
    )


def _steps(request: SignedInRequest, alert: LicenseAlert) -> list[tuple[str, str]]:
    """What this person may do with it now."""
    user = request.user
    if alert.cleared_at is not None:
        return []
    if alert.proposed_at is None:
        words = _("Propose to show this provider again") if alert.needs_two else _("Settled: end this alert")
        return [("propose", words)] if user.has_perm(SETTLES_LICENSES) else []
    if alert.proposed_by_id == user.pk:
        return [("keep", _("I take my proposal back"))]
    if not user.has_perm(CLEARS_LICENSES):
        return []
    return [("end", _("I agree: end this alert")), ("keep", _("I do not agree: it stays open"))]


def _settled(request: SignedInRequest, alert: LicenseAlert, form: SettleForm) -> bool:
    try:
        STEPS[form.cleaned_data["step"]](
            alert_id=alert.pk, reason=form.cleaned_data["words"], by=request.user, now=timezone.now()
        )
    except UserFacingError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("It is recorded."))
    return True
