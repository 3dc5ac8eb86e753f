"""One provider at the desk: holds, cases, history, and what staff may start."""

from typing import Any

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
from providers.desk.access import READ, SUSPEND, WORK, answer, desk_page
from providers.desk.forms import WhyForm
from providers.directory.models import Provider
from providers.listing.gate import listed_of_providers
from providers.listing.reading import sentences, why_not_listed
from providers.screening.enums import CaseKind
from providers.screening.models import ProviderHold
from providers.vetting.cases.cases import look_again, propose_reinstatement, suspend_provider


@require_GET
@desk_page(READ)
def provider(request: SignedInRequest, provider_id: int) -> HttpResponse:
    return _page(request, provider_id)


@require_POST
@desk_page(SUSPEND)
@step_up
def suspend(request: SignedInRequest, provider_id: int) -> HttpResponse:
    get_object_or_404(Provider, pk=provider_id)
    form = WhyForm(request.POST, prefix="suspend")
    if form.is_valid():
        try:
            suspend_provider(
                provider_id=provider_id, words=form.cleaned_data["words"], by=request.user, now=timezone.now()
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
    if form.errors:
        return _page(request, provider_id, status=UNPROCESSABLE, suspend_form=form)
    messages.success(request, _("Suspended. The provider is on no list from now on."))
    return see_other("desk:provider", provider_id=provider_id)


@require_POST
@desk_page(SUSPEND)
@step_up
def reinstate(request: SignedInRequest, hold_id: int) -> HttpResponse:
    """Propose to end a suspension."""
    hold = get_object_or_404(ProviderHold, pk=hold_id)
    form = WhyForm(request.POST, prefix="reinstate")
    if form.is_valid():
        try:
            propose_reinstatement(
                hold_id=hold_id, words=form.cleaned_data["words"], by=request.user, now=timezone.now()
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
    if form.errors:
        return _page(request, hold.provider_id, status=UNPROCESSABLE, reinstate_form=form)
    messages.success(request, _("Proposed. A second person decides."))
    return see_other("desk:provider", provider_id=hold.provider_id)


@require_POST
@desk_page(WORK)
def look(request: SignedInRequest, provider_id: int) -> HttpResponse:
    """Start a renewal or an alert."""
    get_object_or_404(Provider, pk=provider_id)
    kind = CaseKind.ALERT if request.POST.get("kind") == "alert" else CaseKind.RENEWAL
    words = request.POST.get("words", "").replace("\0", "")[:2000]  # the database takes no NUL
    try:
        case = look_again(provider_id=provider_id, kind=kind, words=words, by=request.user, now=timezone.now())
    except UserFacingError as error:
        messages.error(request, error.message)
        return see_other("desk:provider", provider_id=provider_id)
    return see_other("desk:case", case_id=case.pk)


def _page(request: SignedInRequest, provider_id: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(Provider, pk=provider_id)
    context = {"suspend_form": WhyForm(prefix="suspend"), "reinstate_form": WhyForm(prefix="reinstate"), **forms}
    return answer(
        request,
        "provider.html",
        str(found),
        status=status,
        provider=found,
        listed=bool(listed_of_providers([found.pk], now=now)),
        why_not=sentences(why_not_listed([found.pk], on=now).get(found.pk, {})),
        holds=found.holds.select_related("placed_by", "lifted_by"),
        cases=found.screening_cases.select_related("decided_by"),
        history=found.case_events.select_related("by").order_by("-pk")[:100],
        may_suspend=request.user.has_perm(SUSPEND),
        may_work=request.user.has_perm(WORK),
        **context,
    )
