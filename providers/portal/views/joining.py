"""The way in: sign up, give the NPI, and for a number that somebody holds, say how to prove it."""

from datetime import timedelta
from typing import Final

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
from caarisma.common import limits
from caarisma.common.errors import UserFacingError
from caarisma.common.http import by_htmx, see_other
from providers.directory.enums import Profession
from providers.directory.models import Provider
from providers.errands.enums import ErrandKind
from providers.errands.joining import (
    JoinerFound,
    claim_found,
    found_for,
    is_held,
    keep_found,
    uses_made_up_people,
)
from providers.errands.models import Errand
from providers.errands.running import send_off
from providers.joining.asked import AskedToJoin, asked_in
from providers.joining.forms.asking import LICENSE_TYPES
from providers.joining.rules.answers import JoinAnswer, answer_for
from providers.joining.words import closed_words
from providers.portal.forms.npi import NpiForm, ProofForm, WhoForm
from providers.portal.http import (
    CLAIMS_A_DAY,
    LOOK_UPS_AN_HOUR,
    PortalRequest,
    answer,
    count_beyond,
    for_provider,
    posted,
)
from providers.registry.made_up import made_up_people
from providers.screening.models import NpiClaim
from providers.screening.rule_book import rules_on
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.claims.claiming import ClaimOutcome, explain_claim, let_go
from providers.vetting.claims.ownership import is_contested, was_approved

GIVE_UPS: Final = 5  # a month, of one person


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The number, and nothing else: what the registry says of it is shown before anybody types it."""
    if not request.user.is_authenticated:
        return render(request, "providers/portal/welcome.html")
    request.session.pop(JOINING, None)
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
        npi, now = form.cleaned_data["npi"], timezone.now()
        if settings.NPPES_API_URL and not is_held(npi):
            send_off(kind=ErrandKind.JOIN, by=request.user, now=now, typed={"npi": npi, "language": get_language()})
            return see_other("provider:asking")
        try:
            keep_found(npi=npi, by=request.user, now=now)
        except UserFacingError as error:
            form.add_error("npi", error.message)
        else:
            return see_other("provider:who")
    if errand and errand.refused and request.method != "POST":
        form = _as_refused(errand)
    made_up = made_up_people().values() if uses_made_up_people() else ()
    return answer(request, "join", form, claim=_open_claim(request), made_up=made_up)  # type: ignore[arg-type]


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
    to = "provider:who" if errand and not errand.refused else "provider:join"
    if errand is None and _open_claim(request):
        to = "provider:claim"
    if Provider.objects.filter(user=request.user).exists():
        to = "provider:home"
    return HttpResponseClientRedirect(reverse(to)) if by_htmx(request) else redirect(to)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: SignedInRequest) -> HttpResponse:
    """What the registry says, and who they say they are. Where the two differ, proof is asked for, not a profile."""
    found = found_for(request.user)
    if found is None or Provider.objects.filter(user=request.user).exists():
        return redirect("provider:home")
    asked = asked_in(request.session)
    form = WhoForm(posted(request)[0], initial=_told(found, asked), label_suffix="")
    if request.method == "POST" and form.is_valid() and (words := _why_not_there(form, found)):
        form.add_error("state", words)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = claim_found(found, form.cleaned_data, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            return see_other("provider:home" if outcome == ClaimOutcome.STARTED else "provider:claim")
    return answer(request, "who", form, found=found, asked_as=_another_type(found, asked))


def _told(found: JoinerFound, asked: AskedToJoin | None) -> dict[str, str]:
    """What the registry knows, and of what it does not, what was asked on the page "Can I join?"."""
    record = found.record
    first = {"profession": asked.profession, "state": asked.state} if asked else {}
    if record is None:
        return first
    told = {"first_name": record.first_name, "last_name": record.last_name, "profession": record.profession or ""}
    there = {"state": record.practice.state} if record.practice else {}
    return {name: value for name, value in {**told, **there, **first, **told}.items() if value}


def _why_not_there(form: WhoForm, found: JoinerFound) -> str:
    """The same answer as on the public page, before the first paper."""
    profession, on = Profession(form.cleaned_data["profession"]), timezone.now().astimezone(OFFICE_ZONE).date()
    rules = rules_on(on, made_up=found.is_made_up)
    said = answer_for(profession, form.cleaned_data["state"], on=on, rules=rules)
    return "" if said.answer == JoinAnswer.YES else closed_words(said)


def _another_type(found: JoinerFound, asked: AskedToJoin | None) -> str:
    """The license type that they asked about, where the registry names another."""
    known = found.record and found.record.profession
    return str(dict(LICENSE_TYPES)[asked.profession]) if asked and known and asked.profession != known else ""


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
    """A wrong number or license type, before anybody was approved by it."""
    key = f"give-ups:{request.user.pk}"  # nobody works through the registry by taking numbers back
    if limits.count_beyond(key, most=GIVE_UPS, within=timedelta(days=30), now=timezone.now()):
        messages.error(request, _("You have taken back several numbers. Write to us, so that a person can help you."))
        return see_other("provider:home")
    try:
        let_go(provider_id=request.provider.pk, by=request.user, now=timezone.now())
    except UserFacingError as error:
        messages.error(request, error.message)
        return see_other("provider:home")
    messages.success(request, _("Taken back. Start again with the right number and license type."))
    return see_other("provider:join")
