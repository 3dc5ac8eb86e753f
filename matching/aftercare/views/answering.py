"""From the link in the mail to "thank you". A GET changes nothing; nothing told before is ever shown again."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.http import UNPROCESSABLE, see_other
from matching.aftercare.forms import SatisfiedForm, SignedForm, SignsForm
from matching.aftercare.models import FollowUp, FollowUpAnswers, FollowUpConsent
from matching.aftercare.opened import by_link, close_here, open_here, opened_here
from matching.aftercare.rules.told import told_from
from matching.aftercare.services.answering import answer, answer_rest
from treatments.check.result import CARE_CLAIMS, care_of
from treatments.selectors import printable_claims

ASKS = ["GET", "HEAD", "POST"]


@require_http_methods(ASKS)
def press(request: HttpRequest, token: str) -> HttpResponse:
    """As often as they like until the question ends: behind it is nothing to read, and the last answer counts."""
    follow_up, now = by_link(token), timezone.now()
    if follow_up is None:
        raise Http404
    if follow_up.ends_at <= now or not _is_wanted(follow_up):
        return render(request, "matching/aftercare/over.html", status=410)
    if request.method == "POST":
        open_here(request.session, follow_up, now=now)
        return see_other("aftercare:signs", key=follow_up.key)
    return render(request, "matching/aftercare/press.html")


@never_cache
@require_http_methods(ASKS)
def signs(request: HttpRequest, key: UUID) -> HttpResponse:
    follow_up = _opened(request, key)
    form = SignsForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        told = form.signs_told()
        stored = answer(follow_up_id=follow_up.pk, signs=told, now=timezone.now())
        return see_other("aftercare:rest", key=key) if stored and told is not None else _thanks(request, key)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "matching/aftercare/signs.html", {"form": form}, status=status)


@never_cache
@require_http_methods(ASKS)
def rest(request: HttpRequest, key: UUID) -> HttpResponse:
    """The care card first, if a sign was ticked."""
    follow_up = _opened(request, key)
    stored = FollowUpAnswers.objects.filter(follow_up=follow_up).first()
    if stored is None:  # not told yet, or deleted meanwhile
        return see_other("aftercare:signs", key=key)
    has_signs = bool(told_from(stored.answers).signs)
    made = SignedForm if has_signs else SatisfiedForm
    form = made(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        answer_rest(follow_up_id=follow_up.pk, rest=form.told(), now=timezone.now())
        return _thanks(request, key)
    call_now, call_doctor = care_of(printable_claims(CARE_CLAIMS, on=timezone.now().date()), get_language())
    context = {"form": form, "has_signs": has_signs, "result": {"call_now": call_now, "call_doctor": call_doctor}}
    return render(request, "matching/aftercare/rest.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Also for who is not asked any more: nothing tells whether it was stored."""
    return render(request, "matching/aftercare/thanks.html")


def _opened(request: HttpRequest, key: UUID) -> FollowUp:
    follow_up = opened_here(request.session, key, now=timezone.now())
    if follow_up is None:
        raise Http404
    return follow_up


def _is_wanted(follow_up: FollowUp) -> bool:
    return FollowUpConsent.objects.alive().filter(asker__requests__visit=follow_up.visit_id).exists()


def _thanks(request: HttpRequest, key: UUID) -> HttpResponse:
    close_here(request.session, key)
    return see_other("aftercare:thanks")
