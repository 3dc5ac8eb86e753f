"""The way in: sign up, give the NPI, and for a number that somebody holds, say how to prove it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from caarisma.accounts.adapter import JOINING
from caarisma.accounts.http import SignedInRequest, count_beyond_here
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.http import by_htmx, see_other
from providers.directory.models import Provider
from providers.errands.enums import ErrandKind
from providers.errands.joining import claim_typed, is_held
from providers.errands.models import Errand
from providers.errands.running import send_off
from providers.portal.forms.npi import NpiForm, ProofForm
from providers.portal.http import (
    CLAIMS_A_DAY,
    LOOK_UPS_AN_HOUR,
    PortalRequest,
    answer,
    count_beyond,
    for_provider,
    posted,
)
from providers.screening.models import NpiClaim
from providers.vetting.claims.claiming import ClaimOutcome, explain_claim, let_go
from providers.vetting.claims.ownership import is_contested, was_approved


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        request.session[JOINING] = True  # confirming an address by mail loses "next"
        return render(request, "providers/portal/welcome.html")
    if Provider.objects.filter(user=request.user).exists():
        return redirect("provider:home")
    errand = _asked_before(request.user)
    if errand and errand.done_at is None and request.method != "POST":
        return redirect("provider:asking")
    form = NpiForm(posted(request)[0], label_suffix="")
    if request.method == "POST" and (
        count_beyond(request, "look-ups", LOOK_UPS_AN_HOUR) or count_beyond_here(request, "claims", CLAIMS_A_DAY)
    ):
        return render(request, "429.html", status=429)
    if request.method == "POST" and form.is_valid():
        typed = {**form.cleaned_data, "language": get_language()}
        if settings.NPPES_API_URL and not is_held(typed["npi"]):
            send_off(kind=ErrandKind.JOIN, by=request.user, now=timezone.now(), typed=typed)
            return see_other("provider:asking")
        try:
            outcome = claim_typed(typed, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error("npi", error.message)
        else:
            return see_other("provider:home" if outcome == ClaimOutcome.STARTED else "provider:claim")
    if errand and request.method != "POST":
        form = _as_refused(errand)
    return answer(request, "join", form, claim=_open_claim(request))  # type: ignore[arg-type]


def _asked_before(user: User) -> Errand | None:
    return Errand.objects.filter(kind=ErrandKind.JOIN, asked_by=user).first()


def _as_refused(errand: Errand) -> NpiForm:
    """The form as it was sent, with what came of it beside the number."""
    form = NpiForm(errand.answers, label_suffix="")
    if form.is_valid():
        form.add_error("npi", errand.refused)
    return form


@login_required
@require_safe
def asking(request: SignedInRequest) -> HttpResponse:
    """The registry is being asked. Leads on once it was."""
    errand = _asked_before(request.user)
    if errand and errand.done_at is None:
        if by_htmx(request):
            return HttpResponse(status=204)  # nothing new: the page stays, and a screen reader is not told again
        return render(request, "providers/portal/asking.html")
    to = "provider:join" if errand or _open_claim(request) is None else "provider:claim"
    if Provider.objects.filter(user=request.user).exists():
        to = "provider:home"
    return HttpResponseClientRedirect(reverse(to)) if by_htmx(request) else redirect(to)


def _open_claim(request: SignedInRequest) -> NpiClaim | None:
    return NpiClaim.objects.open().filter(user=request.user).last()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: SignedInRequest) -> HttpResponse:
    """The number is held by somebody, patients can see the profile, or what was typed is not what the registry says.
    Nothing about it is shown here. A holder comes here when somebody else may have the better right.
    """
    waiting, own = _open_claim(request), Provider.objects.filter(user=request.user).first()
    if own:
        waiting = own.claims.open().filter(user=request.user).first() if is_contested(own) else None
    if waiting is None:
        return redirect("provider:home")
    form = ProofForm(posted(request)[0], initial={"words": waiting.words}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        explain_claim(claim_id=waiting.pk, words=form.cleaned_data["words"], now=timezone.now())
        return see_other("provider:claim")
    return answer(request, "claim", form, claim=waiting, contested=own is not None, in_use=_in_use(waiting.provider))


def _in_use(provider: Provider) -> bool:
    return provider.user_id is not None or was_approved(provider.pk)


@require_POST
@for_provider
def give_up(request: PortalRequest) -> HttpResponse:
    """A wrong number or license type, before anything was sent."""
    try:
        let_go(provider_id=request.provider.pk, by=request.user, now=timezone.now())
    except UserFacingError as error:
        messages.error(request, error.message)
        return see_other("provider:home")
    messages.success(request, _("Taken back. Start again with the right number and license type."))
    return see_other("provider:join")
