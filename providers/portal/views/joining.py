"""The way in: sign up, give the NPI, and for a number that somebody holds, say how to prove it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.adapter import JOINING
from caarisma.accounts.http import SignedInRequest, count_beyond_here
from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.directory.enums import Profession
from providers.directory.models import Provider
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
from providers.registry.nppes_api import NpiFound, NpiNotFound, look_up
from providers.registry.nppes_record import RegistryRecord
from providers.screening.models import NpiClaim
from providers.vetting.claims.claiming import Claimant, ClaimOutcome, claim_npi, explain_claim, let_go
from providers.vetting.claims.ownership import is_contested, was_approved


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        request.session[JOINING] = True  # confirming an address by mail loses "next"
        return render(request, "providers/portal/welcome.html")
    if Provider.objects.filter(user=request.user).exists():
        return redirect("provider:home")
    form = NpiForm(posted(request)[0], label_suffix="")
    if request.method == "POST" and (
        count_beyond(request, "look-ups", LOOK_UPS_AN_HOUR) or count_beyond_here(request, "claims", CLAIMS_A_DAY)
    ):
        return render(request, "429.html", status=429)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _claim(form, request)  # type: ignore[arg-type]
        except UserFacingError as error:
            form.add_error("npi", error.message)
        else:
            return see_other("provider:home" if outcome == ClaimOutcome.STARTED else "provider:claim")
    return answer(request, "join", form, claim=_open_claim(request))  # type: ignore[arg-type]


def _claim(form: NpiForm, request: SignedInRequest) -> ClaimOutcome:
    """The registry is asked before the transaction: it may take seconds."""
    cleaned = form.cleaned_data
    held = Provider.objects.filter(npi=cleaned["npi"], user__isnull=False).exists()
    claimant = Claimant(
        npi=cleaned["npi"],
        profession=Profession(cleaned["profession"]),
        first_name=cleaned["first_name"],
        last_name=cleaned["last_name"],
        record=None if held else _ask_registry(cleaned["npi"]),
    )
    return claim_npi(claimant=claimant, by=request.user, now=timezone.now())


def _ask_registry(npi: str) -> RegistryRecord | None:
    """The person's record, None when the registry does not answer. UserFacingError when the number cannot be theirs."""
    answered = look_up(npi, attempts=1)
    if isinstance(answered, NpiNotFound):
        if answered.deactivated:
            raise UserFacingError(_("The registry says that this NPI is no longer in use."))
        raise UserFacingError(_("The registry does not know this NPI. A new one takes a day or two to appear."))
    if not isinstance(answered, NpiFound):
        return None
    if not answered.record.is_person:
        raise UserFacingError(_("This is the NPI of an organization. Enter your own, which is type 1."))
    if not answered.record.is_in_use:
        raise UserFacingError(_("The registry says that this NPI is no longer in use."))
    return answered.record


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
